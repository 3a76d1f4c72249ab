import { describe, expect, test } from '@jest/globals';
import type { ConnectorSettings } from '../../../config/schema.ts';
import bmc from '../../../connectors/bmc-helix/index.ts';
import { publicTranscript } from '../../../src/chat/transcript.ts';
import { StartupError } from '../../../src/shared/startup-error.ts';
import { connectorFor } from '../../../src/sync/mapping/connector-for.ts';
import { mappingInForce } from '../../../src/sync/mapping/in-force.ts';
import { endedAs, sampleChat, sampleLog } from '../../../src/sync/mapping/sample-chat.ts';
import { workInfoOf } from '../../../src/sync/mapping/work-info.ts';
import { contextOf } from '../../../src/sync/render.ts';

type Overrides = NonNullable<ConnectorSettings['mapping']>;

const own = bmc.settings.parse({ url: 'http://127.0.0.1', username: 'u', password: 'p' });
const inForce = (overrides: Overrides) => mappingInForce('helix', bmc, overrides, own);

function why(overrides: Overrides): string {
  try {
    inForce(overrides);
  } catch (error) {
    if (error instanceof StartupError) return `${error.message}: ${error.why}`;
    throw error;
  }
  return 'it was taken';
}

describe('the mapping in force', () => {
  test('is the connector’s own where nothing is set', () => {
    expect(inForce({})).toEqual(bmc.mapping);
  });

  test('is merged member by member', () => {
    const { incident, 'work-order': workOrder } = inForce({
      incident: {
        open: { Urgency: '3-Medium', Company: null, Site: '{{ customer.site }}' },
        limits: { Description: 50 },
        endings: { abandoned: null, resolved: { fields: { Resolution: 'Done by {{ agent.name }}' } } },
      },
    });
    const usual = bmc.mapping.incident;
    const { Company: _, ...open } = usual?.open ?? {};
    expect(incident?.open).toEqual({ ...open, Urgency: '3-Medium', Site: '{{ customer.site }}' });
    expect(incident?.limits).toEqual({ ...usual?.limits, Description: 50 });
    expect(incident?.endings.abandoned).toBeUndefined();
    expect(incident?.endings.resolved).toEqual({
      ...usual?.endings.resolved,
      fields: { ...usual?.endings.resolved?.fields, Resolution: 'Done by {{ agent.name }}' },
    });
    expect(incident?.endings['abandoned-by-user']).toEqual(usual?.endings['abandoned-by-user']);
    expect(workOrder).toEqual(bmc.mapping['work-order']);
  });

  test.each<[string, Overrides, string]>([
    ['an unclosed output', { incident: { open: { Site: '{{ user.name' } } }, 'incident.open.Site: output'],
    ['an unclosed tag', { incident: { open: { Site: '{% if user.name %}x' } } }, 'incident.open.Site: tag'],
    [
      'a variable that there is not',
      { incident: { open: { Site: '{{ user.nmae }}' } } },
      'incident.open.Site: there is no variable user.nmae',
    ],
    [
      'an object in place of its member',
      { incident: { open: { Site: '{{ user }}' } } },
      'incident.open.Site: there is no variable user',
    ],
    [
      'the connector’s settings, which hold its password',
      { incident: { open: { Site: '{{ settings.password }}' } } },
      'there is no variable settings.password',
    ],
    [
      'a filter that there is not',
      { 'work-order': { endings: { resolved: { fields: { Summary: '{{ summary | shout }}' } } } } },
      'work-order.endings.resolved.Summary: undefined filter: shout',
    ],
    [
      'a file',
      { incident: { workInfo: { text: '{% include "/etc/passwd" %}' } } },
      'incident.workInfo.text:',
    ],
  ])('%s is refused with connector, type and field', (_what, overrides, expected) => {
    expect(why(overrides)).toContain('The mapping of the connector helix is not valid');
    expect(why(overrides)).toContain(expected);
  });

  test('loops, filters and sizes of what is known are taken', () => {
    expect(
      why({
        incident: {
          open: {
            Site: '{% assign parts = user.name | split: " " %}{% for p in parts %}{{ p | upcase }}{% endfor %}{{ transcript.size }}',
          },
        },
      }),
    ).toBe('it was taken');
  });

  test('a list of rights replaces that one, null takes it out', () => {
    const { incident } = inForce({ incident: { rights: { create: ['Desk'], change: null } } });
    expect(incident?.rights).toEqual({ create: ['Desk'] });
    const { incident: free } = inForce({ incident: { rights: { create: null, change: null } } });
    expect(free).not.toHaveProperty('rights');
  });

  test('rights are refused where the connector cannot tell who has them', () => {
    const blind = { ...bmc, capabilities: { ...bmc.capabilities, lookups: [] } };
    expect(() => mappingInForce('helix', blind, {}, own)).toThrow(
      'The mapping of the connector helix is not valid',
    );
    const none = { rights: { create: null, change: null } };
    mappingInForce('helix', blind, { incident: none, 'work-order': none }, own);
  });

  test('a ticket type that the connector has not is refused', () => {
    expect(why({ problem: { open: {} } })).toContain('it has no ticket type problem');
  });
});

describe('work info', () => {
  const context = contextOf(
    endedAs(sampleChat, 'resolved'),
    publicTranscript(sampleChat, sampleLog),
    undefined,
    own,
  );

  test('carries transcript and ending, never a side note', () => {
    const { summary, text, visibility } = workInfoOf(undefined, context);
    expect(summary).toBe('Live chat: resolved (Alice Smith via Deskbridge)');
    expect(text).toContain('Which client do you use?');
    expect(text).toMatch(/The live chat ended: resolved \(Alice Smith via Deskbridge\)\.$/);
    expect(text).not.toContain('third call');
    expect(visibility).toBe('internal');
  });

  test('is as the mapping has it', () => {
    const entry = workInfoOf(
      { summary: '{{ chat.topic }}', visibility: 'public', type: 'Working Log' },
      context,
    );
    expect(entry).toMatchObject({ summary: 'Network', visibility: 'public', type: 'Working Log' });
  });
});

describe('which connector serves a chat', () => {
  const chat = { company: 'Calbro Services', queue: 'Network', topic: 'VPN' };
  const connectors = [{ id: 'first', use: 'memory', atOnce: 1, settings: {} }];
  const routes = [
    { connector: 'hr', company: 'Calbro Services', queue: 'People' },
    { connector: 'net', queue: 'network' },
    { connector: 'vpn', topic: 'VPN' },
  ];

  test.each([
    ['the first row that fits', routes, { connector: 'all' }, 'net'],
    ['a topic', routes.slice(2), { connector: 'all' }, 'vpn'],
    ['the one for all where no row fits', routes.slice(0, 1), { connector: 'all' }, 'all'],
    ['the first where nothing is set', [], {}, 'first'],
  ])('%s', (_what, routing, tickets, expected) => {
    expect(connectorFor(chat, { routing, tickets, connectors })).toBe(expected);
  });

  test('none where no ITSM is configured', () => {
    expect(connectorFor(chat, { routing: [], tickets: {}, connectors: [] })).toBeUndefined();
  });
});
