import { z } from 'zod';
import * as requests from '../requests.ts';
import * as views from '../views.ts';
import type { Operation } from './operation.ts';

/** Prepared texts. */
export const CANNED_TEXTS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/v1/canned-texts',
    who: 'staff',
    summary: 'Prepared texts: filled in for a chat that you may write in, or as they were written',
    query: requests.CannedTextsQuery,
    status: 200,
    answer: z.object({ texts: z.array(views.CannedTextView) }),
  },
  {
    method: 'put',
    path: '/api/v1/me/canned-texts/{id}',
    who: 'staff',
    summary: 'Keep a text of your own under an id of your choice',
    body: requests.CannedTextRequest,
    status: 200,
    answer: views.CannedTextView,
  },
  {
    method: 'delete',
    path: '/api/v1/me/canned-texts/{id}',
    who: 'staff',
    summary: 'Delete one',
    status: 204,
  },
];
