import { plainWords } from '../../shared/plain-words.ts';
import { placeOf } from './words.ts';

/** What the virtual agent knows, most particular first. */
const ANSWERS: readonly { readonly words: readonly string[]; readonly text: string }[] = [
  {
    words: ['password', 'passcode', 'locked', 'unlock', 'reset my login', 'cannot log in', 'cant log in'],
    text: 'To reset your password, open the sign-in page, choose "Forgot password" and confirm with your second factor. After five wrong tries an account is locked for 15 minutes and then opens by itself.',
  },
  {
    words: ['vpn', 'remote access', 'work from home', 'working from home'],
    text: 'If the VPN does not connect: check that the internet works without it, quit the VPN client and start it again, then sign in with your full e-mail address. On a hotel or guest network, accept its page in the browser first.',
  },
  {
    words: ['printer', 'print', 'printing', 'paper jam', 'toner'],
    text: 'If nothing prints: see that the printer shows no paper or toner warning, delete the waiting jobs from its list, then remove the printer in your settings and add it again by the name on its label.',
  },
  {
    words: [
      'install',
      'installing',
      'installation',
      'software',
      'download',
      'excel',
      'office',
      'licence',
      'license',
    ],
    text: 'Approved software is in the company portal on your computer: open it, search for the program and choose Install. No administrator rights are needed. What is not listed there has to be requested.',
  },
];

/** The answer whose word comes first in the question, or undefined where none fits. */
export function answerTo(question: string): string | undefined {
  const words = plainWords(question);
  const found = ANSWERS.map((answer) => ({ answer, place: placeOf(words, answer.words) }))
    .filter(({ place }) => place !== -1)
    .sort((a, b) => a.place - b.place);
  return found[0]?.answer.text;
}
