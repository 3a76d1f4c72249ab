/** Web Chat's look, from the page's own colours: its options take values, not CSS variables. */
export function styleOptions(): object {
  const probe = document.createElement('span');
  document.body.append(probe);
  const color = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const options = {
    accent: color('--db-accent-text'),
    backgroundColor: color('--db-surface'),
    primaryFont: getComputedStyle(document.documentElement).getPropertyValue('--db-family'),
    subtle: color('--db-quiet'),
    timestampColor: color('--db-faint'),
    paddingRegular: 14,
    rootHeight: '100%',
    rootWidth: '100%',

    bubbleBackground: color('--db-bubble-user'),
    bubbleTextColor: color('--db-text'),
    bubbleBorderColor: 'transparent',
    bubbleBorderWidth: 0,
    bubbleBorderRadius: 14,
    bubbleMinHeight: 36,
    bubbleMaxWidth: 520,
    bubbleFromUserBackground: color('--db-accent'),
    bubbleFromUserTextColor: color('--db-on-accent'),
    bubbleFromUserBorderColor: 'transparent',
    bubbleFromUserBorderWidth: 0,
    bubbleFromUserBorderRadius: 14,
    markdownExternalLinkIconImage: 'none',

    suggestedActionLayout: 'flow',
    suggestedActionBorderRadius: 999,
    suggestedActionHeight: 36,
    suggestedActionBackgroundColor: color('--db-surface'),
    suggestedActionBackgroundColorOnHover: color('--db-hover'),
    suggestedActionBackgroundColorOnActive: color('--db-accent-soft'),
    suggestedActionBorderColor: color('--db-accent-line'),
    suggestedActionTextColor: color('--db-accent-text'),

    // What waits for a lost connection is still being sent; Web Chat itself gives up after five minutes.
    sendTimeout: 300_000,
    sendTimeoutForAttachments: 300_000,

    // It would make small pictures in a worker from a blob, which the page's policy forbids.
    enableUploadThumbnail: false,
    sendBoxBackground: color('--db-surface'),
    sendBoxTextColor: color('--db-text'),
    sendBoxPlaceholderColor: color('--db-faint'),
    sendBoxBorderTop: `solid 1px ${color('--db-line')}`,
    sendBoxButtonColor: color('--db-accent-text'),
    sendBoxButtonShadeColor: color('--db-hover'),
    sendBoxButtonShadeColorOnActive: color('--db-accent-soft'),
    sendBoxButtonShadeColorOnDisabled: color('--db-surface'),
    sendBoxButtonShadeColorOnHover: color('--db-accent-soft'),
    sendBoxHeight: 52,
    sendBoxTextWrap: true,
    typingAnimationBackgroundImage: `url("data:image/svg+xml,${encodeURIComponent(dots(color('--db-quiet')))}")`,
    transcriptTerminatorBackgroundColor: color('--db-line-strong'),
    transcriptTerminatorColor: color('--db-text'),
  };
  probe.remove();
  return options;
}

/** Three dots that breathe one after the other: Web Chat's own stand on a light ground. */
function dots(fill: string): string {
  const dot = (n: number) =>
    `<circle cx="${8 + 14 * n}" cy="10" r="4"><animate attributeName="opacity" values=".25;1;.25" dur="1.2s" begin="${n * 0.2}s" repeatCount="indefinite"/></circle>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="20" fill="${fill}">${[0, 1, 2].map(dot).join('')}</svg>`;
}
