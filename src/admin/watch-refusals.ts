import type { Connector } from '../connector/connector.ts';
import type { Outcome } from '../connector/outcome.ts';

/** Tells who asks for it of each write that an ITSM has refused. Connectors are watched before anybody listens. */
export function createRefusals() {
  let listener: (instance: string) => void = () => {};
  return {
    /** The same connector; its refusals are heard of. */
    watch: (instance: string, connector: Connector): Connector =>
      watched(connector, () => listener(instance)),
    listen(hears: (instance: string) => void): void {
      listener = hears;
    },
  };
}

function watched(connector: Connector, refused: () => void): Connector {
  const watch = async <T>(call: Promise<Outcome<T>>): Promise<Outcome<T>> => {
    const outcome = await call;
    if (outcome.kind === 'refused') refused();
    return outcome;
  };
  const { checkRights, handOver } = connector;
  return {
    open: (draft, key) => watch(connector.open(draft, key)),
    read: (ref) => connector.read(ref),
    append: (ref, entries, key) => watch(connector.append(ref, entries, key)),
    change: (ref, change, key) => watch(connector.change(ref, change, key)),
    // A name that people got wrong says nothing about the mapping.
    ...(handOver && { handOver: (type, to, field) => handOver.call(connector, type, to, field) }),
    check: (mapping) => connector.check(mapping),
    ...(checkRights && { checkRights: () => checkRights.call(connector) }),
    lookup: (kind, query, asked) => connector.lookup(kind, query, asked),
    close: () => connector.close(),
  };
}
