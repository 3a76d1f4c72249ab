-- Who is there: leases, by Redis's clock.
-- KEYS  1 presence  2 when leases were looked at last  3 lanes  4 the desk's lane  5 its items
-- ARGV  1 'renew': 2 agent  3 lease in ms  4 lane id  5 what is to be done when an agent comes
--       1 'gone':  2 grace in ms  3 a pause in which nobody looked, ms
--       1 'forget': 2 agent  3 grace in ms
--       1 'wake':  2 lane id  3 what is to be done
-- Gives for 'renew' and 'wake' the number of the wake, 0 for none; for 'gone' the agents whose grace has run out

local now = now_ms()
if ARGV[1] == 'renew' then
  local lease = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[2]) or '0')
  redis.call('ZADD', KEYS[1], 'GT', int(now + tonumber(ARGV[3])), ARGV[2])
  if lease > now then
    return 0
  end
  return push(KEYS[3], KEYS[4], KEYS[5], ARGV[4], ARGV[5], now, true) or 0
end
if ARGV[1] == 'wake' then
  return push(KEYS[3], KEYS[4], KEYS[5], ARGV[2], ARGV[3], now, true) or 0
end
if ARGV[1] == 'forget' then
  local lease = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[2]) or '0')
  if lease + tonumber(ARGV[3]) <= now then
    redis.call('ZREM', KEYS[1], ARGV[2])
  end
  return 0
end
-- While no server ran nobody could renew a lease: the grace of whoever was there begins now.
local last = tonumber(redis.call('GET', KEYS[2]) or '0')
redis.call('SET', KEYS[2], int(now))
-- Redis's clock was set back meanwhile: leases go back with it, or whoever has left would stay for as long.
if last > now then
  local leases = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
  for i = 1, #leases, 2 do
    redis.call('ZADD', KEYS[1], int(tonumber(leases[i + 1]) - (last - now)), leases[i])
  end
end
if now - last > tonumber(ARGV[3]) then
  for _, agent in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', int(now))) do
    redis.call('ZADD', KEYS[1], int(now), agent)
  end
end
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', int(now - tonumber(ARGV[2])), 'LIMIT', 0, 100)
