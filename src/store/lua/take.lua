-- Takes a lane for work, with a lease and a fence.
-- KEYS  1 lanes  2 lane  3 items
-- ARGV  1 lane id  2 lease in ms
-- Gives {'busy', ms left} | {'empty'} | {'taken', fence, what was being sent, tries, item...}

local now = now_ms()
local lane = redis.call('HMGET', KEYS[2], 'until', 'sending', 'tries')
-- No lease is so long as a quarter of an hour: one that seems so was given before Redis's clock was set back.
if lane[1] and tonumber(lane[1]) > now and tonumber(lane[1]) <= now + 900000 then
  return { 'busy', int(tonumber(lane[1]) - now) }
end
local items = redis.call('LRANGE', KEYS[3], 0, 19)
if #items == 0 then
  redis.call('ZREM', KEYS[1], ARGV[1])
  return { 'empty' }
end
local till = int(now + tonumber(ARGV[2]))
local fence = redis.call('HINCRBY', KEYS[2], 'fence', 1)
redis.call('HSET', KEYS[2], 'until', till)
redis.call('HDEL', KEYS[2], 'asked')
redis.call('ZADD', KEYS[1], till, ARGV[1])
return { 'taken', fence, lane[2] or '', lane[3] or '0', unpack(items) }
