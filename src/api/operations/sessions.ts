import { z } from 'zod';
import * as requests from '../requests.ts';
import * as views from '../views.ts';
import type { Operation } from './operation.ts';

/** Who comes in, and what agents say of themselves. */
export const SESSIONS: readonly Operation[] = [
  {
    method: 'post',
    path: '/chat/session',
    summary: 'A conversation and a Direct Line token for a user',
    open: true,
    body: requests.ChatSessionRequest,
    status: 200,
    answer: requests.ChatSessionAnswer,
  },
  {
    method: 'post',
    path: '/api/v1/session',
    summary: 'Sign in',
    open: true,
    body: requests.SignInRequest,
    status: 200,
    answer: requests.SignInAnswer,
  },
  { method: 'delete', path: '/api/v1/session', summary: 'Sign out', status: 204 },
  { method: 'get', path: '/api/v1/me', summary: 'The agent', status: 200, answer: views.MeView },
  {
    method: 'put',
    path: '/api/v1/me/availability',
    summary: 'Be available or not',
    body: requests.AvailabilityRequest,
    status: 200,
    answer: views.MeView,
  },
  {
    method: 'put',
    path: '/api/v1/me/screen-name',
    summary: 'Choose the name users see, from the next accepted chat on',
    body: requests.ScreenNameRequest,
    status: 200,
    answer: views.MeView,
  },
  {
    method: 'post',
    path: '/api/v1/events/ticket',
    summary: 'A single-use ticket for the WebSocket /api/v1/events',
    status: 200,
    answer: z.object({ ticket: z.string() }),
  },
];
