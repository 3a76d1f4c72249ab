import { z } from 'zod';
import * as requests from '../requests.ts';
import { operations } from './operation.ts';

/** How agents come in and go. */
export const SESSIONS = operations({
  signIn: {
    who: 'anyone',
    summary: 'Sign in, with a password or after the identity provider’s callback',
    body: z.union([requests.SignInRequest, requests.ExchangeRequest]),
    status: 200,
    answer: requests.SignInAnswer,
  },
  signOut: { who: 'signed-in', summary: 'Sign out', status: 204 },
});

/** The way by the identity provider, which a browser goes and not a script. */
export const OIDC = operations({
  oidcSignIn: {
    who: 'anyone',
    summary: 'Sends the browser to the identity provider',
    query: requests.OidcSignInQuery,
    status: 302,
  },
  oidcCallback: {
    who: 'anyone',
    summary: 'Where the identity provider sends the browser back to',
    query: requests.OidcCallbackQuery,
    status: 302,
  },
});
