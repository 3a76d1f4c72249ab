-- Keeps what was seen of a record whose write is not proven. Nothing that is known is lost, whoever holds the lane.
-- KEYS  1 ledger
-- ARGV  1 write  2 what was seen (JSON)
-- Gives 1, or 0 where the ledger has expired with its chat

if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
local known = cjson.decode(redis.call('HGET', KEYS[1], 'ref:' .. ARGV[1]) or '{}')
for name, value in pairs(cjson.decode(ARGV[2])) do
  known[name] = value
end
redis.call('HSET', KEYS[1], 'ref:' .. ARGV[1], next(known) and cjson.encode(known) or '{}')
redis.call('HSETNX', KEYS[1], 'ref-at:' .. ARGV[1], int(now_ms()))
return 1
