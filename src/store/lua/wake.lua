-- Wakes one lane whose time has come and that nobody woke. While its jobs wait for a free slot it is
-- asked for ever more rarely, so that a backlog does not breed jobs.
-- KEYS  1 lanes  2 lane
-- ARGV  1 lane id  2 overdue by at least, ms  3 do not ask again for, ms; doubles up to 64 times
-- Gives the number of the wake, 0 where somebody was faster

local now = now_ms()
local due = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not due or tonumber(due) > now - tonumber(ARGV[2]) then
  return 0
end
local asked = redis.call('HINCRBY', KEYS[2], 'asked', 1)
redis.call('ZADD', KEYS[1], int(now + tonumber(ARGV[3]) * 2 ^ math.min(asked - 1, 6)), ARGV[1])
return redis.call('HINCRBY', KEYS[2], 'wake', 1)
