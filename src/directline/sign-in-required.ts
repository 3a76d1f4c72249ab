import { Problem } from '../shared/http/problem.ts';

export const signInRequired = (): Problem =>
  new Problem(
    401,
    'sign-in-required',
    'Users have to sign in at the portal first: send the token that it signs as "Authorization: Bearer <token>".',
    {},
    { 'www-authenticate': 'Bearer' },
  );
