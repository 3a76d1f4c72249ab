-- Which conversations of our own Direct Line have a client: leases, by Redis's clock.
-- KEYS  1 the leases
-- ARGV  1 'stay':  2 lease in ms  3... conversations
--       1 'leave': 2 ms until the lease ends at the latest  3 conversation
--       1 'lapsed': 2 the longest lease there is, ms  3 most conversations
-- Gives for 'stay' the conversations that had no client, for 'lapsed' those whose lease has ended

local now = now_ms()
if ARGV[1] == 'stay' then
  local came = {}
  local till = int(now + tonumber(ARGV[2]))
  for i = 3, #ARGV do
    local lease = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[i]) or '0')
    redis.call('ZADD', KEYS[1], till, ARGV[i])
    if lease <= now then
      came[#came + 1] = ARGV[i]
    end
  end
  return came
end
if ARGV[1] == 'leave' then
  redis.call('ZADD', KEYS[1], 'XX', 'LT', int(now + tonumber(ARGV[2])), ARGV[3])
  return {}
end
-- Redis's clock was set back meanwhile: no lease is longer than one can be.
local longest = int(now + tonumber(ARGV[2]))
for _, conversation in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. longest, '+inf', 'LIMIT', 0, ARGV[3])) do
  redis.call('ZADD', KEYS[1], longest, conversation)
end
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', int(now), 'LIMIT', 0, ARGV[3])
