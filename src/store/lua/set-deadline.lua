-- Sets a deadline of a chat that is still as it was read. One that has changed since, or was closed, has set its own:
-- there a deadline that stands may come sooner, and none is added.
-- KEYS  1 deadlines  2 chat
-- ARGV  1 member  2 when, ms  3 the chat's version as it was read  4 'NX' to leave one that stands, 'LT' to bring it forward
-- Gives nothing that anybody asks for

if redis.call('HGET', KEYS[2], 'version') == ARGV[3] then
  return redis.call('ZADD', KEYS[1], ARGV[4], ARGV[2], ARGV[1])
end
if ARGV[4] == 'LT' then
  return redis.call('ZADD', KEYS[1], 'XX', 'LT', ARGV[2], ARGV[1])
end
return 0
