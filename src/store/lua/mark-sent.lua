-- A write of the ledger is about to be sent: only by whoever holds the ticket's lane.
-- KEYS  1 lane  2 ledger
-- ARGV  1 fence  2 write id
-- Gives -1 where the fence is lost, else the number of earlier attempts

if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then
  return -1
end
return redis.call('HINCRBY', KEYS[2], 'attempts:' .. ARGV[2], 1) - 1
