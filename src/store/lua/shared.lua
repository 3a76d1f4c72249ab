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
-- `agents`: ids of those who are in the chat (JSON), whatever queues are theirs; '' for nobody.
local function feed(key, now, chat, kind, n, queue, company, agents)
  redis.call('XADD', key, 'MINID', '~', int(now - 7200000), '*',
    'c', chat, 'k', kind, 'n', n, 'q', queue, 'o', company, 'a', agents or '')
end

-- An idle lane is forgotten after 30 days; until then its fences and wakes go on where they were.
-- A lane with work in it is kept.
local IDLE_LANE_SECONDS = 2592000

-- Puts work into a lane. An idle lane is woken: the answer is then the number of the wake, which
-- makes the job's id. A lane with work in it has somebody who will come to the new item.
-- An item that collapses is left out where the same one waits behind the head already.
local function push(lanes, lane, items, id, item, now, collapse)
  if collapse and redis.call('LLEN', items) > 1 and redis.call('LINDEX', items, -1) == item then
    return nil
  end
  if redis.call('RPUSH', items, item) > 1 then
    return nil
  end
  redis.call('PERSIST', lane)
  redis.call('ZADD', lanes, int(now), id)
  return redis.call('HINCRBY', lane, 'wake', 1)
end

-- What came of a write of a ledger: the ledger and the audit learn it together, once for each try.
-- `mark`: 'confirmed', or the number of the try that was refused. `kept`: what the ledger keeps of
-- it: JSON, '' for nothing, 'as-it-is'. Gives 1, or 0 where it was known.
local function settle(ledger, unfinished, audit, write, mark, row, kept, audit_row)
  local known = redis.call('HGET', ledger, 'audited:' .. write) == mark
  -- A ledger that has expired with its chat is not brought back.
  if redis.call('EXISTS', ledger) == 1 then
    redis.call('HSET', ledger, 'audited:' .. write, mark)
    if kept == '' then
      redis.call('HDEL', ledger, write)
    elseif kept ~= 'as-it-is' then
      redis.call('HSET', ledger, write, kept)
    end
  end
  if kept ~= 'as-it-is' then
    redis.call('ZREM', unfinished, row)
  end
  if known then
    return 0
  end
  redis.call('XADD', audit, '*', 'r', audit_row)
  return 1
end

-- Counts a try of a write and stamps it with the time at which it leaves, by Redis's clock. Gives what is
-- known of the tries before: how many, the last one's stamp ('' for none), the time now, what they saw
-- of the record (JSON, '' for nothing), and since when.
local function count_try(ledger, write)
  local now = now_ms()
  local known = redis.call('HMGET', ledger, 'sent:' .. write, 'ref:' .. write, 'ref-at:' .. write)
  redis.call('HSET', ledger, 'sent:' .. write, int(now))
  local before = redis.call('HINCRBY', ledger, 'attempts:' .. write, 1) - 1
  return before, known[1] or '', int(now), known[2] or '', known[3] or ''
end

-- An agent has written in a chat; `answers`: its owner, to the user.
local function spoken(chat, now, answers)
  redis.call('HSET', chat, 'active', int(now))
  if answers then
    redis.call('HSET', chat, 'answer', int(now))
    redis.call('HSETNX', chat, 'first', int(now))
  end
end

-- A row for reports, and what is counted of it: name, by how much, name, ...
local function report(reports, counted, row, counts)
  redis.call('XADD', reports, '*', 'r', row)
  for i = 1, #counts, 2 do
    redis.call('HINCRBY', counted, counts[i], int(tonumber(counts[i + 1])))
  end
end

-- The first answer to a request that may come again: 24 hours, where the caller names no other time.
local function remember(key, answer, seconds)
  redis.call('SET', key, answer, 'EX', seconds or 86400)
end

-- So many may wait for the virtual agent in one conversation, and no lease of theirs is longer.
local MOST_WAITING = 50
local LONGEST_LEASE = 60000

-- A place in the order in which a conversation's turns of the virtual agent are done. Whoever asks has its place
-- from the first time on and keeps it as long as it asks again, or holds the turn, within its lease; a place whose
-- process died is given up with the lease.
-- `ticket` is what the turn is of, `owner` who asks, `kind` why: 'turn' for what somebody has sent, 'told' for what the
-- bot is told by us, 'words' where the turn is not wanted: then only what somebody has sent and what still waits counts.
-- Gives 'mine' | 'wait' | 'busy', where another owner has the ticket | 'full'
local function take_turn(turns, ticket, owner, lease, kind)
  local now = now_ms()
  local places = redis.call('HGETALL', turns)
  local mine, left, waiting, before = nil, 0, 0, {}
  for i = 1, #places, 2 do
    local n, till, state, whose = string.match(places[i + 1], '^(%d+)|(%d+)|(%a)|(.*)$')
    if n then
      -- A lease that ends later than one can was given before Redis's clock was set back.
      local lives = tonumber(till) > now and tonumber(till) <= now + LONGEST_LEASE
      if places[i] == ticket and lives and whose ~= owner then
        return 'busy'
      elseif places[i] == ticket and lives then
        mine, left = tonumber(n), tonumber(till) - now
      elseif not lives then
        redis.call('HDEL', turns, places[i])
      else
        waiting = waiting + 1
        before[#before + 1] = { tonumber(n), state }
      end
    end
  end
  if not mine then
    if waiting >= MOST_WAITING then
      return 'full'
    end
    mine = redis.call('HINCRBY', turns, 'n', 1)
  end
  local first = true
  for _, other in ipairs(before) do
    if other[1] < mine and not (kind == 'words' and other[2] ~= 'w') then
      first = false
    end
  end
  -- Who waits asks often: not each time is written.
  if first or left < lease / 2 then
    local state = first and 'h' or kind == 'told' and 't' or 'w'
    redis.call('HSET', turns, ticket, mine .. '|' .. int(now + lease) .. '|' .. state .. '|' .. owner)
    redis.call('EXPIRE', turns, 600)
  end
  return first and 'mine' or 'wait'
end

-- The place is free for whoever is next.
local function leave_turn(turns, ticket, owner)
  local place = redis.call('HGET', turns, ticket)
  if not place or string.match(place, '^%d+|%d+|%a|(.*)$') ~= owner then
    return
  end
  redis.call('HDEL', turns, ticket)
  if redis.call('HLEN', turns) == 1 then
    redis.call('DEL', turns)
  end
end
