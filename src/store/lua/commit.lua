-- Records what a command led to: log, snapshot, indexes, deadline, lanes, feed, all or nothing.
-- KEYS  1 once  2 chat  3 log  4 conversation  5 history  6 deadlines  7 feed  8 lanes  9 marks  10 files
--       11 places  12 waiting since  13... as the request says
-- ARGV  1 the request (JSON), see commit.ts
-- Gives {'repeat', answer} | {'conflict'} | {'guard', kind} | {'ok', seqs (JSON), wakes (JSON)}

local r = cjson.decode(ARGV[1])
local now = now_ms()

if r.once ~= cjson.null then
  local known = redis.call('GET', KEYS[1])
  if known then
    return { 'repeat', known }
  end
end
if (redis.call('HGET', KEYS[2], 'version') or '0') ~= tostring(r.version) then
  return { 'conflict' }
end
for _, guard in ipairs(r.guards) do
  local kind, agent = guard[1], guard[2]
  local holds
  if kind == 'conversation-free' then
    holds = (redis.call('HGET', KEYS[4], 'chat') or '') == ''
  else
    local lease = tonumber(redis.call('ZSCORE', KEYS[guard[3]], agent) or '0')
    if kind == 'agent-gone' then
      holds = lease + guard[4] <= now
    elseif kind == 'agent-online' then
      holds = lease > now
    else
      holds = lease > now and redis.call('HGET', KEYS[guard[5]], 'available') ~= 'false'
        and redis.call('ZCARD', KEYS[guard[6]]) < guard[4]
    end
  end
  if not holds then
    return { 'guard', kind }
  end
end

for _, line in ipairs(r.earlier) do
  redis.call('RPUSH', KEYS[3], line)
end
if r.history then
  local history = redis.call('LRANGE', KEYS[5], 0, -1)
  for i = 1, #history do
    redis.call('RPUSH', KEYS[3], history[i])
  end
  redis.call('DEL', KEYS[5])
  -- Files of the talk before it are the chat's now.
  local files = redis.call('HGETALL', KEYS[10])
  for i = 1, #files, 2 do
    if string.sub(files[i + 1], 1, 1) == '|' then
      redis.call('HSET', KEYS[10], files[i], r.id .. files[i + 1])
    end
  end
  redis.call('PERSIST', KEYS[10])
end
local seqs = {}
for i, line in ipairs(r.lines) do
  seqs[i] = redis.call('RPUSH', KEYS[3], line)
end

redis.call('HSET', KEYS[2], unpack(r.chat))
if r.spoke ~= cjson.null then
  spoken(KEYS[2], now, r.spoke == 'owner')
