import { plainWords } from '../../shared/plain-words.ts';
import { type Subjects, topicIn } from '../../shared/topics.ts';
import { answerTo } from './answers.ts';
import { chosen, type Prompt, saysItDidNotHelp, wantsLiveAgent } from './prompts.ts';
import { shortened } from './words.ts';

/** What the virtual agent remembers of a conversation. */
export interface Dialog {
  /** The prompt that was asked last. */
  readonly step: Prompt;
  readonly greeted: boolean;
  /** What the user asked last, in his own words. */
  readonly question?: string;
  /** The topic his words matched. */
  readonly matchedTopic?: string;
  /** The topic that came with the conversation; it goes before a matched one. */
  readonly carriedTopic?: string;
  /** The topic has been asked for once without a usable answer. */
  readonly topicMissed?: boolean;
  /** He is with the live agents, and has said nothing here since. */
  readonly away?: true;
}

/** A line of the virtual agent; one with a prompt carries the prompt's choices. */
export interface Saying {
  readonly text: string;
  readonly prompt?: Prompt;
}

/** What the agents are told when the virtual agent hands over. */
export interface Handoff {
  readonly topic?: string;
  readonly question?: string;
}

export interface Reply {
  readonly dialog: Dialog;
  readonly say: readonly Saying[];
  readonly handoff?: Handoff;
}

export const FIRST_DIALOG: Dialog = { step: 'question', greeted: false };

const WAYS = 'You can rephrase your question, raise a request or reach a live agent.';
const CONFIRM = 'Shall I transfer you to a live agent?';
const TOPIC = 'What is it about?';

/** Says the lines; the last one is the prompt to answer next. */
const ask = (dialog: Dialog, prompt: Prompt, ...lines: readonly string[]): Reply => ({
  dialog: { ...dialog, step: prompt },
  say: lines.map((text, n) => (n === lines.length - 1 ? { text, prompt } : { text })),
});

export const greet = (dialog: Dialog): Reply =>
  ask(
    { ...dialog, greeted: true },
    'question',
    'Hello, I am the virtual agent of the service desk. Ask me about passwords, the VPN, printers or software, or say "agent" at any time to reach a live agent.',
  );

/** The answer to a message that holds nothing to read, such as a picture alone. */
export const hearNothing = (dialog: Dialog): Reply =>
  ask(
    { ...dialog, greeted: true },
    dialog.step,
    'I can read text only. Please tell me in words what you need, or say "agent": a live agent can look at what you sent.',
  );

/** The reply to the user's words. The same dialog, words and topics always give the same reply. */
export function hear(last: Dialog, text: string, subjects: Subjects): Reply {
  const before = last.away ? afresh(last) : last;
  const topic = topicIn(text, subjects.topics)?.name;
  const dialog = { ...before, greeted: true, ...(topic !== undefined && { matchedTopic: topic }) };
  const choice = chosen(dialog.step, text, subjects.topics);
  switch (dialog.step) {
    case 'confirm':
      return hearConfirmation(dialog, choice ?? (wantsLiveAgent(text) ? 'Yes' : undefined), subjects);
    case 'topic':
      return hearTopic(dialog, choice, text);
    case 'request':
      return hearRequest(dialog, choice, text);
    case 'ways':
      return hearWay(dialog, choice, text);
    case 'helped':
      if (choice === 'Yes') return ask(dialog, 'more', 'Good to hear. Is there anything else I can do?');
      return choice === 'No' || isSameComplaint(dialog, text)
        ? offerWays(dialog, 'I am sorry that this did not help.')
        : hearQuestion(dialog, text);
    case 'more':
      if (choice === 'Yes') return ask(dialog, 'question', 'What else can I help you with?');
      return choice === 'No'
        ? {
            dialog: { ...dialog, step: 'question' },
            say: [{ text: 'All right. Write to me whenever you need help.' }],
          }
        : hearQuestion(dialog, text);
    case 'question':
      return hearQuestion(dialog, choice ?? text);
  }
}

/**
 * The reply to the news of a handoff. `completed` starts afresh, unless it comes late: the user has
 * begun something new by then.
 */
export function hearHandoffStatus(dialog: Dialog, state: unknown): Reply {
  const { away, ...here } = dialog;
  switch (state) {
    case 'accepted':
      return { dialog: { ...here, away: true }, say: [] };
    case 'failed':
      return offerWays(here, 'No live agent can be reached at the moment, but I am still here.');
    case 'completed':
      if (away)
        return ask(
          afresh(dialog),
          'more',
          'Welcome back to the virtual agent. Is there anything else I can do?',
        );
      return { dialog, say: [] };
    default:
      return { dialog, say: [] };
  }
}

