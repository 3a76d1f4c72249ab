import { html, nothing, type TemplateResult } from 'lit';

/** Keeps what stands in the composer under a title, as a text of the agent's own. */
export function keepText(
  written: string,
  keep: (title: string) => Promise<void>,
): TemplateResult | typeof nothing {
  if (written.trim() === '') return nothing;
  return html`<form
    class="keep"
    @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      const form = event.currentTarget as HTMLFormElement;
      const title = String(new FormData(form).get('title')).trim();
      if (title !== '') void keep(title).then(() => form.reset());
    }}
  >
    <input name="title" maxlength="100" required aria-label="Title for what you have written" placeholder="Keep what you have written, as…" />
    <button>Keep</button>
  </form>`;
}
