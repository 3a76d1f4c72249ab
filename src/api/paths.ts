/**
 * Method and path of every operation under its name, as OpenAPI writes paths. The rows of `operations/` and the
 * console's client read them here; schemas stay out, so that a browser does not load them.
 */
export const PATHS = {
  startSession: 'post /chat/session',
  leaveSession: 'post /chat/session/leave',
  sendableFiles: 'get /chat/files',
  form: 'get /chat/form',

  signIn: 'post /api/v1/session',
  signOut: 'delete /api/v1/session',
  oidcSignIn: 'get /api/v1/oidc/sign-in',
  oidcCallback: 'get /api/v1/oidc/callback',

  me: 'get /api/v1/me',
  setAvailability: 'put /api/v1/me/availability',
  setScreenName: 'put /api/v1/me/screen-name',
  cannedTexts: 'get /api/v1/canned-texts',
  keepText: 'put /api/v1/me/canned-texts/{id}',
  forgetText: 'delete /api/v1/me/canned-texts/{id}',
  eventsTicket: 'post /api/v1/events/ticket',

  chats: 'get /api/v1/chats',
  chat: 'get /api/v1/chats/{id}',
  transcript: 'get /api/v1/chats/{id}/transcript',
  past: 'get /api/v1/chats/{id}/past',
  closedChats: 'get /api/v1/admin/chats',

  sendMessage: 'post /api/v1/chats/{id}/messages',
  addNote: 'post /api/v1/chats/{id}/notes',
  typing: 'post /api/v1/chats/{id}/typing',
  putFile: 'post /api/v1/chats/{id}/files',
  takeFileBack: 'delete /api/v1/chats/{id}/files/{file}',
  filesPolicy: 'get /api/v1/chats/{id}/files-policy',

  accept: 'post /api/v1/chats/{id}/accept',
  release: 'post /api/v1/chats/{id}/release',
  transferTargets: 'get /api/v1/chats/{id}/transfer-targets',
  transfer: 'post /api/v1/chats/{id}/transfer',
  invite: 'post /api/v1/chats/{id}/invites',
  answerInvite: 'post /api/v1/chats/{id}/invites/answer',
  leave: 'post /api/v1/chats/{id}/leave',
  askForAssistance: 'post /api/v1/chats/{id}/assistance',

  endForm: 'get /api/v1/chats/{id}/end-form',
  end: 'post /api/v1/chats/{id}/end',
  abandon: 'post /api/v1/chats/{id}/abandon',

  createTicket: 'post /api/v1/chats/{id}/tickets',
  retryTicket: 'post /api/v1/chats/{id}/tickets/{n}/retry',
  relateTicket: 'post /api/v1/chats/{id}/relate',

  linkArticle: 'post /api/v1/chats/{id}/knowledge',
  linkOutage: 'post /api/v1/chats/{id}/outages',
  requestControl: 'post /api/v1/chats/{id}/request-control',

  customer: 'get /api/v1/chats/{id}/customer',
  articles: 'get /api/v1/knowledge',
  templates: 'get /api/v1/templates',
  outages: 'get /api/v1/outages',

  join: 'post /api/v1/chats/{id}/join',
  monitor: 'get /api/v1/chats/{id}/monitor',
  whisper: 'post /api/v1/chats/{id}/whisper',
  assign: 'post /api/v1/chats/{id}/assign',
  forceClose: 'post /api/v1/chats/{id}/force-close',
  callsForAssistance: 'get /api/v1/admin/assistance',
  moveAll: 'post /api/v1/admin/agents/{id}/move-chats',

  agents: 'get /api/v1/admin/agents',
  figures: 'get /api/v1/admin/figures',
  ticketsNeedingHand: 'get /api/v1/admin/tickets',
  giveUpTicket: 'post /api/v1/chats/{id}/tickets/{n}/give-up',
  checks: 'get /api/v1/admin/checks',
  report: 'get /api/v1/admin/report',
  audit: 'get /api/v1/admin/audit',

  userChats: 'get /chat/sessions',
  userChat: 'get /chat/sessions/{id}',
  userTranscript: 'get /chat/sessions/{id}/transcript',
  continueUserChat: 'post /chat/sessions/{id}/continue',
  reopenUserChat: 'post /chat/sessions/{id}/reopen',
  rateUserChat: 'post /chat/sessions/{id}/rating',
} as const;

export type OperationName = keyof typeof PATHS;
