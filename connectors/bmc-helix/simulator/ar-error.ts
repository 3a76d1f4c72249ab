/** A refusal as AR REST words it: an array with one message. Numbers: see the readme's table. */
export class ArError extends Error {
  readonly status: number;
  readonly number: number;
  readonly appended: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    number: number,
    text: string,
    appended = '',
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(text);
    this.name = 'ArError';
    this.status = status;
    this.number = number;
    this.appended = appended;
    this.headers = headers;
  }

  body(): string {
    return JSON.stringify([
      {
        messageType: 'ERROR',
        messageText: this.message,
        messageNumber: this.number,
        messageAppendedText: this.appended,
      },
    ]);
  }
}

export const noSuchEntry = (form: string, id: string): ArError =>
  new ArError(404, 302, 'Entry does not exist in database', `${form} ${id}`);

export const noSuchForm = (form: string): ArError => new ArError(404, 303, 'Form does not exist', form);

export const noSuchField = (form: string, field: string): ArError =>
  new ArError(400, 311, 'Field does not exist on current form', `${form}: ${field}`);

export const requiredField = (field: string): ArError =>
  new ArError(400, 307, 'A required field (without a default) is not specified', field);

export const connectedElsewhere = (): ArError =>
  new ArError(500, 9093, 'User is currently connected from another machine or incompatible session');

/** A rejection by an ITSM workflow filter; the reason for people stands in the appended text. */
export const workflow = (appended: string, number = 10000): ArError =>
  new ArError(500, number, 'The following error was raised by a workflow filter', appended);
