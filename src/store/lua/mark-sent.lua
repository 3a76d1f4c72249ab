-- A try of a write leaves, or what is known of the try under way: only whoever holds the ticket's lane may say so.
-- KEYS  1 lane  2 ledger
-- ARGV  1 fence  2 write
--       3 'send': a try is counted and leaves now
--         'again': one more request of it leaves now
--         'answered': the ITSM answered that it did nothing
--         'back': it was none; the stamp of the try before is 4 ('' for none)
-- Gives {} where the fence is lost; for 'send' what count_try gives, else {1}

if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then
  return {}
end
local stamp = 'sent:' .. ARGV[2]
if ARGV[3] == 'send' then
  return { count_try(KEYS[2], ARGV[2]) }
elseif ARGV[3] == 'again' then
  redis.call('HSET', KEYS[2], stamp, int(now_ms()))
elseif ARGV[3] == 'answered' then
  redis.call('HSET', KEYS[2], stamp, int(now_ms()) .. ' answered')
else
  redis.call('HINCRBY', KEYS[2], 'attempts:' .. ARGV[2], -1)
  if ARGV[4] == '' then
    redis.call('HDEL', KEYS[2], stamp)
  else
    redis.call('HSET', KEYS[2], stamp, ARGV[4])
  end
end
return { 1 }
