-- What came of a write, which is not done with its lane yet.
-- KEYS  1 ledger  2 unfinished writes  3 rows put down for the audit, and where only the lane's holder may say it 4 lane
-- ARGV  1 write  2 'confirmed', or the number of the try that was refused  3 its row among the unfinished
--       4 what the ledger keeps of it: JSON, '' for nothing, 'as-it-is'  5 the audit's row  6 fence, '' without a lane
--       7 '1' to forget what was seen of it as well
-- Gives 1, or 0 where it was known or the fence is lost

if KEYS[4] and redis.call('HGET', KEYS[4], 'fence') ~= ARGV[6] then
  return 0
end
if ARGV[7] == '1' then
  redis.call('HDEL', KEYS[1], 'ref:' .. ARGV[1], 'ref-at:' .. ARGV[1])
end
return settle(KEYS[1], KEYS[2], KEYS[3], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5])
