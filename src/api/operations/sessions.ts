import { z } from 'zod';
import * as requests from '../requests.ts';
import * as views from '../views.ts';
import type { Operation } from './operation.ts';

/** Who comes in, and what agents say of themselves. */
export const SESSIONS: readonly Operation[] = [
  {
    method: 'post',
    path: '/chat/session',
    who: 'anyone',
    summary:
      'A conversation and a Direct Line token for a user, or the ones of before where its browser shows `resume`',
    body: requests.ChatSessionRequest,
    status: 200,
    answer: requests.ChatSessionAnswer,
  },
  {
    method: 'post',
    path: '/chat/session/leave',
    who: 'anyone',
    summary: 'Nobody comes back by what this browser has kept',
    body: requests.LeaveSessionRequest,
    status: 204,
  },
  {
    method: 'get',
    path: '/chat/files',
    who: 'anyone',
    summary: 'Which files users may send',
    status: 200,
    answer: views.SendableFiles,
  },
  {
    method: 'get',
    path: '/chat/form',
    who: 'anyone',
    summary: 'What users are asked before a chat',
    query: requests.FormQuery,
    status: 200,
    answer: views.FormView,
  },
  {
    method: 'post',
    path: '/api/v1/session',
    who: 'anyone',
    summary: 'Sign in, with a password or after the identity provider’s callback',
    body: z.union([requests.SignInRequest, requests.ExchangeRequest]),
    status: 200,
    answer: requests.SignInAnswer,
  },
  {
    method: 'get',
    path: '/api/v1/oidc/sign-in',
    who: 'anyone',
    summary: 'Sends the browser to the identity provider',
    query: requests.OidcSignInQuery,
    status: 302,
  },
  {
    method: 'get',
    path: '/api/v1/oidc/callback',
    who: 'anyone',
    summary: 'Where the identity provider sends the browser back to',
    query: requests.OidcCallbackQuery,
    status: 302,
  },
  { method: 'delete', path: '/api/v1/session', who: 'signed-in', summary: 'Sign out', status: 204 },
  {
    method: 'get',
    path: '/api/v1/me',
    who: 'signed-in',
    summary: 'The agent',
    status: 200,
    answer: views.MeView,
  },
  {
    method: 'put',
    path: '/api/v1/me/availability',
    who: 'agent',
    summary: 'Be available or not',
    body: requests.AvailabilityRequest,
    status: 200,
    answer: views.MeView,
  },
  {
    method: 'put',
    path: '/api/v1/me/screen-name',
    who: 'staff',
    summary: 'Choose the name users see, from the next accepted chat on',
    body: requests.ScreenNameRequest,
    status: 200,
    answer: views.MeView,
  },
  {
    method: 'post',
    path: '/api/v1/events/ticket',
    who: 'staff',
    summary: 'A single-use ticket for the WebSocket /api/v1/events',
    status: 200,
    answer: z.object({ ticket: z.string() }),
  },
];
