import { plainWords } from '../../shared/plain-words.ts';
import { type Topic, topicIn } from '../../shared/topics.ts';
import { mentions } from './words.ts';

/** One thing the user may choose: its label, and what else means the same. */
interface Choice {
  readonly label: string;
  readonly also?: readonly string[];
}

const YES: Choice = {
  label: 'Yes',
  also: ['y', 'yeah', 'yep', 'yup', 'ok', 'okay', 'sure', 'please', 'of course'],
};
const NO: Choice = { label: 'No', also: ['n', 'nope', 'nah', 'no thanks', 'not now', 'not really'] };

/** The prompts and their choices, the topics left out: the buttons the user sees, in this order. */
const PROMPTS = {
  question: [
    { label: 'Reset my password' },
    { label: 'VPN does not connect' },
    { label: 'Printer does not print' },
    { label: 'Install software' },
    { label: 'Talk to a live agent' },
  ],
  helped: [YES, NO],
  ways: [
    { label: 'Rephrase my question', also: ['rephrase', 'ask again', 'try again'] },
    { label: 'Raise a request', also: ['request', 'raise request', 'raise a ticket', 'ticket'] },
    { label: 'Reach a live agent' },
  ],
  request: [{ label: 'Never mind', also: ['nevermind', 'cancel', 'stop', 'no'] }],
  confirm: [YES, NO],
  more: [YES, NO],
} as const satisfies Readonly<Record<string, readonly Choice[]>>;

export type Prompt = keyof typeof PROMPTS | 'topic';

const choicesOf = (prompt: Prompt, topics: readonly Topic[]): readonly Choice[] =>
  prompt === 'topic' ? topics.map(({ name }) => ({ label: name })) : PROMPTS[prompt];

export const labelsOf = (prompt: Prompt, topics: readonly Topic[]): readonly string[] =>
  choicesOf(prompt, topics).map(({ label }) => label);

/** The label of the choice that a text makes: its number, its label in any case, or a word that means it. */
export function chosen(prompt: Prompt, text: string, topics: readonly Topic[]): string | undefined {
  const words = plainWords(text).trim();
  const choices = choicesOf(prompt, topics);
  if (/^\d+$/.test(words)) return choices[Number(words) - 1]?.label;
  const exact = choices.find(
    ({ label, also }) => plainWords(label).trim() === words || also?.includes(words) === true,
  );
  if (exact !== undefined) return exact.label;
  if (prompt === 'topic') return topicIn(text, topics)?.name;
  return choices.includes(YES) ? yesOrNo(words) : undefined;
}

/** "Yes, please do", "no, not yet": the first word decides. */
function yesOrNo(words: string): string | undefined {
  const [first = ''] = words.split(' ');
  if (['yes', 'yeah', 'yep'].includes(first)) return YES.label;
  return ['no', 'nope', 'nah'].includes(first) ? NO.label : undefined;
}

const LIVE_AGENT = [
  'agent',
  'human',
  'human being',
  'live chat',
  'livechat',
  'real person',
  'real people',
  'a person',
  'talk to someone',
  'speak to someone',
  'representative',
  'operator',
  'transfer me',
];

/** True where the user asks for a live agent, in a sentence or by the word alone. */
export const wantsLiveAgent = (text: string): boolean => mentions(plainWords(text), LIVE_AGENT);

const DID_NOT_HELP = [
  'no',
  'nope',
  'not helpful',
  'unhelpful',
  'no help',
  'not help',
  'didnt help',
  'doesnt help',
  'dont help',
  'isnt helping',
  'not helping',
  'useless',
  'didnt work',
  'doesnt work',
  'did not work',
  'does not work',
  'not working',
  'isnt working',
  'still',
  'not solved',
  'tried that',
];

/** True where the user says that an answer was of no use. */
export const saysItDidNotHelp = (text: string): boolean => mentions(plainWords(text), DID_NOT_HELP);
