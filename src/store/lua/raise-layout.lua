-- Puts the next layout down, unless another process has taken over.
-- KEYS  1 layout  2 moving
-- ARGV  1 token of the process that moves the desk  2 layout as it was  3 layout as it is now
-- Gives 1, or 0 where nothing was written
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
if (redis.call('GET', KEYS[1]) or '0') ~= ARGV[2] then return 0 end
redis.call('SET', KEYS[1], ARGV[3])
return 1
