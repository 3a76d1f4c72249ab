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

/** What AR finds wrong with a request before it looks at any entry. */
export const badRequest = (text: string, appended = ''): ArError => new ArError(400, 440, text, appended);

export const wrongDataType = (field: string): ArError =>
  new ArError(400, 310, 'Value does not match the data type of the field', field);

export const outOfLimit = (appended: string): ArError =>
  new ArError(400, 306, 'Value does not fall within the limits specified for the field', appended);

/** Refusals of the web server in front, which have no AR number. */
export const noSuchResource = (path: string): ArError => new ArError(404, 0, 'No such resource', path);
export const notAllowed = (method: string): ArError =>
  new ArError(405, 0, 'The method is not allowed here', method);
export const unsupportedMedia = (text: string, appended = ''): ArError => new ArError(415, 0, text, appended);

/** An attachment that the site's settings do not let in refuses the whole entry. */
export const fileTooLarge = (
  status: number,
  appended: string,
  headers: Readonly<Record<string, string>> = {},
): ArError => new ArError(status, 448, 'The file size exceeds the limit', appended, headers);
export const fileNotAllowed = (appended: string): ArError =>
  new ArError(500, 525, 'The attached file is not allowed', appended);

export const connectedElsewhere = (): ArError =>
  new ArError(500, 9093, 'User is currently connected from another machine or incompatible session');

/** A rejection by an ITSM workflow filter; the reason for people stands in the appended text. */
export const workflow = (appended: string, number = 10000): ArError =>
  new ArError(500, number, 'The following error was raised by a workflow filter', appended);
