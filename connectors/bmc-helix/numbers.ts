/**
 * What AR's message numbers mean for us, by the names of AR's own header `arerrno.h`.
 * `not-started`: said before the request was looked at. `not-done`: it failed and was taken back; try later.
 * `in-doubt`: the server or the link gave up half-way, so a write may be in. Every other number is final: AR answers 500 to each rule that refuses, so the HTTP
 * status alone is never a reason to try again.
 */
type Meaning = 'missing' | 'not-started' | 'not-done' | 'in-doubt';

const MEANINGS: ReadonlyMap<number, Meaning> = new Map([
  [30, 'not-started'], // no licence is free; floating ones are given back
  [90, 'not-started'], // CONNECT: AR REST does not reach the AR server
  [91, 'in-doubt'], // RPC_CALL: the call to the AR server broke, perhaps on the way back
  [92, 'in-doubt'], // RPC time-out of an update, which usually completes
  [93, 'in-doubt'], // RPC time-out, server busy
  [94, 'in-doubt'], // RPC time-out of a query
  [300, 'not-done'], // MALLOC_FAILED
  [302, 'missing'], // NO_SUCH_ENTRY
  [309, 'not-started'], // MODIFIED_SINCE_GET
  [394, 'not-started'], // ADMIN_ONLY_MODE
  [395, 'in-doubt'], // REMOTE_PROC_TIMEOUT
  [550, 'not-done'], // SQL_OPEN_FAILED
  [551, 'not-done'], // SQL_INIT
  [552, 'in-doubt'], // SQL_OP_FAILURE
  [566, 'in-doubt'], // SQL_DEADLOCK
  [567, 'in-doubt'], // SQL_CONNECTION_FAILURE
  [8760, 'not-done'], // PLUGIN_CONNECT
  [8922, 'not-started'], // CONNECT_TO_EXTAUTH: the directory that knows the password is away
  [8932, 'not-started'], // no licence is free
  [8939, 'not-done'], // CONNECT_TO_PLUGIN_SERVER
  [9084, 'not-started'], // USER_HOST_IP_DIFFERENT: a session of another address
  [9093, 'not-started'], // connected from another machine
  [9201, 'not-started'], // the mid tier's word for a session that has ended
  [9850, 'not-started'], // no licence is free
  [9940, 'in-doubt'], // TIMEOUT_FOR_PLUGIN_CALL
]);

export const meaningOf = (number: number): Meaning | undefined => MEANINGS.get(number);

/** ID_NOT_IN_SCHEMA and NO_SUCH_FIELD: a name that this form has not got. */
export const isUnknownField = (number: number | undefined): boolean => number === 311 || number === 314;

/**
 * Numbers with which AR turns a session away: AUTHENTICATION_FAILED, its older sister 161, the mid tier's
 * 9201, and 9084. They are said before a request is looked at, so nothing of it was done.
 */
const SESSION: ReadonlySet<number> = new Set([161, 623, 9084, 9201]);

export const endsSession = (number: number): boolean => SESSION.has(number);
