-- Drops a deadline that has been passed, unless passing it moved it to a later time.
-- KEYS  1 deadlines
-- ARGV  1 member  2 the time up to which deadlines were passed, ms

local due = redis.call('ZSCORE', KEYS[1], ARGV[1])
if due and tonumber(due) <= tonumber(ARGV[2]) then
  return redis.call('ZREM', KEYS[1], ARGV[1])
end
return 0
