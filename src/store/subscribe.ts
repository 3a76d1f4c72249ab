import type { Redis } from 'ioredis';

/** A subscription that lasts until it is stopped, on a connection of its own. */
export interface Subscription {
  /** Resolves once Redis has acknowledged it for the first time. */
  readonly begun: Promise<void>;
  stop(): void;
}

/** A connection that hears nothing for so long after a question is dead, milliseconds. */
const SILENT_MS = 6_000;
const ASK_EVERY_MS = 3_000;
const AGAIN_MS = 1_000;

/**
 * Hears what is published on a channel. What is published while the connection is down is missed; `onBack` is
 * called each time it is heard again.
 */
export function subscribe(
  redis: Redis,
  channel: string,
  onMessage: (message: string) => void,
  onBack: () => void = () => {},
): Subscription {
  const line = redis.duplicate({
    connectionName: `${redis.options.connectionName ?? 'deskbridge'}-hears-${channel.replaceAll(/[^\w:-]/g, '')}`,
    // No deadline for commands: a subscription that Redis does not acknowledge is noticed by the silence.
    commandTimeout: undefined,
    socketTimeout: SILENT_MS,
    enableAutoPipelining: false,
    // In common with every Link; said again for a connection that is none.
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  });
  let begin = (): void => {};
  let acknowledged = false;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const ask = async (): Promise<void> => {
    try {
      await line.subscribe(channel);
      if (acknowledged) onBack();
      acknowledged = true;
      begin();
    } catch {
      // The connection was lost: it is asked again when that is back. Or Redis refused: then a little later.
      setTimeout(() => {
        if (line.status === 'ready') line.disconnect(true);
      }, AGAIN_MS).unref();
    }
  };
  line.on('error', () => {});
  line.on('message', (_channel, message) => onMessage(message));
  line.on('ready', () => void ask());
  const beat = setInterval(() => {
    if (line.status === 'ready') line.ping().catch(() => {});
  }, ASK_EVERY_MS);
  beat.unref();
  return {
    begun,
    stop() {
      clearInterval(beat);
      line.disconnect();
    },
  };
}
