-- Gives an agent a name unless one that looks the same is another agent's.
-- KEYS  1 names (`look:<look>` -> agent, `of:<agent>` -> look)  2 the agent's choices
-- ARGV  1 agent  2 look  3 screen name, JSON
-- Answers who has it.

local holder = redis.call('HGET', KEYS[1], 'look:' .. ARGV[2])
if holder and holder ~= ARGV[1] then return holder end
local before = redis.call('HGET', KEYS[1], 'of:' .. ARGV[1])
if before then redis.call('HDEL', KEYS[1], 'look:' .. before) end
redis.call('HSET', KEYS[1], 'look:' .. ARGV[2], ARGV[1], 'of:' .. ARGV[1], ARGV[2])
redis.call('HSET', KEYS[2], 'screenName', ARGV[3])
return ARGV[1]
