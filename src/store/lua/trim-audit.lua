-- Takes the oldest rows out of the chain. The hash that the rest follows from is kept, and a row tells of it.
-- KEYS  1 chain  2 head  3 rows put down
-- ARGV  1 rows before this time go, ms
-- Gives how many went

local gone = redis.call('XREVRANGE', KEYS[1], int(tonumber(ARGV[1]) - 1), '-', 'COUNT', 1)[1]
if not gone then
  return 0
end
local hash = gone[2][4]
redis.call('HSET', KEYS[2], 'anchor', hash)
redis.call('XADD', KEYS[3], '*', 'r',
  '{"actor":"system","hash":"' .. hash .. '","upTo":"' .. gone[1] .. '","what":"trimmed"}')
return redis.call('XTRIM', KEYS[1], 'MINID', ARGV[1])
