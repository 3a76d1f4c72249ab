-- Ends the moving of a desk by the process that began it.
-- KEYS  1 moving
-- ARGV  1 its token
-- Gives 1, or 0 where it is another one's
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
