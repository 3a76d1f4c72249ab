-- Which settings are in force for what is stored, and which process brings it under them.
-- KEYS  1 settling: fingerprint in force, who walks and until when, when the last whole walk began
--       2 fingerprints that others have taken the place of  3 processes by the end of their lease
-- ARGV  2 fingerprint of the process's settings  3 process  4 so long a process counts as one that runs, ms  5 so long its walk is its own, ms
--       1 'look':   gives 1 where these settings are in force, now, when the last whole walk under them began (0: never),
--                   1 where processes with other settings run beside
--       1 'walk':   gives 1 where this process may walk, or go on
--       1 'walked': 6 when it began
--       1 'leave'

local now = now_ms()
local me = ARGV[2] .. '|' .. ARGV[3]
if ARGV[1] == 'leave' then
  redis.call('ZREM', KEYS[3], me)
  if redis.call('HGET', KEYS[1], 'walker') == ARGV[3] then
    redis.call('HDEL', KEYS[1], 'walker', 'until')
  end
  return 1
end

redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', int(now))
redis.call('ZADD', KEYS[3], int(now + tonumber(ARGV[4])), me)
local force = redis.call('HGET', KEYS[1], 'force') or ''
local holds, beside = false, false
for _, one in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
  local fingerprint = string.match(one, '^[^|]*')
  if fingerprint == force then
    holds = true
  end
  if fingerprint ~= ARGV[2] then
    beside = true
  end
end
if force ~= ARGV[2] then
  -- New settings are in force at once. Those that were in force before take turns with nobody: they are again only
  -- where no process runs any more under the ones that came after them.
  if holds and redis.call('ZSCORE', KEYS[2], ARGV[2]) then
    return { 0, int(now), '0', 1 }
  end
  if force ~= '' then
    redis.call('ZADD', KEYS[2], int(now), force)
    redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -101)
  end
  redis.call('ZREM', KEYS[2], ARGV[2])
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'force', ARGV[2])
end

if ARGV[1] == 'look' then
  return { 1, int(now), redis.call('HGET', KEYS[1], 'walked') or '0', beside and 1 or 0 }
end
local walker = redis.call('HGET', KEYS[1], 'walker') or ''
local free = tonumber(redis.call('HGET', KEYS[1], 'until') or '0') <= now
if ARGV[1] == 'walked' then
  if walker == ARGV[3] then
    redis.call('HDEL', KEYS[1], 'walker', 'until')
    redis.call('HSET', KEYS[1], 'walked', ARGV[6])
  end
  return 1
end
if walker ~= '' and walker ~= ARGV[3] and not free then
  return 0
end
redis.call('HSET', KEYS[1], 'walker', ARGV[3], 'until', int(now + tonumber(ARGV[5])))
return 1
