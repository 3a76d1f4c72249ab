-- The hot path of the front door: one activity of a user, stored before the channel gets its 200.
-- KEYS  1 conversation  2 once  3 history  4 chat  5 log  6 feed
-- ARGV  1 the open chat as the caller knows it, '' for none  2, 3 the line's JSON before and after its author
--       4 who wrote it, '' where it is no message and leaves no line  5 '' or the conversation's reference  6 lease of a bot's turn, ms
--       7 most lines of history  8 seconds a conversation is kept  9 '' or the user's language
-- Gives {'forgotten'} where the reference is not stored after all | {'moved', chat} | {'repeat', the chat it went into} | {'busy'} | {'entry', seq} | {'muted'} | {'bot', what was offered in place of an agent, '' for nothing}

local chat = redis.call('HGET', KEYS[1], 'chat') or ''
if ARGV[5] == '' and redis.call('HEXISTS', KEYS[1], 'ref') == 0 then
  return { 'forgotten' }
end
local known = redis.call('GET', KEYS[2])
local now = now_ms()
local again = false
if known then
  local kind, value, where = string.match(known, '^(%a)|(%d+)|?(.*)$')
  if kind ~= 'b' then
    return { 'repeat', where }
  end
  -- A lease that ends later than one can was given before Redis's clock was set back.
  if tonumber(value) > now and tonumber(value) <= now + tonumber(ARGV[6]) then
    return { 'busy' }
  end
  -- A turn of the virtual agent that was begun and never finished: it is done now, its line is in the log already.
  again = true
end
if not again and chat ~= ARGV[1] then
  return { 'moved', chat }
end

if ARGV[5] ~= '' then
  redis.call('HSET', KEYS[1], 'ref', ARGV[5])
end
if ARGV[9] ~= '' then
  redis.call('HSET', KEYS[1], 'locale', ARGV[9])
end
if chat ~= '' and ARGV[4] == '' then
  return { 'muted' }
end
if chat ~= '' and not again then
  local hot = redis.call('HMGET', KEYS[4], 'userAuthor', 'queue', 'company', 'away', 'agents')
  local seq = redis.call('RPUSH', KEYS[5], ARGV[2] .. hot[1] .. ARGV[3])
  redis.call('HSET', KEYS[4], 'active', int(now))
  feed(KEYS[6], now, chat, 'e', seq, hot[2], hot[3], hot[5])
  -- Whoever writes is there again, as far as the channel can tell.
  if hot[4] then
    redis.call('HDEL', KEYS[4], 'away')
    feed(KEYS[6], now, chat, 'u', 0, hot[2], hot[3], hot[5])
  end
  remember(KEYS[2], 'e|' .. seq .. '|' .. chat)
  return { 'entry', seq }
end
if not again and ARGV[4] ~= '' then
  redis.call('RPUSH', KEYS[3], ARGV[2] .. ARGV[4] .. ARGV[3])
  redis.call('LTRIM', KEYS[3], -tonumber(ARGV[7]), -1)
end
if chat == '' then
  redis.call('EXPIRE', KEYS[1], ARGV[8])
  redis.call('EXPIRE', KEYS[3], ARGV[8])
end
remember(KEYS[2], 'b|' .. int(now + tonumber(ARGV[6])))
return { 'bot', redis.call('HGET', KEYS[1], 'offer') or '' }
