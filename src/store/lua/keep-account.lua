-- Keeps the account of an agent who was vouched for, and tells every process that it has changed.
-- KEYS  1 account  2 changes (account ids by when they changed, microseconds)
-- ARGV  1 id  2 who he is to the issuer  3 {agent: {subject, …}, …}, JSON  4 seconds it is kept
-- Gives 1, or 0 where somebody else has the id

local kept = redis.call('GET', KEYS[1])
if kept and cjson.decode(kept).agent.subject ~= ARGV[2] then
  return 0
end

local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
-- No two changes at one time, and none before another: whoever has read up to one has read all before it.
local last = redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2]
if last and tonumber(last) >= now then now = tonumber(last) + 1 end
redis.call('SET', KEYS[1], ARGV[3], 'EX', ARGV[4])
redis.call('ZADD', KEYS[2], int(now), ARGV[1])
return 1
