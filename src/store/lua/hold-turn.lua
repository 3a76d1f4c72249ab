-- A virtual agent's turn goes on, or is given up; one that is done stays done.
-- KEYS  1 once  2 turns
-- ARGV  1 lease in ms, 0 to give it up  2 who holds the turn, '' where it was not waited for
--       3 seconds a repeat is known  4 'told' where its user learns now that it failed

local lease = tonumber(ARGV[1])
local till = int(now_ms() + lease)
local known = redis.call('GET', KEYS[1])
if known and string.sub(known, 1, 2) == 'b|' then
  local told = ARGV[4] ~= '' and ARGV[4] or string.match(known, '^b|%d+|(.*)$') or ''
  remember(KEYS[1], 'b|' .. (lease > 0 and till or '0') .. '|' .. told,
    math.max(tonumber(ARGV[3]), math.ceil(lease / 1000) + 1))
end
if lease == 0 then
  leave_turn(KEYS[2], KEYS[1], ARGV[2])
else
  local n, whose = string.match(redis.call('HGET', KEYS[2], KEYS[1]) or '', '^(%d+)|%d+|%a|(.*)$')
  if n and whose == ARGV[2] then
    redis.call('HSET', KEYS[2], KEYS[1], n .. '|' .. till .. '|h|' .. whose)
    redis.call('EXPIRE', KEYS[2], 600)
  end
end
return 0
