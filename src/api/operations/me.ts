import { z } from 'zod';
import * as requests from '../requests.ts';
import * as views from '../views.ts';
import { operations } from './operation.ts';

const params = z.object({ id: requests.OwnTextId });

/** What agents say of themselves, and keep for themselves. */
export const ME = operations({
  me: { who: 'signed-in', summary: 'The agent', status: 200, answer: views.MeView },
  setAvailability: {
    who: 'agent',
    summary: 'Be available or not',
    body: requests.AvailabilityRequest,
    status: 200,
    answer: views.MeView,
  },
  setScreenName: {
    who: 'staff',
    summary: 'Choose the name users see, from the next accepted chat on',
    body: requests.ScreenNameRequest,
    status: 200,
    answer: views.MeView,
  },
  cannedTexts: {
    who: 'staff',
    summary: 'Prepared texts: filled in for a chat that you may write in, or as they were written',
    query: requests.CannedTextsQuery,
    status: 200,
    answer: z.object({ texts: z.array(views.CannedTextView) }),
  },
  keepText: {
    who: 'staff',
    summary: 'Keep a text of your own under an id of your choice',
    params,
    body: requests.CannedTextRequest,
    status: 200,
    answer: views.CannedTextView,
  },
  forgetText: { who: 'staff', summary: 'Delete one', params, status: 204 },
  eventsTicket: {
    who: 'staff',
    summary: 'A single-use ticket for the WebSocket /api/v1/events',
    status: 200,
    answer: z.object({ ticket: z.string() }),
  },
});
