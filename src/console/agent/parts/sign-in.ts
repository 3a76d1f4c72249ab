import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { css, html, nothing, type PropertyDeclarations } from 'lit';
import { icon } from '../../look/icons.ts';
import { shared } from '../../look/shared-styles.ts';
import { sentence } from '../api/refusal.ts';
import { DeskElement } from './desk-element.ts';

/** The form an agent signs in with. */
export class SignIn extends DeskElement {
  static override properties: PropertyDeclarations = {
    ...DeskElement.properties,
    busy: { state: true },
    error: { state: true },
    provider: { state: true },
  };
  static override styles = [
    shared,
    css`
      :host {
        min-height: 100dvh;
        display: grid;
        place-items: center;
        padding: 24px;
        background:
          radial-gradient(60rem 30rem at 50% -10%, var(--db-accent-soft), transparent 70%), var(--db-ground);
      }
      main {
        width: min(360px, 100%);
      }
      form {
        display: grid;
        gap: 16px;
        padding: 32px;
        background: var(--db-surface);
        border: 1px solid var(--db-line);
        border-radius: 16px;
        box-shadow: var(--db-shadow-high);
      }
      .mark {
        width: 44px;
        height: 44px;
        display: grid;
        place-items: center;
        border-radius: 12px;
        background: var(--db-accent);
        color: var(--db-on-accent);
        font-size: 22px;
      }
      h1 {
        font-size: 21px;
        line-height: 1.25;
        letter-spacing: -0.01em;
        font-weight: 650;
      }
      .lead {
        color: var(--db-quiet);
        margin-top: 4px;
      }
      .error,
      .why {
        display: flex;
        gap: 8px;
        padding: 10px 12px;
        border-radius: 8px;
        background: var(--db-bad-soft);
        color: var(--db-bad);
      }
      .why {
        background: var(--db-warn-soft);
        color: var(--db-warn);
      }
      wa-button {
        margin-top: 4px;
      }
    `,
  ];

  declare busy: boolean;
  declare error: string | undefined;
  /** The identity provider that one may sign in at instead. */
  declare provider: string | undefined;

  constructor() {
    super();
    this.busy = false;
  }

  override firstUpdated(): void {
    // The field's own part is ready a moment after this one.
    const field = this.renderRoot.querySelector<HTMLElement & { updateComplete: Promise<unknown> }>(
      'wa-input',
    );
    void field?.updateComplete.then(() => field.focus());
    void this.desk.provider().then((title) => {
      this.provider = title;
    });
  }

  override render() {
    const why = this.state.signedOut;
    return html`
      <main><form @submit=${this.submit}>
        <div class="mark">${icon('desk')}</div>
        <div>
          <h1>Agent console</h1>
          <p class="lead">Sign in to answer live chats.</p>
        </div>
        ${why && !this.error ? html`<p class="why" role="status">${icon('info')}<span>${why}</span></p>` : nothing}
        ${this.error ? html`<p class="error" role="alert">${icon('warning')}<span>${this.error}</span></p>` : nothing}
        <wa-input name="username" label="User name" autocomplete="username" required autocapitalize="off"></wa-input>
        <wa-input
          name="password"
          type="password"
          label="Password"
          autocomplete="current-password"
          required
        ></wa-input>
        <wa-button type="submit" variant="brand" ?loading=${this.busy}>Sign in</wa-button>
        ${this.provider === undefined ? nothing : html`<wa-button appearance="outlined" href=${signInAddress()}>Sign in with ${this.provider}</wa-button>`}
      </form></main>
    `;
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const data = new FormData(event.target as HTMLFormElement);
    this.busy = true;
    this.error = undefined;
    try {
      await this.desk.signIn(String(data.get('username')).trim(), String(data.get('password')));
    } catch (error) {
      this.error = sentence(error);
    } finally {
      this.busy = false;
    }
  }
}

/** The agent comes back to where he is now. */
const signInAddress = (): string =>
  `/api/v1/oidc/sign-in?${new URLSearchParams({ returnTo: location.pathname + location.search + location.hash })}`;

customElements.define('db-sign-in', SignIn);
