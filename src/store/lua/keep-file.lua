-- A file comes into a conversation: it belongs to the chat that is open there, else to the talk with the virtual agent.
-- KEYS  1 conversation  2 files of the conversation  3 uses of the file's bytes
-- ARGV  1 file id, '' to ask only whether there is room  2 what is known of it (JSON)  3 most files of a chat  4 seconds a conversation is kept
-- Gives {'too-many', ''} | {'ok', chat or ''}

local chat = redis.call('HGET', KEYS[1], 'chat') or ''
local rows = redis.call('HVALS', KEYS[2])
local count = 0
for _, row in ipairs(rows) do
  if string.sub(row, 1, #chat + 1) == chat .. '|' then
    count = count + 1
  end
end
-- What was taken back lies on the disk until the sweep comes: nobody goes on and on with it.
local released = tonumber(redis.call('HGET', KEYS[2], 'released:' .. chat) or '0')
local most = tonumber(ARGV[3])
if count >= most or released >= 3 * most then
  return { 'too-many', '' }
end
if ARGV[1] == '' then
  return { 'ok', chat }
end
redis.call('HSET', KEYS[2], ARGV[1], chat .. '|' .. ARGV[2])
redis.call('SADD', KEYS[3], ARGV[1])
-- While a chat is open its files have no time limit; it gets one as the chat closes.
local left = redis.call('TTL', KEYS[2])
if chat ~= '' then
  redis.call('PERSIST', KEYS[2])
elseif #rows == 0 or (left >= 0 and left < tonumber(ARGV[4])) then
  redis.call('EXPIRE', KEYS[2], ARGV[4])
end
return { 'ok', chat }
