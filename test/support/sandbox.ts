/** The sandbox ITSM as an auditor sees it: over its own AR REST API, with the account that only reads. */
export class Auditor {
  readonly #url: string;
  #token = '';

  constructor(url: string) {
    this.#url = url;
  }

  incidents(): Promise<Record<string, string>[]> {
    return this.rows('HPD:Help Desk');
  }

  workOrders(): Promise<Record<string, string>[]> {
    return this.rows('WOI:WorkOrder');
  }

  workInfo(incident: string): Promise<Record<string, string>[]> {
    return this.rows('HPD:WorkLog', `'Incident Number' = "${incident}"`);
  }

  workOrderInfo(workOrder: string): Promise<Record<string, string>[]> {
    return this.rows('WOI:WorkInfo', `'Work Order ID' = "${workOrder}"`);
  }

  /** Every row of a form that meets the qualification. */
  async rows(form: string, q?: string): Promise<Record<string, string>[]> {
    if (this.#token === '') {
      const response = await fetch(`${this.#url}/api/jwt/login`, {
        method: 'POST',
        body: new URLSearchParams({ username: 'auditor', password: 'auditor' }),
      });
      this.#token = (await response.text()).trim();
    }
    const rows: Record<string, string>[] = [];
    for (let offset = 0; ; offset += 100) {
      const params = new URLSearchParams({ limit: '100', offset: String(offset), ...(q && { q }) });
      const response = await fetch(`${this.#url}/api/arsys/v1/entry/${encodeURIComponent(form)}?${params}`, {
        headers: { authorization: `AR-JWT ${this.#token}` },
      });
      const { entries } = (await response.json()) as { entries: { values: Record<string, string> }[] };
      rows.push(...entries.map(({ values }) => values));
      if (entries.length < 100) return rows;
    }
  }
}
