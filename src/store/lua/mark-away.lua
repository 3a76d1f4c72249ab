-- Whether the user of a chat is there: the mark of one who is not, and the news of it in the feed.
-- KEYS  1 chat  2 feed  3 leases of conversations
-- ARGV  1 chat id, '' where no chat is open  2 'away' | 'back'
--       3 '' or the conversation whose lease says so: it is forgotten with 'away', unless it lives again
--       4 for 'back' what the feed says of it
-- Gives 1 where that was news, else 0

local now = now_ms()
local since = now
if ARGV[2] == 'away' and ARGV[3] ~= '' then
  local lease = tonumber(redis.call('ZSCORE', KEYS[3], ARGV[3]) or '0')
  if lease == 0 or lease > now then
    return 0
  end
  since = lease
  redis.call('ZREM', KEYS[3], ARGV[3])
end
local hot = redis.call('HMGET', KEYS[1], 'status', 'queue', 'company', 'agents')
if not hot[1] or hot[1] == 'closed' then
  return 0
end
if ARGV[2] == 'away' then
  if redis.call('HSETNX', KEYS[1], 'away', int(since)) == 0 then
    return 0
  end
  feed(KEYS[2], now, ARGV[1], 'u', int(since), hot[2], hot[3], hot[4])
  return 1
end
-- A lease that had ended may not have been noticed by then: whoever comes by it is news in any case.
if redis.call('HDEL', KEYS[1], 'away') == 0 and ARGV[3] == '' then
  return 0
end
feed(KEYS[2], now, ARGV[1], 'u', ARGV[4], hot[2], hot[3], hot[4])
return 1
