-- Gives a lane the errand that was lost, or somebody to do what waits in it.
-- KEYS  1 lanes  2 lane  3 items
-- ARGV  1 lane id  2 the errand
-- Gives {'busy'} where somebody will come or is there | {'woken', wake} | {'added', wake}

local now = now_ms()
if redis.call('LLEN', KEYS[3]) == 0 then
  return { 'added', push(KEYS[1], KEYS[2], KEYS[3], ARGV[1], ARGV[2], now) }
end
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return { 'busy' }
end
redis.call('ZADD', KEYS[1], int(now), ARGV[1])
return { 'woken', redis.call('HINCRBY', KEYS[2], 'wake', 1) }
