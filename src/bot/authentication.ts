import type { Activity } from 'botbuilder';
import {
  type AuthenticateRequestResult,
  BotFrameworkAuthentication,
  type ClaimsIdentity,
  type ConnectorClient,
  ConnectorFactory,
  type UserTokenClient,
} from 'botframework-connector';

const MOST_CLIENTS = 200;

/**
 * The SDK's authentication, thriftier: it builds a connector client and a user-token client for
 * every single turn, which costs more than the turn itself. Here a connector client is kept per
 * (serviceUrl, audience), and a user-token client is built when a bot asks for one.
 */
export class KeptAuthentication extends BotFrameworkAuthentication {
  readonly #inner: BotFrameworkAuthentication;
  readonly #clients = new Map<string, Promise<ConnectorClient>>();

  constructor(inner: BotFrameworkAuthentication) {
    super();
    this.#inner = inner;
  }

  override async authenticateRequest(activity: Activity, header: string): Promise<AuthenticateRequestResult> {
    const result = await this.#inner.authenticateRequest(activity, header);
    return result.connectorFactory === undefined
      ? result
      : { ...result, connectorFactory: this.#kept(result.connectorFactory) };
  }

  override authenticateStreamingRequest(header: string, channelId: string) {
    return this.#inner.authenticateStreamingRequest(header, channelId);
  }

  override createConnectorFactory(identity: ClaimsIdentity): ConnectorFactory {
    return this.#kept(this.#inner.createConnectorFactory(identity));
  }

  override async createUserTokenClient(identity: ClaimsIdentity): Promise<UserTokenClient> {
    return lazyUserTokenClient(() => this.#inner.createUserTokenClient(identity));
  }

  override createBotFrameworkClient() {
    return this.#inner.createBotFrameworkClient();
  }

  override getOriginatingAudience(): string {
    return this.#inner.getOriginatingAudience();
  }

  override authenticateChannelRequest(header: string): Promise<ClaimsIdentity> {
    return this.#inner.authenticateChannelRequest(header);
  }

  #kept(factory: ConnectorFactory): ConnectorFactory {
    return new KeptConnectorFactory(factory, this.#clients);
  }
}

class KeptConnectorFactory extends ConnectorFactory {
  readonly #inner: ConnectorFactory;
  readonly #clients: Map<string, Promise<ConnectorClient>>;

  constructor(inner: ConnectorFactory, clients: Map<string, Promise<ConnectorClient>>) {
    super();
    this.#inner = inner;
    this.#clients = clients;
  }

  override create(serviceUrl: string, audience = ''): Promise<ConnectorClient> {
    const key = `${audience} ${serviceUrl}`;
    const kept = this.#clients.get(key);
    if (kept !== undefined) return kept;
    if (this.#clients.size >= MOST_CLIENTS) this.#clients.delete(this.#clients.keys().next().value ?? '');
    const made = this.#inner.create(serviceUrl, audience || undefined);
    this.#clients.set(key, made);
    made.catch(() => this.#clients.delete(key));
    return made;
  }
}

/** A user-token client that is made at its first call. All its methods are asynchronous, so nobody sees the difference. */
function lazyUserTokenClient(make: () => Promise<UserTokenClient>): UserTokenClient {
  let made: Promise<UserTokenClient> | undefined;
  return new Proxy({} as UserTokenClient, {
    get: (_target, name) => {
      // A thenable would be unwrapped by `await` before anybody could call it.
      if (name === 'then') return undefined;
      return async (...args: unknown[]) => {
        made ??= make();
        const client = (await made) as unknown as Record<PropertyKey, (...args: unknown[]) => unknown>;
        return client[name]?.(...args);
      };
    },
  });
}
