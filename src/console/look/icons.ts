import { registerIconLibrary } from '@awesome.me/webawesome/dist/components/icon/library.js';
import { html, type TemplateResult } from 'lit';
import sprite from './icons.svg?url';

// Web Awesome's own libraries fetch from a CDN or parse markup; both are replaced by our sprite,
// which is one same-origin file and needs no hole in the content security policy.
for (const library of ['default', 'system']) {
  registerIconLibrary(library, { resolver: (name) => `${sprite}#${name}`, spriteSheet: true });
}

/** A decorative icon of `icons.svg` in the text's colour and size; what it means stands beside it in words. */
export const icon = (name: string): TemplateResult =>
  html`<svg class="icon" part="icon" aria-hidden="true" focusable="false"><use href="${sprite}#${name}"></use></svg>`;
