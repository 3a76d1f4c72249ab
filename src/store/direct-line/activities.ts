import type { Redis } from 'ioredis';
import { digest } from '../../chat/ids.ts';
import { run, script } from './ask.ts';
import type { DirectLineUser } from './conversations.ts';
import { directLineKeys } from './keys.ts';

/** An activity to be put into a conversation's log. */
export interface NewActivity {
  /** Members of the activity without `id`, `timestamp` and `conversation`; `from` too where `byUser`. */
  readonly members: Readonly<Record<string, unknown>>;
  /** Written by the conversation's user: `from` is what the conversation says he is. */
  readonly byUser: boolean;
  /** A known id; without one the activity is named after the conversation and its number. */
  readonly id?: string;
  /** The client's own name for it: a repeat under the same name is the same activity. */
  readonly clientId?: string;
}

export interface PostedActivity {
  readonly id: string;
  /** Place in the log: 1, 2, 3 … without gaps. */
  readonly number: number;
  /** True where the log had it already: nothing was written. */
  readonly duplicate: boolean;
  /** As it stands in the log. */
  readonly activity: Readonly<Record<string, unknown>>;
  readonly user: DirectLineUser;
}

export interface ActivityPage {
  /** Activities as JSON, in order. */
  readonly activities: readonly string[];
  /** Number of the last activity the caller has now seen: ask again with it. */
  readonly watermark: number;
  /** True where the log holds more. */
  readonly more: boolean;
}

export interface LogLimits {
  /** Activities kept in a conversation; older ones go, and their numbers are not used again. */
  readonly keep: number;
  /** Milliseconds after its last activity until a conversation is forgotten. */
  readonly ttlMs: number;
}

export interface ActivityStore {
  /**
   * One round trip: dedup, number, log, wake-up, all or nothing; durable when it resolves.
   * @param at ISO 8601 time; a log's times never run backwards
   * @returns undefined where there is no such conversation
   */
  post(
    desk: string,
    conversationId: string,
    activity: NewActivity,
    at: string,
    limits: LogLimits,
  ): Promise<PostedActivity | undefined>;
  /**
   * Activities after a watermark: at least one where there is one, then up to `maxBytes`.
   * A watermark from the future counts as the newest.
   * @returns undefined where there is no such conversation
   */
  read(
    desk: string,
    conversationId: string,
    watermark: number,
    maxBytes: number,
  ): Promise<ActivityPage | undefined>;
}

/** Activities read at a time. */
const PAGE = 200;

// KEYS about log seen · ARGV 1 conversation id as JSON, 2 id prefix, 3 members without the opening brace,
// 4 by user, 5 own id as JSON or '', 6 dedup name of the own id or '', 7 dedup name of the client id or '',
// 8 time, 9 keep, 10 ttl ms, 11 channel.
// A row of the log is "<dedup names, space apart>\n<JSON>", so that trimming can forget the names too.
const POST = script(`
local about = redis.call('HMGET', KEYS[1], 'count', 'first', 'last', 'from', 'user')
if not about[1] then return {-1} end
local count, first = tonumber(about[1]), tonumber(about[2] or 1)
local known
if ARGV[6] ~= '' then known = redis.call('HGET', KEYS[3], ARGV[6]) end
if not known and ARGV[7] ~= '' then known = redis.call('HGET', KEYS[3], ARGV[7]) end
if known then
  local row = redis.call('LINDEX', KEYS[2], tonumber(known) - first)
  return {tonumber(known), 1, row, about[5]}
end

local number = count + 1
local at = ARGV[8]
if about[3] and about[3] > at then at = about[3] end
local id = ARGV[5]
if id == '' then id = '"' .. ARGV[2] .. string.format('%07d', number) .. '"' end
local from = ''
if ARGV[4] == '1' then from = '"from":' .. about[4] .. ',' end
local row = ARGV[6] .. ' ' .. ARGV[7] .. '\\n{"id":' .. id .. ',"timestamp":"' .. at .. '","conversation":{"id":'
  .. ARGV[1] .. '},' .. from .. ARGV[3]
local over = number - first + 1 - tonumber(ARGV[9])
local forget = {}
if over > 0 then
  for _, old in ipairs(redis.call('LRANGE', KEYS[2], 0, over - 1)) do
    for name in string.gmatch(string.match(old, '^[^\\n]*'), '%S+') do forget[#forget + 1] = name end
  end
end

redis.call('RPUSH', KEYS[2], row)
if ARGV[6] ~= '' then redis.call('HSET', KEYS[3], ARGV[6], number) end
if ARGV[7] ~= '' then redis.call('HSET', KEYS[3], ARGV[7], number) end
if over > 0 then
  redis.call('LTRIM', KEYS[2], over, -1)
  for _, name in ipairs(forget) do redis.call('HDEL', KEYS[3], name) end
  first = first + over
end
redis.call('HSET', KEYS[1], 'count', number, 'first', first, 'last', at)
for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], ARGV[10]) end
redis.call('PUBLISH', ARGV[11], '{"conversation":' .. ARGV[1] .. '}')
return {number, 0, row, about[5]}`);

