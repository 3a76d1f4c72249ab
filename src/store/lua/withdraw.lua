-- Puts lines in the place of those that their writer has deleted.
-- KEYS  1 history, or a chat's log  2 chat  3 feed
-- ARGV  1 the chat's id, '' where it is history  2... index, the line as it was read, the line from now on
-- Gives how many were replaced; a line that has moved or changed since is left.

local replaced = 0
for i = 2, #ARGV, 3 do
  if redis.call('LINDEX', KEYS[1], ARGV[i]) == ARGV[i + 1] then
    redis.call('LSET', KEYS[1], ARGV[i], ARGV[i + 2])
    replaced = replaced + 1
    if ARGV[1] ~= '' then
      local hot = redis.call('HMGET', KEYS[2], 'queue', 'company', 'agents')
      -- Windows read the line anew, as they do when it gets further on its way.
      feed(KEYS[3], now_ms(), ARGV[1], 'd', tonumber(ARGV[i]) + 1, hot[1] or '', hot[2] or '', hot[3])
    end
  end
end
return replaced
