import type { LINKS } from '../api/operations/tickets.ts';
import type { EntryView } from '../api/views.ts';
import type { Chat, ChatLink, Owner } from '../chat/chat.ts';
import { cut } from '../chat/cut.ts';
import type { Asset } from '../connector/lookup.ts';
import type { Command, SharedArticle } from '../handoff/commands.ts';
import type { OnChat } from '../people/carry-out.ts';
import { mayRequestControl } from '../people/policy.ts';
import type { Handlers } from '../people/serve.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Commands } from './commands.ts';
import { controlLink } from './control-link.ts';
import { findCustomer } from './find-customer.ts';
import { answered } from './itsm-answers.ts';
import type { DeskPorts } from './ports.ts';

const MAX_CARD_TEXT = 300;

/** Knowledge and outages that an agent ties to a chat, and the link to the user's device. */
export function links({ itsm, settings }: DeskPorts, { askFirst, entry }: Commands): Handlers<typeof LINKS> {
  /** Answers with the whole line; with the same one for a repeat, and for what is tied already. */
  async function linked(
    call: OnChat,
    before: (by: Owner) => Command,
    command: (by: Owner, connector: string) => Promise<Command>,
  ): Promise<{ entry: EntryView }> {
    let link: ChatLink | undefined;
    const carried = await askFirst(call, before, async (by) => {
      const wish = await command(by, itsm.connector(call.chat));
      if (wish.type === 'pin-link') link = wish.link;
      return wish;
    });
    const isOfLink = ({ about, code }: Parameters<Parameters<typeof entry>[1]>[0]) =>
      code === 'link-pinned' &&
      about?.kind === link?.kind &&
      about?.connector === link?.connector &&
      about?.id === link?.id;
    return { entry: await entry(carried, isOfLink) };
  }

  /** @throws Problem 422 for a device that is not the proven user's */
  async function assetOf(chat: Chat, id: string | undefined): Promise<Asset | undefined> {
    if (id === undefined) return undefined;
    const { assets, why } = await findCustomer(itsm, chat);
    const asset = assets.find((one) => one.id === id);
    if (asset !== undefined) return asset;
    throw new Problem(
      422,
      'no-such-asset',
      `${why ?? 'This device is not one of the user’s.'} Choose one of the Customer tab, or leave it out.`,
    );
  }

  return {
    async linkArticle(call) {
      const { articleId: id, action } = call.body;
      const wish = (by: Owner, article: SharedArticle): Command =>
        action === 'share'
          ? { type: 'share-article', by, article }
          : { type: 'pin-link', by, link: pinned('knowledge', article) };
      return linked(
        call,
        (by) => wish(by, { connector: '', id, title: '', url: '', text: '' }),
        async (by, connector) => {
          const [article] = answered(await itsm.lookUp(connector, 'knowledge', { id }));
          if (article === undefined)
            throw new Problem(422, 'no-such-article', `The ITSM has no published article ${id}.`);
          const { title, url, text } = article;
          return wish(by, { connector, id: article.id, title, url, text: cut(text, MAX_CARD_TEXT) });
        },
      );
    },

    async linkOutage(call) {
      const { outageId: id, action } = call.body;
      const wish = (by: Owner, outage: Omit<ChatLink, 'kind' | 'relate'>): Command =>
        action === 'tell'
          ? { type: 'tell-outage', by, outage }
          : { type: 'pin-link', by, link: pinned('outage', outage) };
      return linked(
        call,
        (by) => wish(by, { id, title: '' }),
        async (by, connector) => {
          const known = answered(await itsm.lookUp(connector, 'outage', {}));
          const outage = known.find((one) => one.id === id);
          if (outage === undefined)
            throw new Problem(
              422,
              'no-such-outage',
              `The ITSM has no outage ${id} now. Look at the list again.`,
            );
          const { title, url } = outage;
          return wish(by, { connector, id, title, ...(url !== undefined && { url }) });
        },
      );
    },

    async requestControl(call) {
      if (!mayRequestControl(call.caller.account))
        throw new Problem(
          403,
          'not-allowed',
          'Your account has not the right request-control. Ask an admin.',
        );
      const setting = settings.current().requestControl;
      const title = setting?.title ?? '';
      let asset: Asset | undefined;
      const carried = await askFirst(
        call,
        (by) => ({ type: 'request-control', by, title }),
        async (by) => {
          if (setting === undefined) throw notConfigured();
          asset = await assetOf(call.chat, call.body.asset);
          return { type: 'request-control', by, title, ...(asset && { asset: asset.name }) };
        },
      );
      if (setting === undefined) throw notConfigured();
      if (carried.executed.kind === 'repeat') asset = await assetOf(carried.chat, call.body.asset);
      return {
        entry: await entry(carried, () => false),
        url: controlLink(setting.url, carried.chat.user, asset),
      };
    },
  };
}

const pinned = (
  kind: ChatLink['kind'],
  { connector, id, title, url }: Omit<ChatLink, 'kind' | 'relate'>,
): ChatLink => ({
  kind,
  ...(connector !== undefined && { connector }),
  id,
  title,
  ...(url !== undefined && { url }),
  relate: true,
});

const notConfigured = (): Problem =>
  new Problem(
    422,
    'not-supported-here',
    'No link for remote control is configured. An admin sets requestControl in the settings.',
  );
