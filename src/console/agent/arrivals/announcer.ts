import type { Desk } from '../desk/desk.ts';
import { type Arrival, arrivalsOf } from '../state/arrivals.ts';
import type { State } from '../state/state.ts';
import { Leader } from './leader.ts';
import { alertsMemory } from './preferences.ts';
import { Sound } from './sound.ts';

/** A chat that the agent has taken or let go of is no news to them for so long, milliseconds. */
const OWN_DEED_MS = 30_000;
/** The agent's own wishes after which a chat turns up in another list. */
const DEEDS = /^(?:accept|invitation|enter|release) (.+)$/;

/** Tells the agent of arrivals by sound and, while no window of theirs is seen, by desktop notifications. */
export class Announcer {
  private readonly desk: Desk;
  private readonly sound = new Sound();
  private leader: Leader | undefined;
  /** To the other windows of this agent: which chats were taken here. */
  private channel: BroadcastChannel | undefined;
  private readonly deeds = new Map<string, number>();

  constructor(desk: Desk) {
    this.desk = desk;
  }

  /** Follows each change of the state. */
  onChange(state: State, before: State): void {
    if (state.session !== before.session) this.begin(state);
    if (state.visible !== before.visible) this.leader?.setVisible(state.visible);
    if (state.running !== before.running) this.noteDeeds(state, before);
    if (state.alerts !== before.alerts) this.onAlerts(state, before);
    const news = arrivalsOf(state, before, Date.now()).filter(({ chat }) => !this.isOwnDeed(chat));
    if (news.length > 0) void this.tell(news, state);
  }

  private begin({ session, visible }: State): void {
    this.leader?.stop();
    this.channel?.close();
    this.leader = undefined;
    this.channel = undefined;
    this.deeds.clear();
    if (session === undefined) return;
    const { id } = session.agent;
    this.leader = new Leader(id);
    this.leader.setVisible(visible);
    this.channel = new BroadcastChannel(`deskbridge.deeds.${id}`);
    this.channel.onmessage = ({ data }: MessageEvent<string>) => this.deeds.set(data, Date.now());
    this.desk.setAlerts(alertsMemory.read(id));
  }

  private noteDeeds(state: State, before: State): void {
    for (const what of state.running) {
      const [, chat] = DEEDS.exec(what) ?? [];
      if (chat === undefined || before.running.has(what)) continue;
      this.deeds.set(chat, Date.now());
      this.channel?.postMessage(chat);
    }
  }

  private isOwnDeed(chat: string): boolean {
    return Date.now() - (this.deeds.get(chat) ?? Number.NEGATIVE_INFINITY) < OWN_DEED_MS;
  }

  /** Kept in this browser; who turns the sound on hears it. */
  private onAlerts({ session, alerts }: State, before: State): void {
    if (session === undefined || session !== before.session) return;
    alertsMemory.write(session.agent.id, alerts);
    if (alerts.sound && !before.alerts.sound) this.sound.play('mine');
  }

  private async tell(news: readonly Arrival[], { alerts, visible }: State): Promise<void> {
    const { leader } = this;
    if (!leader?.leads) return;
    const seen = visible || (await leader.seenElsewhere());
    const heard = news.filter(({ onlyUnseen }) => !(seen && onlyUnseen));
    const [first] = heard.toSorted((a, b) => a.urgency.localeCompare(b.urgency));
    if (first === undefined) return;
    if (alerts.sound) this.sound.play(first.urgency);
    if (!seen && alerts.notifications) for (const one of heard) this.show(one);
  }

  private show({ title, body, tag, chat }: Arrival): void {
    if (!('Notification' in window) || Notification.permission !== 'granted') return;
    const shown = new Notification(title, { body, tag });
    shown.onclick = () => {
      window.focus();
      this.desk.open(chat);
      shown.close();
    };
  }
}
