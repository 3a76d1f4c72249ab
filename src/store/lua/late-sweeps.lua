-- When each sweep ran last, by Redis's clock, and which are late.
-- KEYS  1 sweeps
-- ARGV  1 'ran': 2 name
--       1 'late': name, late after so many ms, name, ...
-- Gives for 'late' the names of those that are; whoever asks runs them, nobody else is told for as long again

local now = now_ms()
if ARGV[1] == 'ran' then
  redis.call('HSET', KEYS[1], ARGV[2], int(now))
  return {}
end
local late = {}
for i = 2, #ARGV, 2 do
  local ran = tonumber(redis.call('HGET', KEYS[1], ARGV[i]) or '0')
  -- One that ran later than now did so before Redis's clock was set back.
  if ran > now or ran <= now - tonumber(ARGV[i + 1]) then
    redis.call('HSET', KEYS[1], ARGV[i], int(now))
    late[#late + 1] = ARGV[i]
  end
end
return late
