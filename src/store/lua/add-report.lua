-- A row for reports about what left no chat, once.
-- KEYS  1 once  2 reports  3 counted
-- ARGV  1 the row (JSON)  2... what is counted of it: name, by how much

if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
remember(KEYS[1], 'report')
report(KEYS[2], KEYS[3], ARGV[1], { unpack(ARGV, 2) })
return 1
