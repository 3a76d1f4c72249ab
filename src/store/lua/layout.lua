-- The layout of a desk; a desk that holds nothing gets the newest one.
-- KEYS  1 layout  2 moving  3… keys of which a desk that was ever used has one
-- ARGV  1 the newest layout
-- Gives {layout, 1 while a process brings the desk to another one else 0}
local layout = redis.call('GET', KEYS[1])
if not layout then
  layout = '0'
  local used = 0
  for i = 3, #KEYS do used = used + redis.call('EXISTS', KEYS[i]) end
  if used == 0 then
    layout = ARGV[1]
    redis.call('SET', KEYS[1], layout)
  end
end
return { layout, redis.call('EXISTS', KEYS[2]) }
