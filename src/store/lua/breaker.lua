-- The circuit breaker of one connector instance. Closed: calls pass. Open: nobody calls, until one trial may.
-- KEYS  1 breaker
-- ARGV  1 'ask'|'worked'|'failed'  2 failures in a row that open it  3 they count while each follows the last within, ms
--       4 first and 5 longest wait while open, ms  6 a trial that tells nothing is given up after, ms
--       7 at least how long to wait now, ms
-- Gives {'pass', failures so far} | {'trial'} | {'wait', ms} for 'ask',
--       {'same'} | {'opened', ms} | {'closed', ms it was open} for the others

local now = now_ms()
local h = redis.call('HMGET', KEYS[1], 'failures', 'last', 'until', 'wait', 'trial', 'since', 'pause')
local failures, wait = tonumber(h[1] or '0'), tonumber(h[4] or '0')
local open = h[3]
-- A wait that ends later than any can was begun before Redis's clock was set back: it is over.
local function holds(till, longest)
  return till and tonumber(till) > now and tonumber(till) <= now + longest
end
if ARGV[1] == 'ask' then
  if not open then
    return { 'pass', failures }
  end
  if holds(open, math.max(tonumber(ARGV[5]), tonumber(h[7] or '0'))) then
    return { 'wait', int(tonumber(open) - now) }
  end
  if holds(h[5], tonumber(ARGV[6])) then
    return { 'wait', int(wait) }
  end
  redis.call('HSET', KEYS[1], 'trial', int(now + tonumber(ARGV[6])))
  return { 'trial' }
end
if ARGV[1] == 'worked' then
  redis.call('DEL', KEYS[1])
  return open and { 'closed', int(now - tonumber(h[6])) } or { 'same' }
end
if open then
  -- A call that began before it opened and fails now says nothing new; a trial that fails does.
  if h[5] then
    wait = math.min(wait * 2, tonumber(ARGV[5]))
    local pause = math.max(wait, tonumber(ARGV[7]))
    redis.call('HSET', KEYS[1], 'until', int(now + pause), 'wait', int(wait), 'pause', int(pause))
    redis.call('HDEL', KEYS[1], 'trial')
  end
  return { 'same' }
end
failures = (h[2] and tonumber(h[2]) > now - tonumber(ARGV[3]) and tonumber(h[2]) <= now) and failures + 1 or 1
redis.call('HSET', KEYS[1], 'failures', failures, 'last', int(now))
if failures < tonumber(ARGV[2]) then
  return { 'same' }
end
local pause = math.max(tonumber(ARGV[4]), tonumber(ARGV[7]))
redis.call('HSET', KEYS[1], 'until', int(now + pause), 'wait', ARGV[4], 'since', int(now), 'pause', int(pause))
return { 'opened', int(pause) }
