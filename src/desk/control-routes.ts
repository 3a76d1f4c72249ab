import { ControlRequest } from '../api/requests.ts';
import type { Chat } from '../chat/chat.ts';
import type { Asset } from '../connector/lookup.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import { type Callers, chatFor } from './caller.ts';
import { controlLink } from './control-link.ts';
import { findCustomer } from './find-customer.ts';
import { input } from './input.ts';
import { mayRequestControl } from './policy.ts';
import type { DeskPorts } from './ports.ts';
import { createWishes } from './wishes.ts';

/** Opening the tool with which an agent controls a user's device: a link, and a line in the log that says so. */
export function controlRoutes(ports: DeskPorts, callers: Callers): readonly Route[] {
  const wishes = createWishes(ports, callers);

  /** @throws Problem 422 for a device that is not the proven user's */
  async function assetOf(chat: Chat, id: string | undefined): Promise<Asset | undefined> {
    if (id === undefined) return undefined;
    const { assets, why } = await findCustomer(ports.itsm, chat);
    const asset = assets.find((one) => one.id === id);
    if (asset !== undefined) return asset;
    throw new Problem(
      422,
      'no-such-asset',
      `${why ?? 'This device is not one of the user’s.'} Choose one of the Customer tab, or leave it out.`,
    );
  }

  async function requestControl(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const { asset: wanted } = input(ControlRequest, request.body ?? {});
    await chatFor(ports, caller, request.params.id ?? '');
    if (!mayRequestControl(caller.account))
      throw new Problem(403, 'not-allowed', 'Your account has not the right request-control. Ask an admin.');
    const setting = ports.settings.current().requestControl;
    const title = setting?.title ?? '';
    let asset: Asset | undefined;
    const { chat, executed } = await wishes.carry(
      request,
      caller,
      (by) => ({ type: 'request-control', by, title }),
      async (by, found) => {
        if (setting === undefined) throw notConfigured();
        asset = await assetOf(found, wanted);
        return { type: 'request-control', by, title, ...(asset && { asset: asset.name }) };
      },
    );
    if (setting === undefined) throw notConfigured();
    if (executed.kind === 'repeat') asset = await assetOf(chat, wanted);
    const entry = await wishes.entry(chat, executed, () => false);
    return { status: 201, body: { entry, url: controlLink(setting.url, chat.user, asset) } };
  }

  return [{ method: 'POST', path: '/api/v1/chats/:id/request-control', handle: requestControl }];
}

const notConfigured = (): Problem =>
  new Problem(
    422,
    'not-supported-here',
    'No link for remote control is configured. An admin sets requestControl in the settings.',
  );