/** The next matter has a topic of its own. */
const afresh = ({ carriedTopic, greeted }: Dialog): Dialog => ({
  ...FIRST_DIALOG,
  greeted,
  ...(carriedTopic !== undefined && { carriedTopic }),
});

const offerWays = (dialog: Dialog, ...lines: readonly string[]): Reply => ask(dialog, 'ways', ...lines, WAYS);

const HELLO = [
  'hi',
  'hello',
  'hey',
  'hi there',
  'good morning',
  'good afternoon',
  'good evening',
  'help',
  'menu',
];
const THANKS = ['thanks', 'thank you', 'thx', 'bye', 'goodbye', 'cheers'];

function hearQuestion(dialog: Dialog, text: string): Reply {
  if (wantsLiveAgent(text)) return ask(dialog, 'confirm', CONFIRM);
  const words = plainWords(text).trim();
  if (HELLO.includes(words)) return ask(dialog, 'question', 'Hello. What can I help you with?');
  if (THANKS.includes(words)) return ask(dialog, 'question', 'You are welcome. I am here if you need more.');
  const answer = answerTo(text);
  const asked = { ...dialog, question: shortened(text) };
  if (answer !== undefined) return ask(asked, 'helped', answer, 'Did that help?');
  return saysItDidNotHelp(text)
    ? offerWays(dialog, 'I am sorry that I could not help.')
    : offerWays(asked, 'I have no answer to that.');
}

/** "The printer still does not work" after the answer about printers; with another subject it is a new question. */
function isSameComplaint({ question = '' }: Dialog, text: string): boolean {
  const answer = answerTo(text);
  return saysItDidNotHelp(text) && (answer === undefined || answer === answerTo(question));
}

function hearWay(dialog: Dialog, choice: string | undefined, text: string): Reply {
  switch (choice) {
    case 'Rephrase my question':
      return ask(dialog, 'question', 'Please put it in other words, or choose one of these.');
    case 'Raise a request':
      return ask(dialog, 'request', 'What do you need? Please tell me in one sentence.');
    case 'Reach a live agent':
      return ask(dialog, 'confirm', CONFIRM);
    default:
      return hearQuestion(dialog, text);
  }
}

// In a longer sentence "agent" may be a thing that is requested: a backup agent, say.
const MOST_WORDS_OF_A_CALL = 6;

function hearRequest(dialog: Dialog, choice: string | undefined, text: string): Reply {
  if (choice !== undefined) return ask(dialog, 'question', 'All right. What can I help you with?');
  const isCall = plainWords(text).trim().split(' ').length <= MOST_WORDS_OF_A_CALL;
  if (isCall && wantsLiveAgent(text)) return ask(dialog, 'confirm', CONFIRM);
  return ask(
    { ...dialog, question: shortened(text) },
    'confirm',
    'Thank you. I have no request system behind me, so nothing has been raised yet. With one, your sentence would now become a request; as it is, a live agent can record it for you.',
    CONFIRM,
  );
}

function hearConfirmation(
  dialog: Dialog,
  choice: string | undefined,
  { topics, ask: asks }: Subjects,
): Reply {
  if (choice === 'No') return letBe(dialog);
  if (choice === undefined) return ask(dialog, 'confirm', `Please answer Yes or No. ${CONFIRM}`);
  const topic = dialog.carriedTopic ?? dialog.matchedTopic;
  return topic === undefined && asks && topics.length > 0
    ? ask({ ...dialog, topicMissed: false }, 'topic', TOPIC)
    : handOver(dialog, topic);
}

const letBe = (dialog: Dialog): Reply =>
  ask(dialog, 'question', 'All right, I will not. What can I help you with?');

const NEVER_MIND = ['never mind', 'nevermind', 'cancel', 'stop', 'no'];

function hearTopic(dialog: Dialog, choice: string | undefined, text: string): Reply {
  if (NEVER_MIND.includes(plainWords(text).trim())) return letBe(dialog);
  if (choice !== undefined) return handOver(dialog, choice);
  // Nobody is kept from an agent by a question he cannot answer.
  if (dialog.topicMissed) return handOver(dialog, undefined);
  return ask({ ...dialog, topicMissed: true }, 'topic', `Please choose one of these. ${TOPIC}`);
}

function handOver({ topicMissed: _, ...dialog }: Dialog, topic: string | undefined): Reply {
  return {
    dialog: { ...dialog, step: 'question', away: true },
    say: [{ text: 'I am passing you on to a live agent.' }],
    handoff: {
      ...(topic !== undefined && { topic }),
      ...(dialog.question !== undefined && { question: dialog.question }),
    },
  };
}
