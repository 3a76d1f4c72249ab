import bmc from '../../../connectors/bmc-helix/index.ts';
import { settings } from '../../../connectors/bmc-helix/settings.ts';
import { succeeded } from '../../../src/connector/outcome.ts';
import { systemClock } from '../../../src/shared/clock.ts';
import { createLog } from '../../../src/shared/log.ts';
import { createOutgoing } from '../../../src/shared/outgoing.ts';

const HOW_MANY = 4;

/** Incidents that are there before any chat. @returns their numbers */
export async function ticketsToRelate(url: string): Promise<readonly string[]> {
  const connector = bmc.connect(settings.parse({ url, username: 'deskbridge', password: 'deskbridge' }), {
    http: createOutgoing(),
    clock: systemClock,
    log: createLog('error'),
  });
  const fields = {
    Login_ID: 'allen',
    Description: 'There before',
    Detailed_Decription: 'There before',
    Impact: '4-Minor/Localized',
    Urgency: '4-Low',
    Service_Type: 'User Service Restoration',
    'Reported Source': 'Web',
    Status: 'Assigned',
  };
  try {
    const numbers: string[] = [];
    for (let n = 0; n < HOW_MANY; n += 1) {
      const opened = await connector.open({ type: 'incident', fields }, { key: `before-${n}`, attempt: 0 });
      if (!succeeded(opened)) throw new Error(`no ticket to relate: ${opened.reason}`);
      numbers.push(opened.value.displayId);
    }
    return numbers;
  } finally {
    await connector.close();
  }
}
