-- Proves that Redis takes a script's write, and gives the era of the desk's feed.
-- KEYS  1 era  2 probe  3 workers  4 feed
-- ARGV  1 id for a new era  2 the server's lineage, '' where it was not asked for  3 the probe's life, ms
--       4 for how long this process's workers are known, ms; 0 where it has none
--       5 cursor of the newest row of the feed that this process has heard of, '' for none
-- Gives the era, and ARGV[1] for whoever asked to know the answer as their own.

-- A row that was heard of and is gone, though rows of that age are kept: the server came back without it.
local function lost(cursor, era)
  local heard_in, row, ms = string.match(cursor, '^(%x+):((%d+)%-%d+)$')
  return heard_in == era and tonumber(ms) > now_ms() - 7200000
    and #redis.call('XRANGE', KEYS[4], row, row) == 0
end

local id, of = unpack(redis.call('HMGET', KEYS[1], 'id', 'of'))
redis.call('SET', KEYS[2], '1', 'PX', ARGV[3])
if tonumber(ARGV[4]) > 0 then
  redis.call('SET', KEYS[3], '1', 'PX', ARGV[4])
end
if id and lost(ARGV[5], id) then
  redis.call('HSET', KEYS[1], 'id', ARGV[1])
  return { ARGV[1], ARGV[1] }
end
if id and of == '' and ARGV[2] ~= '' then
  -- Made before anybody had asked which server it is.
  redis.call('HSET', KEYS[1], 'of', ARGV[2])
  return { id, ARGV[1] }
end
if id and (ARGV[2] == '' or of == ARGV[2]) then
  return { id, ARGV[1] }
end
redis.call('HSET', KEYS[1], 'id', ARGV[1], 'of', ARGV[2])
return { ARGV[1], ARGV[1] }
