import type { Chat } from './state.ts';

export type EarlierTicket = NonNullable<Chat['earlier']>[number];

/** Those about which the agent has to decide before there is another ticket. */
export const undecided = ({ earlier = [] }: Chat): readonly EarlierTicket[] => earlier.filter(canGoOn);

export const canGoOn = ({ standing }: EarlierTicket): boolean => standing !== 'over';

/** How it stands, as agents read it. */
export function standingWords({ standing, status = '' }: EarlierTicket): string {
  switch (standing) {
    case 'open':
      return `Still open: ${status}`;
    case 'reopenable':
      return `${status}, and can be reopened`;
    case 'over':
      return `${status || 'Gone'}; a new ticket names it`;
    case 'unknown':
      return 'The ITSM lets nobody read it';
    case 'checking':
      return 'The ITSM has not told yet how it stands';
  }
}

/** What the button does. */
export const goOnWords = ({ standing, displayId }: EarlierTicket): string =>
  standing === 'reopenable' ? `Reopen ${displayId}` : `Go on with ${displayId}`;
