-- The hot path of the front door: one activity of a user, stored before the channel gets its 200.
-- KEYS  1 conversation  2 once  3 history  4 chat  5 log  6 feed  7 turns
-- ARGV  1 the open chat as the caller knows it, '' for none  2, 3 the line's JSON before and after its author
--       4 who wrote it, '' where it leaves no line  5 where to answer whoever sent it  6 lease of a bot's turn, ms
--       7 most lines of history  8 seconds a conversation is kept  9 '' or the sender's language
--       10 the sender's id as JSON, '' where nobody is named  11 '1' for a message of theirs
--       12 seconds a repeat is known  13 who asks for the bot's turn, '' where it is not waited for
-- Gives {'moved', chat} | {'nobody'} | {'repeat', kind, rest} | {'busy'} | {'wait'} | {'full'}
--     | {'entry', address, seq, by} | {'muted', address, by}
--     | {'bot', address, what was offered in place of an agent, 'told' where its user knows that it failed}
-- `address` is '1' where the sender's became the conversation's; `by` is '1' for the chat's own user.

local conversation = redis.call('HMGET', KEYS[1], 'chat', 'ref', 'locale')
local chat, ref = conversation[1] or '', conversation[2]
local from = ARGV[10]
local known = redis.call('GET', KEYS[2])
local again, told = false, ''
if known then
  local kind, value, rest = string.match(known, '^(%a)|(%d+)|?(.*)$')
  if kind ~= 'b' then
    return { 'repeat', kind, rest }
  end
  -- A lease that ends later than one can was given before Redis's clock was set back.
  local now = now_ms()
  if tonumber(value) > now and tonumber(value) <= now + tonumber(ARGV[6]) then
    return { 'busy' }
  end
  -- A turn of the virtual agent that was begun and never finished: it is done now, its line is in the log already.
  again, told = true, rest
end
if not again and chat ~= ARGV[1] then
  return { 'moved', chat }
end

local hot, by = nil, ''
if chat ~= '' and chat == ARGV[1] then
  hot = redis.call('HMGET', KEYS[4], 'userAuthor', 'queue', 'company', 'away', 'agents')
  if from ~= '' and hot[1] and string.find(hot[1], '"id":' .. from .. ',', 1, true) then
    by = '1'
  end
end
-- What the bot's own account sends is nobody's words.
if by == '' and from ~= '' and ref and string.find(ref, '"bot":{"id":' .. from, 1, true) then
  return { 'nobody' }
end

-- Words in a chat wait for nobody but those that came before them and still wait for a turn.
if ARGV[13] ~= '' then
  local straight = chat ~= '' and not again
  if not (straight and (ARGV[4] == '' or redis.call('EXISTS', KEYS[7]) == 0)) then
    local place = take_turn(KEYS[7], KEYS[2], ARGV[13], tonumber(ARGV[6]), straight and 'words' or 'turn')
    if place ~= 'mine' then
      return { place }
    end
    if straight then
      leave_turn(KEYS[7], KEYS[2], ARGV[13])
    end
  end
end

-- A chat's user alone moves its address. While none is open whoever wrote last has it; what else they do counts
-- where they had it before, or where nobody has.
local address = ''
if from ~= '' then
  local theirs = ref and string.find(ref, '"user":{"id":' .. from, 1, true)
  if by == '1' or (chat == '' and (ARGV[11] == '1' or theirs or not ref)) then
    if ref ~= ARGV[5] then
      redis.call('HSET', KEYS[1], 'ref', ARGV[5])
      address = '1'
    end
    if ARGV[9] ~= '' and conversation[3] ~= ARGV[9] then
      redis.call('HSET', KEYS[1], 'locale', ARGV[9])
      address = '1'
    end
  end
end

if chat ~= '' and ARGV[4] == '' and not again then
  -- It may have waited for the bot's turn when the chat began.
  leave_turn(KEYS[7], KEYS[2], ARGV[13])
  return { 'muted', address, by }
end
local now = now_ms()
if chat ~= '' and not again then
  local author = by == '1' and hot[1] or ARGV[4]
  local seq = redis.call('RPUSH', KEYS[5], ARGV[2] .. author .. ARGV[3])
  redis.call('HSET', KEYS[4], 'active', int(now))
  feed(KEYS[6], now, chat, 'e', seq, hot[2], hot[3], hot[5])
  -- Whoever writes is there again, as far as the channel can tell.
  if by == '1' and hot[4] then
    redis.call('HDEL', KEYS[4], 'away')
    feed(KEYS[6], now, chat, 'u', 0, hot[2], hot[3], hot[5])
  end
  remember(KEYS[2], (by == '1' and 'e|' or 'o|') .. seq .. '|' .. chat, ARGV[12])
  return { 'entry', address, seq, by }
end
if not again and ARGV[4] ~= '' then
  redis.call('RPUSH', KEYS[3], ARGV[2] .. ARGV[4] .. ARGV[3])
  redis.call('LTRIM', KEYS[3], -tonumber(ARGV[7]), -1)
end
if chat == '' then
  redis.call('EXPIRE', KEYS[1], ARGV[8])
  redis.call('EXPIRE', KEYS[3], ARGV[8])
end
local lease = tonumber(ARGV[6])
remember(KEYS[2], 'b|' .. int(now + lease) .. '|' .. told, math.max(tonumber(ARGV[12]), math.ceil(lease / 1000) + 1))
return { 'bot', address, redis.call('HGET', KEYS[1], 'offer') or '', told }
