import { placeOf, plainWords } from './words.ts';

/** What the user picks or the text matches; a support queue is chosen by it. */
export const TOPICS = ['Network', 'Hardware', 'Software', 'Access'] as const;

const WORDS: Readonly<Record<(typeof TOPICS)[number], readonly string[]>> = {
  Network: [
    'network',
    'vpn',
    'wifi',
    'wi fi',
    'wlan',
    'wireless',
    'internet',
    'ethernet',
    'lan',
    'proxy',
    'firewall',
    'dns',
    'router',
    'offline',
    'connection',
  ],
  Hardware: [
    'hardware',
    'printer',
    'print',
    'printing',
    'paper jam',
    'toner',
    'scanner',
    'laptop',
    'notebook',
    'desktop',
    'computer',
    'monitor',
    'screen',
    'keyboard',
    'mouse',
    'headset',
    'dock',
    'docking station',
    'battery',
    'charger',
    'phone',
    'webcam',
    'camera',
  ],
  Software: [
    'software',
    'install',
    'installing',
    'installation',
    'uninstall',
    'app',
    'application',
    'program',
    'excel',
    'outlook',
    'powerpoint',
    'microsoft word',
    'microsoft office',
    'teams',
    'browser',
    'upgrade',
    'licence',
    'license',
    'crash',
    'crashes',
    'email',
    'mail',
  ],
  Access: [
    'access',
    'password',
    'passcode',
    'locked',
    'locked out',
    'unlock',
    'login',
    'log in',
    'log on',
    'logon',
    'sign in',
    'account',
    'permission',
    'mfa',
    '2fa',
    'authenticator',
    'two factor',
  ],
};

/** The topic whose word comes first in the text, or undefined. */
export function topicIn(text: string): string | undefined {
  const words = plainWords(text);
  const found = TOPICS.map((topic) => ({ topic, place: placeOf(words, WORDS[topic]) }))
    .filter(({ place }) => place !== -1)
    .sort((a, b) => a.place - b.place);
  return found[0]?.topic;
}

const LONGEST_TOPIC = 100;

/** The topic that the page or channel sent along (`channelData.deskbridge.topic`), or undefined. */
export function carriedTopic(channelData: unknown): string | undefined {
  const sent = (channelData as { deskbridge?: { topic?: unknown } } | null | undefined)?.deskbridge?.topic;
  if (typeof sent !== 'string') return undefined;
  const topic = sent.toWellFormed().trim();
  if (topic === '' || topic.length > LONGEST_TOPIC) return undefined;
  return TOPICS.find((known) => known.toLowerCase() === topic.toLowerCase()) ?? topic;
}
