-- What every script may use. Scripts check everything first and write last:
-- Redis runs a script alone but does not roll it back.

local function now_ms()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

-- Numbers beyond 2^31 must not be printed in scientific notation.
local function int(n)
  return string.format('%.0f', n)
end

-- A row of the feed: what changed in which chat, never its text. Rows live two hours.
local function feed(key, now, chat, kind, n, queue, company)
  redis.call('XADD', key, 'MINID', '~', int(now - 7200000), '*',
    'c', chat, 'k', kind, 'n', n, 'q', queue, 'o', company)
end

-- An idle lane is forgotten after 30 days; until then its fences and wakes go on where they were.
-- A lane with work in it is kept.
local IDLE_LANE_SECONDS = 2592000

-- Puts work into a lane. An idle lane is woken: the answer is then the number of the wake, which
-- makes the job's id. A lane with work in it has somebody who will come to the new item.
local function push(lanes, lane, items, id, item, now)
  if redis.call('RPUSH', items, item) > 1 then
    return nil
  end
  redis.call('PERSIST', lane)
  redis.call('ZADD', lanes, int(now), id)
  return redis.call('HINCRBY', lane, 'wake', 1)
end

-- The first answer to a request that may come again: 24 hours.
local function remember(key, answer)
  redis.call('SET', key, answer, 'EX', 86400)
end
