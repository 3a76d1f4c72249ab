-- The hot path of an agent's message or side note: one round trip. Answers what decide.ts answers.
-- KEYS  1 once  2 chat  3 log  4 feed  5 lanes  6 lane  7 items
-- ARGV  1 chat id  2 '' or the request's fingerprint  3 'message'|'note'  4 agent id
--       5, 6 the line's JSON before and after its author  7 lane id  8 lease in ms for sending at once, 0 for none
-- Gives {'repeat', answer} | {'refused', code, owner's name} | {'ok', seq, fence, wake, author, conversation}

if ARGV[2] ~= '' then
  local known = redis.call('GET', KEYS[1])
  if known then
    return { 'repeat', known }
  end
end
local hot = redis.call('HMGET', KEYS[2], 'status', 'owner', 'ownerName', 'author', 'left', 'queue', 'company',
  'conversation', 'speaker:' .. ARGV[4], 'agents')
local status, owner, name, author, left = hot[1], hot[2], hot[3], hot[4], hot[5]
local owns = owner ~= '' and owner == ARGV[4]
if not status then
  return { 'refused', 'not-found', '' }
end
if not owns then
  -- Agents who have joined the owner as participants write to the user, and nothing else.
  if ARGV[3] ~= 'message' or (hot[9] or '') == '' then
    return { 'refused', 'not-owner', name }
  end
  author = hot[9]
end
if status == 'closed' then
  return { 'refused', 'chat-closed', name }
end
if ARGV[3] == 'message' and left == '1' then
  return { 'refused', 'user-cancelled', name }
end

local now = now_ms()
local seq = redis.call('RPUSH', KEYS[3], ARGV[5] .. author .. ARGV[6])
spoken(KEYS[2], now, ARGV[3] == 'message' and owns)
local fence, wake = '', ''
if ARGV[3] == 'message' then
  local length = redis.call('RPUSH', KEYS[7], 'deliver-messages {"seq":' .. seq .. '}')
  local lease = tonumber(ARGV[8])
  if length == 1 then
    redis.call('PERSIST', KEYS[6])
  end
  if length == 1 and lease > 0 then
    -- An idle lane is taken on the spot by whoever appends: no job, no second round trip.
    -- Should that process die, the sweep finds the lane overdue once the lease has run out.
    fence = redis.call('HINCRBY', KEYS[6], 'fence', 1)
    redis.call('HSET', KEYS[6], 'until', int(now + lease), 'sending', seq)
    redis.call('ZADD', KEYS[5], int(now + lease), ARGV[7])
  elseif length == 1 then
    redis.call('ZADD', KEYS[5], int(now), ARGV[7])
    wake = redis.call('HINCRBY', KEYS[6], 'wake', 1)
  end
end
feed(KEYS[4], now, ARGV[1], 'e', seq, hot[6], hot[7], hot[10])
if ARGV[2] ~= '' then
  remember(KEYS[1], ARGV[2] .. '|' .. seq)
end
return { 'ok', seq, fence, wake, author, hot[8] }
