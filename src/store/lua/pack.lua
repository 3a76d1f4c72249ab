-- All that is kept of a closed chat: read, or replaced by one value where it is still what was read.
-- KEYS  1 packed  2 closed  3 lanes  4 log  5... first the hashes, then the items of its lanes
-- ARGV  1 chat id  2 how many hashes  3 '' to read, else the digest of what was read  4 the value  5... ids of its lanes
-- Gives {'gone'} | {'at-work'} | {'read', digest, log, hash...} | {'changed'} | {'packed'}

local hashes = tonumber(ARGV[2])
local chat = KEYS[5]
if redis.call('EXISTS', chat) == 0 then
  return { 'gone' }
end
if redis.call('HGET', chat, 'status') ~= 'closed' then
  return { 'at-work' }
end
for i = 5 + hashes, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 1 then
    return { 'at-work' }
  end
end
for i = 5, #ARGV do
  if redis.call('ZSCORE', KEYS[3], ARGV[i]) then
    return { 'at-work' }
  end
end

local log = redis.call('LRANGE', KEYS[4], 0, -1)
local parts = {}
local function digested(list)
  for _, text in ipairs(list) do
    parts[#parts + 1] = #text .. ':' .. text
  end
  parts[#parts + 1] = ';'
end
digested(log)
local answer = { 'read', '', log }
for i = 5, 4 + hashes do
  local flat = redis.call('HGETALL', KEYS[i])
  -- The order of a hash is nobody's promise.
  local fields = {}
  for f = 1, #flat, 2 do
    fields[#fields + 1] = #flat[f] .. ':' .. flat[f] .. flat[f + 1]
  end
  table.sort(fields)
  digested(fields)
  answer[#answer + 1] = flat
end
answer[2] = redis.sha1hex(table.concat(parts))
if ARGV[3] == '' then
  return answer
end
if answer[2] ~= ARGV[3] then
  return { 'changed' }
end

local left = redis.call('PTTL', chat)
redis.call('SET', KEYS[1], ARGV[4])
if left > 0 then
  redis.call('PEXPIRE', KEYS[1], left)
end
redis.call('DEL', KEYS[4])
for i = 5, 4 + hashes do
  redis.call('DEL', KEYS[i])
end
redis.call('ZREM', KEYS[2], ARGV[1])
return { 'packed' }
