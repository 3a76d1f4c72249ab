import type { Settings } from '../../../config/schema.ts';
import type { Chat } from '../../chat/chat.ts';
import type { Entry } from '../../chat/entry.ts';
import type { ConnectorTools } from '../../connector/connector.ts';
import { StartupError } from '../../shared/startup-error.ts';
import { maskedChat, maskedLog } from '../masking/mask-chat.ts';
import type { ConnectorInstance, ItsmPerson } from '../ports.ts';
import { connectorFor } from './connector-for.ts';
import { dryRun } from './dry-run.ts';
import { previewMapping, type Trial, type TypePreview } from './preview.ts';
import { printDryRun, printPreview } from './print.ts';
import { rehearse } from './rehearse.ts';
import { sampleChat, sampleLog } from './sample-chat.ts';

/** What to try: all of it may be left out. */
export interface Choice {
  /** An instance; the one that would serve the chat. */
  readonly connector?: string;
  /** A ticket type; all of the instance's. */
  readonly type?: string;
  /** The id of a chat in the store; a sample. */
  readonly chat?: string;
}

export interface TryOutPorts {
  readonly instances: ReadonlyMap<string, ConnectorInstance>;
  readonly settings: Settings;
  readonly readStored: (
    chat: string,
  ) => Promise<{ readonly chat: Chat; readonly log: readonly Entry[] } | undefined>;
  /** A text as a ticket may see it. */
  readonly mask: (text: string) => string;
  readonly tools: Omit<ConnectorTools, 'http'>;
}

/** Trying a mapping out before chats meet it. Each answers with text for a terminal. @throws StartupError for a choice that is not there */
export function createTryOut({ instances, settings, readStored, mask, tools }: TryOutPorts) {
  async function trialOf({ chat: id }: Choice): Promise<Trial> {
    const stored = id === undefined ? { chat: sampleChat, log: sampleLog } : await readStored(id);
    if (stored === undefined)
      throw new StartupError(
        `There is no chat ${id}`,
        'the store has none of that id; closed chats expire',
        'Use the id of a chat that is there, or leave --chat out for a sample.',
      );
    const { chat, log } = stored;
    return { chat: maskedChat(chat, mask), log: maskedLog(log, mask), person: personOf(chat) };
  }

  const personOf = ({ owner }: Chat): ItsmPerson | undefined =>
    settings.agents.find(({ id }) => id === owner?.id)?.itsm;

  function instanceFor({ connector }: Choice, chat: Chat): ConnectorInstance {
    const id = connector ?? connectorFor(chat, settings);
    const instance = id === undefined ? undefined : instances.get(id);
    if (instance !== undefined) return instance;
    const ids = [...instances.keys()].join(', ');
    throw new StartupError(
      id === undefined ? 'No connector is configured' : `There is no connector ${id}`,
      'connectors of the settings file lists the instances',
      ids === '' ? 'Add one; config/deskbridge.yaml shows how.' : `Use one of: ${ids}.`,
    );
  }

  function chosen({ type }: Choice, previews: readonly TypePreview[]): readonly TypePreview[] {
    const found = type === undefined ? previews : previews.filter((one) => one.type === type);
    if (found.length > 0) return found;
    throw new StartupError(
      `Nothing is mapped for tickets of type ${type}`,
      'this connector has no such type',
      `Use one of: ${previews.map((one) => one.type).join(', ')}.`,
    );
  }

  return {
    /** The fields that each ticket type would get. */
    async preview(choice: Choice): Promise<string> {
      const trial = await trialOf(choice);
      return printPreview(chosen(choice, previewMapping(instanceFor(choice, trial.chat), trial)));
    },

    /** The requests that the connector would send; none leaves this machine. */
    async dryRun(choice: Choice): Promise<string> {
      const trial = await trialOf(choice);
      const instance = instanceFor(choice, trial.chat);
      const steps = await dryRun(instance, chosen(choice, previewMapping(instance, trial)), tools);
      const answers = instance.definition.pretend
        ? 'DRY-RUN stands for what the ITSM would answer.'
        : 'This connector has no answers for a dry run: of each step only the first request is known.';
      return `Nothing was sent. ${answers}\n\n${printDryRun(steps)}`;
    },

    /** Does it all once in the real ITSM, with a sample chat that says what it is. @returns whether every step went well */
    async rehearse(choice: Choice, say: (line: string) => void): Promise<boolean> {
      const chat = {
        ...sampleChat,
        id: 'chat-rehearsal',
        subject: 'Deskbridge rehearsal, please ignore this ticket',
      };
      const instance = instanceFor(choice, chat);
      const previews = previewMapping(instance, { chat, log: sampleLog, person: personOf(chat) });
      let well = true;
      for (const preview of chosen(choice, previews)) {
        const { finished = [] } = instance.mapping[preview.type] ?? {};
        for await (const { type, step, ok, what } of rehearse(instance.connector, preview, { finished })) {
          say(`${ok ? 'ok    ' : 'FAILED'}  ${type}: ${step}: ${what}`);
          well &&= ok;
        }
      }
      return well;
    },
  };
}
