import { CannedTextRequest, CannedTextsQuery, OwnTextId } from '../api/requests.ts';
import { maySpeakToUser } from '../handoff/may.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import { type Caller, type Callers, chatFor } from './caller.ts';
import { cannedTexts, type TextsFor } from './canned-texts.ts';
import { input } from './input.ts';
import type { DeskPorts } from './ports.ts';
import { problemOf } from './refusals.ts';

/** Of one agent. */
const MOST_TEXTS = 100;

/** Prepared texts: those that the desk offers, and those that an agent keeps for himself. */
export function cannedRoutes(ports: DeskPorts, callers: Callers): readonly Route[] {
  const { store, settings } = ports;

  /** Whoever writes to the user may insert them; nobody else has a use for them. */
  async function chatToWriteIn(caller: Caller, id: string): Promise<Omit<TextsFor, 'agentLocale'>> {
    const chat = await chatFor(ports, caller, id);
    const by = await callers.owner(caller);
    const no = maySpeakToUser(by, chat);
    if (no !== undefined && !no.ok) throw problemOf(no.refusal);
    return { chat, by, locale: await store.conversations.locale(chat.conversation) };
  }

  async function list(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const { chat } = input(CannedTextsQuery, request.query);
    const agentLocale = firstLanguage(request.headers['accept-language']);
    const at = chat === undefined ? undefined : { ...(await chatToWriteIn(caller, chat)), agentLocale };
    const own = await store.cannedTexts.of(caller.account.id);
    return { status: 200, body: { texts: cannedTexts(own, settings.current().cannedTexts, at) } };
  }

  async function keep(request: Incoming): Promise<Answer> {
    const { account } = await callers.of(request);
    const id = input(OwnTextId, request.params.id);
    const { title, text } = input(CannedTextRequest, request.body);
    const own = { id, title: title.trim().toWellFormed(), text: text.toWellFormed() };
    if (!(await store.cannedTexts.keep(account.id, own, MOST_TEXTS)))
      throw new Problem(
        409,
        'too-many-texts',
        `You have ${MOST_TEXTS} texts of your own already. Delete one that you need no more.`,
      );
    return { status: 200, body: own };
  }

  async function forget(request: Incoming): Promise<Answer> {
    const { account } = await callers.of(request);
    await store.cannedTexts.forget(account.id, input(OwnTextId, request.params.id));
    return { status: 204 };
  }

  return [
    { method: 'GET', path: '/api/v1/canned-texts', handle: list },
    { method: 'PUT', path: '/api/v1/me/canned-texts/:id', handle: keep },
    { method: 'DELETE', path: '/api/v1/me/canned-texts/:id', handle: forget },
  ];
}

/** The language that a browser names first. */
const firstLanguage = (accepted = ''): string | undefined =>
  accepted.split(/[,;]/, 1)[0]?.trim() || undefined;
