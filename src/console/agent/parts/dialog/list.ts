import { ABANDON } from './abandon-dialog.ts';
import { ASSIGN } from './assign-dialog.ts';
import { ASSISTANCE } from './assistance-dialog.ts';
import { INCIDENT, TEMPLATE, WORK_ORDER } from './create-rows.ts';
import { END } from './end-dialog.ts';
import { FORCE_CLOSE } from './force-close-dialog.ts';
import { INVITE } from './invite-dialog.ts';
import { RELATE } from './relate-dialog.ts';
import { RELEASE } from './release.ts';
import type { ChatRow } from './row.ts';
import { TRANSFER } from './transfer-dialog.ts';
import { WHISPER } from './whisper-dialog.ts';

/** What agents can do with a chat, in the order of the menus. A new move is one line here. */
export const DIALOGS: readonly ChatRow[] = [
  INCIDENT,
  WORK_ORDER,
  TEMPLATE,
  RELATE,
  TRANSFER,
  INVITE,
  ASSISTANCE,
  RELEASE,
  ABANDON,
  END,
  ASSIGN,
  WHISPER,
  FORCE_CLOSE,
];
