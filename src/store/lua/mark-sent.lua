-- A write of the ledger is about to be sent, or was not after all: only whoever holds the ticket's lane may say so.
-- KEYS  1 lane  2 ledger
-- ARGV  1 fence  2 write id  3 1, or -1 to take it back
-- Gives -1 where the fence is lost, else the number of earlier attempts

if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then
  return -1
end
return redis.call('HINCRBY', KEYS[2], 'attempts:' .. ARGV[2], ARGV[3]) - 1
