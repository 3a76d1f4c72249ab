import type { TicketKind } from '../chat/chat.ts';
import type { TicketRef } from './ticket-ref.ts';

/** What can be looked up in an ITSM: a question's form and the form of what is found. */
export interface Lookups {
  /** Templates that an agent may open a ticket of this type with. */
  template: { query: { readonly type: string; readonly text: string }; item: TemplateItem };
  /** The fields of a ticket that is to be opened, or ended so; required ones first. */
  form: {
    query: { readonly type: string; readonly templateId?: string; readonly ending?: string };
    item: FormField;
  };
  /** Published articles by words, or one by its id. */
  knowledge: { query: { readonly text: string } | { readonly id: string }; item: Article };
  /** People by what is proven of a user. Several may be found: then nobody is matched. */
  customer: { query: { readonly email?: string; readonly login?: string }; item: Customer };
  /** Whom an agent may be: one of the ITSM's own people, with what that person may do. */
  person: { query: { readonly login: string } | { readonly email: string }; item: Person };
  /** What belongs to a customer. */
  asset: { query: { readonly customerLogin: string }; item: Asset };
  /** Outages that hold now, or are about to. */
  outage: { query: { readonly company?: string }; item: Outage };
  /** A customer's open tickets, or the one of that number. */
  ticket: {
    query: { readonly customerLogin: string } | { readonly displayId: string };
    item: FoundTicket;
  };
}

export type LookupKind = keyof Lookups;

export interface TemplateItem {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly description: string;
}

/** One field of a ticket's form as a person fills it in. */
export interface FormField {
  /** The ITSM's own name of the field; what `fields` of a request uses. */
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'choice' | 'number' | 'time';
  readonly required: boolean;
  /** Longest text. */
  readonly limit?: number;
  /** What `limit` counts; characters where it is left out. Bytes are those of UTF-8. */
  readonly limitIn?: 'bytes' | 'characters';
  readonly choices?: readonly string[];
  /** What template and mapping fill in already. */
  readonly value?: string;
}

export interface Article {
  readonly id: string;
  /** The number people say, e.g. KBA00000010. */
  readonly displayId: string;
  readonly title: string;
  readonly url: string;
  /** Plain text. */
  readonly text: string;
}

export interface Customer {
  readonly id: string;
  readonly login: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phone: string;
  readonly company: string;
  readonly site: string;
  readonly vip: boolean;
}

export interface Person {
  readonly login: string;
  /** As the ITSM writes it where somebody is assigned. */
  readonly name: string;
  /** The ITSM's own names of what grants rights: permission groups, roles. */
  readonly rights: readonly string[];
}

export interface Asset {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
}

export interface Outage {
  readonly id: string;
  readonly displayId: string;
  readonly title: string;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly url?: string;
}

export interface FoundTicket {
  readonly ref: TicketRef;
  readonly title: string;
  readonly status: string;
  readonly statusReason: string;
}

/** What an ending would do to one ticket, and what the ITSM asks for before it does. */
export interface EndingForm {
  readonly n: number;
  readonly displayId: string;
  readonly kind: TicketKind;
  readonly created: boolean;
  /** Absent where resolving is not possible; `why` says so. */
  readonly resolve?: { readonly status: string; readonly statusReason: string };
  readonly why?: string;
  /** What an abandon sets; absent where it leaves the status alone or cannot set it. */
  readonly cancel?: { readonly status: string; readonly statusReason: string };
  /** Demanded on resolve and not filled in by the mapping. */
  readonly fields: readonly FormField[];
  /** What the ITSM did not tell, as a sentence. */
  readonly missing?: string;
}
