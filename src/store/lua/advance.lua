-- The head of a lane is done. The lane is given back when it is empty, and kept while more is waiting.
-- KEYS  1 lanes  2 lane  3 items  4 chat  5 marks  6 feed, and where a write is confirmed by it
--       7 ledger  8 unfinished writes  9 rows put down for the audit
-- ARGV  1 lane id  2 fence  3 lease in ms  4 chat id  5 seq that was delivered, 0 for none  6 '' | 'refused' | 'uncertain'
--       7 the write  8 its row among the unfinished  9 what the ledger keeps of it (JSON)  10 the audit's row
-- Gives {'lost'} | {'released'} | {'kept', item...}

-- What was seen to be done is done, whoever holds the lane by now.
if KEYS[7] then
  settle(KEYS[7], KEYS[8], KEYS[9], ARGV[7], 'confirmed', ARGV[8], ARGV[9], ARGV[10])
end
if redis.call('HGET', KEYS[2], 'fence') ~= ARGV[2] then
  return { 'lost' }
end
local now = now_ms()
redis.call('LPOP', KEYS[3])
redis.call('HDEL', KEYS[2], 'tries')
local hot = redis.call('HMGET', KEYS[4], 'queue', 'company', 'agents')
if ARGV[5] ~= '0' and hot[1] then
  redis.call('HSET', KEYS[4], 'delivered', ARGV[5])
  if ARGV[6] ~= '' then
    redis.call('HSET', KEYS[5], ARGV[5], ARGV[6])
    -- The marks of a closed chat go with it.
    local kept = redis.call('TTL', KEYS[4])
    if kept > 0 then
      redis.call('EXPIRE', KEYS[5], kept)
    end
  end
  feed(KEYS[6], now, ARGV[4], 'd', ARGV[5], hot[1], hot[2], hot[3])
end
local items = redis.call('LRANGE', KEYS[3], 0, 19)
if #items == 0 then
  redis.call('HDEL', KEYS[2], 'until', 'sending')
  -- A heartbeat that comes late must not take the lane again.
  redis.call('HINCRBY', KEYS[2], 'fence', 1)
  redis.call('EXPIRE', KEYS[2], IDLE_LANE_SECONDS)
  redis.call('ZREM', KEYS[1], ARGV[1])
  return { 'released' }
end
local till = int(now + tonumber(ARGV[3]))
redis.call('HSET', KEYS[2], 'until', till)
redis.call('ZADD', KEYS[1], till, ARGV[1])
return { 'kept', unpack(items) }