end
if #r.earlier > 0 then
  -- Nobody brings these lines to the user again.
  redis.call('HSET', KEYS[2], 'delivered', #r.earlier)
end
if r.conversation == 'take' then
  -- A conversation is kept as long as a chat holds it.
  redis.call('HSET', KEYS[4], 'chat', r.id)
  redis.call('PERSIST', KEYS[4])
elseif r.conversation == 'free' then
  -- What was offered instead of this chat is settled, even if whoever settled it died before he noted so.
  redis.call('HDEL', KEYS[4], 'offer')
  if redis.call('HGET', KEYS[4], 'chat') == r.id then
    redis.call('HDEL', KEYS[4], 'chat')
    redis.call('EXPIRE', KEYS[4], r.keepConversation)
  end
end
for _, change in ipairs(r.index) do
  local op, key, score = change[1], KEYS[change[2]], change[3]
  if op == 'add' then
    redis.call('ZADD', key, score, r.id)
  else
    redis.call('ZREM', key, r.id)
  end
end
for _, change in ipairs(r.places) do
  local place, since = change[3], change[4]
  if change[1] == 'add' then
    redis.call('SADD', KEYS[11], place)
    redis.call('HINCRBY', KEYS[12], place, int(since))
  else
    redis.call('HINCRBY', KEYS[12], place, int(-since))
    if redis.call('ZCARD', KEYS[change[2]]) == 0 then
      redis.call('SREM', KEYS[11], place)
      redis.call('HDEL', KEYS[12], place)
    end
  end
end
for _, choice in ipairs(r.choices) do
  redis.call('HSET', KEYS[choice[1]], unpack(choice[2]))
end
if r.pace ~= cjson.null then
  redis.call('LPUSH', KEYS[r.pace[1]], int(r.pace[2]))
  redis.call('LTRIM', KEYS[r.pace[1]], 0, r.pace[3] - 1)
  -- Yesterday's say nothing of today.
  redis.call('EXPIRE', KEYS[r.pace[1]], 14400)
end
if r.assigned ~= cjson.null then
  redis.call('HSET', KEYS[r.assigned], 'assignedAt', int(now))
end
if r.deadlineBefore ~= cjson.null then
  redis.call('ZREM', KEYS[6], r.deadlineBefore)
end
if r.deadline ~= cjson.null then
  redis.call('ZADD', KEYS[6], r.deadline[1], r.deadline[2])
end

local wakes = {}
for _, e in ipairs(r.errands) do
  local item = e.item
  if e.line > 0 then
    item = string.gsub(item, '"%%seq"', int(seqs[e.line]))
  end
  local wake = push(KEYS[8], KEYS[e.key], KEYS[e.key + 1], e.lane, item, now, e.collapse)
  if wake then
    wakes[#wakes + 1] = { e.lane, wake }
  end
end
for _, row in ipairs(r.reports.rows) do
  report(KEYS[r.reports.key], KEYS[r.reports.counted], row.row, row.counts)
end
feed(KEYS[7], now, r.id, 'c', r.version + 1, r.queue, r.company, r.agents)
if r.assistance then
  feed(KEYS[7], now, r.id, 'a', r.version + 1, r.queue, r.company, r.agents)
end
if r.found ~= cjson.null then
  -- A day is forgotten when the last of its chats is; one that changes late is kept longer, with its day.
  local kept = r.keepSeconds + 86400
  redis.call('ZREMRANGEBYSCORE', KEYS[r.found.days], '-inf', int(math.floor((now / 1000 - kept) / 86400) - 1))
  redis.call('ZADD', KEYS[r.found.days], int(r.found.day), int(r.found.day))
  redis.call('EXPIRE', KEYS[r.found.days], kept)
  for _, member in ipairs(r.found.members) do
    redis.call('ZADD', KEYS[r.found.on], 0, member)
  end
  redis.call('EXPIRE', KEYS[r.found.on], kept)
  for _, past in ipairs(r.found.pasts) do
    redis.call('ZREMRANGEBYSCORE', KEYS[past], '-inf', int(now - kept * 1000))
    redis.call('ZADD', KEYS[past], int(r.found.closedAt), r.id)
    redis.call('EXPIRE', KEYS[past], kept)
  end
end
for _, key in ipairs(r.closedWith) do
  -- Chats that have expired by now are forgotten here too.
  redis.call('ZREMRANGEBYSCORE', KEYS[key], '-inf', int(now - r.keepSeconds * 1000))
  redis.call('ZADD', KEYS[key], int(now), r.id)
  redis.call('EXPIRE', KEYS[key], r.keepSeconds)
end
if r.keepSeconds ~= cjson.null then
  redis.call('EXPIRE', KEYS[2], r.keepSeconds)
  redis.call('EXPIRE', KEYS[3], r.keepSeconds)
  redis.call('EXPIRE', KEYS[9], r.keepSeconds)
  if (redis.call('HGET', KEYS[4], 'chat') or '') == '' then
    redis.call('EXPIRE', KEYS[10], math.max(r.keepSeconds, r.keepConversation))
  end
  for _, key in ipairs(r.ledgers) do
    redis.call('EXPIRE', KEYS[key], r.keepSeconds)
  end
end
if r.once ~= cjson.null then
  -- A repeat is answered with the line that the first left, whose number is known only now.
  remember(KEYS[1], (string.gsub(r.once, '%%seq$', int(seqs[#seqs] or 0))))
end
return { 'ok', cjson.encode(seqs), cjson.encode(wakes) }
