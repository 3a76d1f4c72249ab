export { askPassword } from '../people/ask-password.ts';
export { hashPassword } from '../people/passwords.ts';
