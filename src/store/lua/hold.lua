-- Keeps a lane a while longer, says what is being sent, or gives it back to wait for a better time.
-- KEYS  1 lanes  2 lane
-- ARGV  1 lane id  2 fence  3 'renew'|'sending'|'yield'|'rest'  4 ms (lease, or how long to wait)  5 seq being sent
-- Gives 0 where the fence is lost, else 1; for 'yield' and 'rest' the number of the wake; 'rest' counts as no try

if redis.call('HGET', KEYS[2], 'fence') ~= ARGV[2] then
  return 0
end
local till = int(now_ms() + tonumber(ARGV[4]))
redis.call('ZADD', KEYS[1], till, ARGV[1])
if ARGV[3] == 'yield' or ARGV[3] == 'rest' then
  redis.call('HDEL', KEYS[2], 'until', 'sending')
  redis.call('HINCRBY', KEYS[2], 'fence', 1)
  if ARGV[3] == 'yield' then
    redis.call('HINCRBY', KEYS[2], 'tries', 1)
  end
  return redis.call('HINCRBY', KEYS[2], 'wake', 1)
end
redis.call('HSET', KEYS[2], 'until', till)
if ARGV[3] == 'sending' then
  redis.call('HSET', KEYS[2], 'sending', ARGV[5])
end
return 1
