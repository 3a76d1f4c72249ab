import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { icon } from '../../look/icons.ts';
import type { Entry, PendingLine } from '../state/state.ts';
import { clockTime, fullTime } from '../state/time.ts';
import { logFiles } from './log-files.ts';
import { markedText } from './marked-text.ts';
import { richText } from './rich-text.ts';

export interface Line {
  readonly entry: Entry;
  readonly mine: boolean;
  /** From the talk with the virtual agent, before the handoff. */
  readonly history: boolean;
  /** The same author goes on: the name is not said again. */
  readonly follows: boolean;
  /** Set on the first line of a day. */
  readonly day?: string;
}

const ROLE: Record<Entry['author']['kind'], string> = {
  user: 'User',
  bot: 'Virtual agent',
  agent: 'Agent',
  system: '',
};

const DELIVERY: Record<NonNullable<Entry['delivery']>, readonly [string, string]> = {
  pending: ['clock', 'Sending'],
  delivered: ['check-double', 'Delivered'],
  refused: ['warning', 'Not delivered: the channel refused it'],
  uncertain: ['info', 'May not have arrived'],
};

/** One line of the log. The role stands in its own badge: a name cannot pretend to be another kind of author. */
export function logLine(line: Line): TemplateResult {
  const { entry } = line;
  return html`
    ${line.day ? html`<li class="divider">${line.day}</li>` : nothing}
    ${entry.type === 'event' ? eventLine(entry) : words(line)}
    ${entry.code === 'chat-requested' ? html`<li class="divider">Live chat</li>` : nothing}
  `;
}

function eventLine(entry: Entry): TemplateResult {
  return html`<li class="event" data-seq=${entry.seq} data-testid="entry-event">
    <span>${richText(entry.text)}</span><time datetime=${entry.at} title=${fullTime(entry.at)}>${clockTime(entry.at)}</time>
  </li>`;
}

function words(line: Line): TemplateResult {
  const { entry, mine } = line;
  const note = entry.type === 'note' || entry.visibility === 'internal';
  return html`<li
    class=${classMap({
      line: true,
      mine,
      note,
      history: line.history,
      follows: line.follows,
      [entry.author.kind]: true,
    })}
    data-seq=${entry.seq}
    data-testid=${note ? 'entry-note' : `entry-${entry.author.kind}`}
  >
    ${
      line.follows
        ? html`<span class="sr">${entry.author.name}: </span>`
        : html`<div class="head">
            <bdi class="author">${entry.author.name}</bdi>
            ${role(line)}
            ${note ? html`<span class="internal">${icon('lock')}${entry.to ? html`Whispered to <bdi>${entry.to.name}</bdi>` : 'Internal'}</span>` : nothing}
            <time datetime=${entry.at} title=${fullTime(entry.at)}>${clockTime(entry.at)}</time>
          </div>`
    }
    <div class="bubble" dir="auto" title=${fullTime(entry.at)}>${said(entry)}${logFiles(entry)}</div>
    ${mine && !note && entry.delivery ? delivery(entry.delivery) : nothing}
  </li>`;
}

/** A user's words stand as they were typed, here and on the user's page. */
const said = ({ author, text }: Entry) => (author.kind === 'user' ? richText(text) : markedText(text));

function role({ entry, mine }: Line) {
  const word = mine ? 'You' : ROLE[entry.author.kind];
  return word === entry.author.name ? nothing : html`<span class="role">${word}</span>`;
}

function delivery(state: NonNullable<Entry['delivery']>): TemplateResult {
  const [name, text] = DELIVERY[state];
  return html`<div class="delivery ${state}">${icon(name)}${text}</div>`;
}

/** A line on its way, or one that could not be sent. */
export function pendingLine(line: PendingLine, again: () => void, discard: () => void): TemplateResult {
  return html`<li
    class=${classMap({ line: true, mine: true, agent: true, pending: true, note: line.kind === 'note', failed: line.error !== undefined })}
    data-testid="entry-pending"
  >
    <div class="head"><span class="role">You</span>${line.kind === 'note' ? html`<span class="internal">${icon('lock')}Internal</span>` : nothing}</div>
    <div class="bubble" dir="auto">${markedText(line.text)}${logFiles(line)}</div>
    ${
      line.error === undefined
        ? html`<div class="delivery pending">${icon('clock')}Sending…</div>`
        : html`<div class="delivery refused" role="alert">
            ${icon('warning')}<span>Not sent. ${line.error}</span>
            <button @click=${again}>Try again</button><button @click=${discard}>Discard</button>
          </div>`
    }
  </li>`;
}
