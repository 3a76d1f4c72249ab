import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import bmc from '../../connectors/bmc-helix/index.ts';
import { type Settings, settings } from '../../connectors/bmc-helix/settings.ts';
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../connectors/bmc-helix/simulator/index.ts';
import type { Connector, TicketDraft } from '../../src/connector/connector.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createLog } from '../../src/shared/log.ts';
import { createOutgoing, type OutgoingHttp } from '../../src/shared/outgoing.ts';

/** A simulator in a fresh folder, with a way to look and to write as any AR client would. */
export interface Sandbox {
  readonly simulator: Simulator;
  readonly folder: string;
  connector(overrides?: Partial<Record<keyof Settings, unknown>>, http?: OutgoingHttp): Connector;
  call(method: string, path: string, body?: unknown, token?: string): Promise<ApiAnswer>;
  rows(form: string, q?: string): Promise<readonly Record<string, string>[]>;
  /** A file in an attachment field. */
  download(form: string, id: string, field: string): Promise<Buffer>;
  signIn(username?: string): Promise<string>;
  close(): Promise<void>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came back
  readonly json: any;
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'db-itsm-'));

export async function startSandbox(options: Partial<SimulatorOptions> = {}): Promise<Sandbox> {
  const folder = options.dataDir ?? newFolder();
  const simulator = await startSimulator({ port: 0, ...options, dataDir: folder });
  const open: Connector[] = [];
  let known: string | undefined;

  const signIn = async (username = 'deskbridge'): Promise<string> => {
    const body = new URLSearchParams({ username, password: username });
    const answer = await fetch(`${simulator.url}/api/jwt/login`, { method: 'POST', body });
    return answer.text();
  };
  const call: Sandbox['call'] = async (method, path, body, token) => {
    known ??= await signIn();
    const answer = await fetch(`${simulator.url}/api/arsys/v1/entry/${path}`, {
      method,
      headers: {
        authorization: `AR-JWT ${token ?? known}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: parse(text) };
  };
  return {
    simulator,
    folder,
    signIn,
    call,
    connector: (overrides = {}, http = createOutgoing()) => {
      const given = settings.parse({
        url: simulator.url,
        username: 'deskbridge',
        password: 'deskbridge',
        settleMs: 50,
        deadlineMs: 5_000,
        ...overrides,
      });
      const tools = { http, clock: systemClock, log: createLog('silent') };
      const connector = bmc.connect(given, tools);
      open.push(connector);
      return connector;
    },
    rows: async (form, q = '') => {
      const answer = await call('GET', `${form}?q=${encodeURIComponent(q)}`);
      return answer.json.entries.map((entry: { values: Record<string, string> }) => entry.values);
    },
    download: async (form, id, field) => {
      known ??= await signIn();
      const path = [form, id, 'attach', field].map(encodeURIComponent).join('/');
      const answer = await fetch(`${simulator.url}/api/arsys/v1/entry/${path}`, {
        headers: { authorization: `AR-JWT ${known}` },
      });
      return Buffer.from(await answer.arrayBuffer());
    },
    close: async () => {
      simulator.faults = [];
      for (const connector of open) await connector.close();
      await simulator.close();
      if (options.dataDir === undefined) rmSync(folder, { recursive: true });
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Fields with which a ticket opens in the sandbox. */
export function draftOf(type: string, text: string): TicketDraft {
  if (type === 'work-order') {
    return {
      type,
      fields: {
        z1D_Action: 'CREATE',
        'Customer First Name': 'Allen',
        'Customer Last Name': 'Allbrook',
        'Customer Company': 'Calbro Services',
        'Location Company': 'Calbro Services',
        Summary: 'Help',
        'Detailed Description': text,
        Status: 'Assigned',
        Priority: 'Low',
      },
    };
  }
  return {
    type,
    fields: {
      First_Name: 'Allen',
      Last_Name: 'Allbrook',
      Description: 'Help',
      Detailed_Decription: text,
      Impact: '4-Minor/Localized',
      Urgency: '4-Low',
      Service_Type: 'User Service Restoration',
      'Reported Source': 'Web',
      Status: 'Assigned',
    },
  };
}
