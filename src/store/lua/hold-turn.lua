-- A virtual agent's turn goes on, or is given up; one that is done stays done.
-- KEYS  1 once
-- ARGV  1 lease in ms, 0 to give it up

local known = redis.call('GET', KEYS[1])
if known and string.sub(known, 1, 2) == 'b|' then
  local lease = tonumber(ARGV[1])
  remember(KEYS[1], 'b|' .. (lease > 0 and int(now_ms() + lease) or '0'))
end
return 0
