/** What an agent wants to hear and see of arrivals, in this browser. */
export interface Alerts {
  readonly sound: boolean;
  /** Desktop notifications, where the browser lets us show them. */
  readonly notifications: boolean;
  /** The agent was asked whether they want them. */
  readonly asked: boolean;
}

export const usualAlerts: Alerts = { sound: true, notifications: true, asked: false };

const keyOf = (agent: string): string => `deskbridge.alerts.${agent}`;

/** Outlives the session: it says nothing of chats. A browser that keeps nothing has the usual ones. */
export const alertsMemory = {
  read(agent: string): Alerts {
    try {
      return {
        ...usualAlerts,
        ...(JSON.parse(localStorage.getItem(keyOf(agent)) ?? '{}') as Partial<Alerts>),
      };
    } catch {
      return usualAlerts;
    }
  },
  write(agent: string, alerts: Alerts): void {
    try {
      localStorage.setItem(keyOf(agent), JSON.stringify(alerts));
    } catch {
      // They hold as long as the window, then.
    }
  },
};
