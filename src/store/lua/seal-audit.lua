-- Moves rows that were put down into the chain, unless the chain has grown meanwhile.
-- KEYS  1 rows put down  2 chain  3 head
-- ARGV  1 the hash that the first row follows  2... id, row, hash of each
-- Gives 1, or 0 where the chain has grown

if (redis.call('HGET', KEYS[3], 'hash') or '') ~= ARGV[1] then
  return 0
end
for i = 2, #ARGV, 3 do
  redis.call('XADD', KEYS[2], ARGV[i], 'r', ARGV[i + 1], 'h', ARGV[i + 2])
  redis.call('XDEL', KEYS[1], ARGV[i])
end
redis.call('HSET', KEYS[3], 'id', ARGV[#ARGV - 2], 'hash', ARGV[#ARGV])
return 1
