-- A packed chat becomes again what it was, because somebody is about to write to it.
-- KEYS  1 packed  2 closed  3 log  4... hashes
-- ARGV  1 chat id  2 SHA-1 of the value as it was read  3 what was in it (JSON): {log, hashes}
-- Gives 1, or 0 where somebody was faster

local packed = redis.call('GET', KEYS[1])
if not packed or redis.sha1hex(packed) ~= ARGV[2] then
  return 0
end
local left = redis.call('PTTL', KEYS[1])
local what = cjson.decode(ARGV[3])
local function fill(key, command, list)
  for from = 1, #list, 1000 do
    redis.call(command, key, unpack(list, from, math.min(from + 999, #list)))
  end
  if left > 0 then
    redis.call('PEXPIRE', key, left)
  end
end
fill(KEYS[3], 'RPUSH', what.log)
for i, flat in ipairs(what.hashes) do
  fill(KEYS[3 + i], 'HSET', flat)
end
redis.call('DEL', KEYS[1])
redis.call('ZADD', KEYS[2], int(now_ms()), ARGV[1])
return 1
