const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (unit) => ESCAPES[unit] ?? unit);

export const layout = (title: string, body: string): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><a href="/">Sandbox ITSM</a><span>Records kept on this machine for trying things out</span></header>
<main>
${body}
</main>
</body>
</html>
`;

export const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #1f6feb; }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; }
header { display: flex; gap: 1rem; align-items: baseline; padding: .8rem 1.5rem; border-bottom: 1px solid var(--line); }
header a { font-weight: 650; text-decoration: none; color: inherit; }
header span { opacity: .65; font-size: .9em; }
main { max-width: 1100px; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.4rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 2rem 0 .6rem; }
a { color: var(--accent); }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: start; vertical-align: top; padding: .5rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
/* Whole words, unless one alone is longer than a column may be. */
thead + tbody td { max-width: 22rem; }
td pre { overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
th { font-weight: 600; font-size: .85em; opacity: .75; }
tbody tr:hover { background: var(--soft); }
td.short { white-space: nowrap; }
td.key { width: 14rem; opacity: .75; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
.badge { display: inline-block; padding: .05rem .55rem; border-radius: 1rem; border: 1px solid var(--line); background: var(--soft); white-space: nowrap; }
article { border: 1px solid var(--line); border-radius: .5rem; padding: .8rem 1rem; margin: 0 0 .8rem; }
article p { margin: 0 0 .4rem; opacity: .75; font-size: .9em; }
.empty { opacity: .7; }
`;
