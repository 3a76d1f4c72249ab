export { askPassword } from '../desk/ask-password.ts';
export { hashPassword } from '../desk/passwords.ts';
