import type { ME } from '../api/operations/me.ts';
import type { MeView } from '../api/views.ts';
import { maySpeakToUser } from '../handoff/may.ts';
import type { Caller } from '../people/caller.ts';
import { mayRequestControl } from '../people/policy.ts';
import { problemOf } from '../people/refusals.ts';
import { nameTaken, screenNameFrom } from '../people/screen-names.ts';
import type { Call, Handlers } from '../people/serve.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Availability } from './availability.ts';
import { cannedTexts, type TextsFor } from './canned-texts.ts';
import type { DeskPorts } from './ports.ts';
import { agentView, deskRules } from './views.ts';

/** Texts of one agent. */
const MOST_TEXTS = 100;

/** What agents say of themselves, and the prepared texts that the desk offers and they keep for themselves. */
export function me(ports: DeskPorts, availability: Availability): Handlers<typeof ME> {
  const { store, settings } = ports;

  async function meView({ account }: Caller): Promise<MeView> {
    const state = await store.agents.state(account.id);
    const current = settings.current();
    return {
      ...agentView(account, state, current),
      desk: deskRules(account, current),
      ticketTypes: [...ports.ticketTypes()],
      may: { requestControl: current.requestControl !== undefined && mayRequestControl(account) },
      ...(current.requestControl && { requestControl: { title: current.requestControl.title } }),
    };
  }

  /** Whoever writes to the user may insert prepared texts; nobody else has a use for them. */
  async function chatToWriteIn(
    { find, by, request }: Call<typeof ME.cannedTexts>,
    id: string,
  ): Promise<TextsFor> {
    const chat = await find(id);
    const agent = await by();
    const no = maySpeakToUser(agent, chat);
    if (no !== undefined && !no.ok) throw problemOf(no.refusal);
    return {
      chat,
      by: agent,
      locale: await store.conversations.locale(chat.conversation),
      agentLocale: firstLanguage(request.headers['accept-language']),
    };
  }

  return {
    me: ({ caller }) => meView(caller),

    async setAvailability({ caller, body }) {
      await availability.set(caller.account, body);
      return meView(caller);
    },

    async setScreenName({ caller, body }) {
      const { account } = caller;
      if (account.screenName !== undefined)
        throw new Problem(
          403,
          'screen-name-fixed',
          `An admin has fixed your screen name: ${account.screenName}. Ask one of them for another.`,
        );
      const others = [...ports.accounts().values()].filter(({ id }) => id !== account.id);
      const { name, look } = screenNameFrom(body.screenName, {
        reserved: settings.current().desk.reservedNames,
        taken: others.flatMap((one) => [one.name, ...(one.screenName === undefined ? [] : [one.screenName])]),
      });
      const holder = await store.agents.claimName(account.id, name, look);
      if (holder !== account.id) throw nameTaken(name, ports.accounts().get(holder)?.name ?? name);
      return meView(caller);
    },

    async cannedTexts(call) {
      const { chat } = call.query;
      const at = chat === undefined ? undefined : await chatToWriteIn(call, chat);
      const own = await store.cannedTexts.of(call.caller.account.id);
      return { texts: cannedTexts(own, settings.current().cannedTexts, at) };
    },

    async keepText({ caller, params: { id }, body: { title, text } }) {
      const own = { id, title: title.trim().toWellFormed(), text: text.toWellFormed() };
      if (!(await store.cannedTexts.keep(caller.account.id, own, MOST_TEXTS)))
        throw new Problem(
          409,
          'too-many-texts',
          `You have ${MOST_TEXTS} texts of your own already. Delete one that you need no more.`,
        );
      return own;
    },

    async forgetText({ caller, params: { id } }) {
      await store.cannedTexts.forget(caller.account.id, id);
    },

    async eventsTicket({ caller }) {
      return { ticket: await store.sessions.issueTicket(caller.token) };
    },
  };
}

/** The language that a browser names first. */
const firstLanguage = (accepted = ''): string | undefined =>
  accepted.split(/[,;]/, 1)[0]?.trim() || undefined;
