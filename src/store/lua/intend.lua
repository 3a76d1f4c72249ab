-- Writes down what is to be written, unless that stands already. It lives as long as its chat.
-- With a fence a try of it is counted, too: it may be sent at once, and only by whoever holds the ticket's lane.
-- KEYS  1 ledger  2 unfinished writes  3 chat  4 lane
-- ARGV  1 write  2 the intent (JSON)  3 its row among the unfinished  4 fence, '' to send nothing yet
-- Gives {the intent that stands, and with a fence what count_try gives}; {} where the fence is lost, and nothing is written

if ARGV[4] ~= '' and redis.call('HGET', KEYS[4], 'fence') ~= ARGV[4] then
  return {}
end
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 1 then
  redis.call('ZADD', KEYS[2], 'NX', int(now_ms()), ARGV[3])
end
local tried = ARGV[4] ~= '' and { count_try(KEYS[1], ARGV[1]) } or {}
local left = redis.call('TTL', KEYS[3])
if left > 0 then
  redis.call('EXPIRE', KEYS[1], left)
end
return { redis.call('HGET', KEYS[1], ARGV[1]), unpack(tried) }
