-- The end of a virtual agent's turn: what it said goes where the conversation is now, and the turn is done.
-- KEYS  1 conversation  2 once  3 history  4 chat  5 log  6 feed  7 turns
-- ARGV  1 the open chat as the caller knows it  2 most lines of history  3 seconds a conversation is kept
--       4 who holds the turn, '' where it was not waited for  5 seconds a repeat is known
--       6 what a repeat is answered with, '' for nothing  7... lines
-- Gives {'moved', chat} | {'ok'}

local chat = redis.call('HGET', KEYS[1], 'chat') or ''
if chat ~= ARGV[1] then
  return { 'moved', chat }
end
if #ARGV > 6 then
  local lines = { unpack(ARGV, 7) }
  if chat ~= '' then
    local hot = redis.call('HMGET', KEYS[4], 'queue', 'company', 'agents')
    local seq = redis.call('RPUSH', KEYS[5], unpack(lines))
    feed(KEYS[6], now_ms(), chat, 'e', seq, hot[1], hot[2], hot[3])
  else
    redis.call('RPUSH', KEYS[3], unpack(lines))
    redis.call('LTRIM', KEYS[3], -tonumber(ARGV[2]), -1)
    redis.call('EXPIRE', KEYS[3], ARGV[3])
  end
end
remember(KEYS[2], 'd|0|' .. ARGV[6], ARGV[5])
leave_turn(KEYS[7], KEYS[2], ARGV[4])
return { 'ok' }
