-- An agent keeps a text of his own, new or in place of the one under this id.
-- KEYS  1 his texts
-- ARGV  1 id  2 the text (JSON)  3 most texts of an agent
-- Gives 1, or 0 where he has too many already
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