// KEYS about log · ARGV watermark, most rows, most bytes
const READ = script(`
local about = redis.call('HMGET', KEYS[1], 'count', 'first')
if not about[1] then return {-1} end
local count, first = tonumber(about[1]), tonumber(about[2] or 1)
local from = math.max(math.min(tonumber(ARGV[1]), count), first - 1)
local page, bytes = {from, 0}, 0
for _, row in ipairs(redis.call('LRANGE', KEYS[2], from + 1 - first, from - first + tonumber(ARGV[2]))) do
  bytes = bytes + #row
  if #page > 2 and bytes > tonumber(ARGV[3]) then break end
  page[#page + 1] = row
end
page[1] = from + #page - 2
if page[1] < count then page[2] = 1 end
return page`);

export function createActivityStore(redis: Redis): ActivityStore {
  return {
    async post(desk, conversationId, activity, at, limits) {
      const { id, clientId } = activity;
      const members = JSON.stringify(activity.members);
      if (members === '{}') throw new RangeError('an activity needs at least a type');
      const answer = (await run(
        redis,
        POST,
        [
          directLineKeys.conversation(desk, conversationId),
          directLineKeys.log(desk, conversationId),
          directLineKeys.seen(desk, conversationId),
        ],
        [
          JSON.stringify(conversationId),
          `${JSON.stringify(conversationId).slice(1, -1)}|`,
          members.slice(1),
          activity.byUser ? 1 : 0,
          id === undefined ? '' : JSON.stringify(id),
          id === undefined ? '' : `i${digest(id)}`,
          clientId === undefined ? '' : `c${digest(clientId)}`,
          at,
          limits.keep,
          limits.ttlMs,
          directLineKeys.wake(desk),
        ],
      )) as [number, number, string, string];
      const [number, duplicate, row, user] = answer;
      if (number < 0) return undefined;
      const stored = JSON.parse(jsonOf(row)) as Record<string, unknown>;
      return {
        id: stored.id as string,
        number,
        duplicate: duplicate === 1,
        activity: stored,
        user: JSON.parse(user) as DirectLineUser,
      };
    },
    async read(desk, conversationId, watermark, maxBytes) {
      const [last, more, ...rows] = (await run(
        redis,
        READ,
        [directLineKeys.conversation(desk, conversationId), directLineKeys.log(desk, conversationId)],
        [watermark, PAGE, maxBytes],
      )) as [number, number, ...string[]];
      if (last < 0) return undefined;
      return { activities: rows.map(jsonOf), watermark: last, more: more === 1 };
    },
  };
}

const jsonOf = (row: string): string => row.slice(row.indexOf('\n') + 1);
