import { html } from 'ghtml';
import type { Shown } from './live.js';
import type { Section } from './source.js';

/** The whole page, complete without any script. */
export const page = (shown: Shown, { sections, namespace, hasLinks }: PageSettings): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>ringonce: ${namespace}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="board.css" />
        <script type="module" src="board.js"></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the board</a>
        <header>
          <h1>ringonce <span>${namespace}</span></h1>
          <p>
            As of <time id="at">${shown.at}</time>, a moment behind the calls.
            <span id="connection" role="status"></span>
            ${hasLinks ? '' : 'Start it with --ui-url to have links into the Temporal UI.'}
          </p>
        </header>
        <main id="main" tabindex="-1">
          !${sections.map(
            ({ id, title }) =>
              html`<section aria-labelledby="title-${id}">
                <h2 id="title-${id}">${title}</h2>
                <div id="${id}">!${shown.sections[id] ?? ''}</div>
              </section>`,
          )}
        </main>
      </body>
    </html>`;

interface PageSettings {
  readonly sections: readonly Section[];
  readonly namespace: string;
  /** Whether the address of the Temporal UI is known. */
  readonly hasLinks: boolean;
}

/** Runs in the browser: puts in what has changed. A link that has the focus keeps it. Nothing is asked for while the page is hidden. */
export const script = `
const connection = document.getElementById('connection');

function put(id, html) {
  const element = document.getElementById(id);
  if (element === null || element.dataset.html === html) return;
  const { activeElement } = document;
  const href = element.contains(activeElement) ? activeElement.getAttribute('href') : null;
  element.innerHTML = html;
  element.dataset.html = html;
  if (href === null) return;
  for (const link of element.querySelectorAll('a'))
    if (link.getAttribute('href') === href) {
      link.focus({ preventScroll: true });
      break;
    }
}

let source;
function listen() {
  source = new EventSource('live');
  source.onopen = () => (connection.textContent = 'Live.');
  source.onerror = () => (connection.textContent = 'Not live: the board does not answer.');
  source.onmessage = ({ data }) => {
    const { at, sections } = JSON.parse(data);
    document.getElementById('at').textContent = at;
    for (const [id, html] of Object.entries(sections)) put(id, html);
  };
}

document.addEventListener('visibilitychange', () => {
  source?.close();
  if (!document.hidden) listen();
});
if (!document.hidden) listen();
`;

export const style = `
:root { color-scheme: light dark; --line: #8884; --trouble: light-dark(#b3261e, #ff8a80); --quiet: light-dark(#5f6368, #a8adb4); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 90rem; padding: 0 1rem 2rem; font: 15px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.3rem; margin: 1rem 0 0; }
h1 span, header p, .nothing { color: var(--quiet); font-weight: normal; }
header p { margin: 0 0 1rem; }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(34rem, 100%), 1fr)); gap: 1rem; align-items: start; }
main:focus { outline: none; }
section { border: 1px solid var(--line); border-radius: 6px; padding: 0.5rem 1rem 1rem; min-width: 0; }
h2 { font-size: 1.05rem; margin: 0.3rem 0 0.6rem; }
h3 { font-size: 0.9rem; margin: 0.8rem 0 0.2rem; overflow-wrap: anywhere; }
p { margin: 0.3rem 0; }
.trouble { color: var(--trouble); font-weight: 600; }
.counts { display: flex; flex-wrap: wrap; gap: 0.6rem 1.4rem; margin: 0.2rem 0 0.8rem; }
.counts div { display: flex; flex-direction: column-reverse; justify-content: flex-end; max-width: 11rem; }
.counts dd { margin: 0; font-size: 1.5rem; font-variant-numeric: tabular-nums; }
.counts dt { color: var(--quiet); }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; color: var(--quiet); white-space: nowrap; }
th, td { padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; min-width: 6.5rem; }
a { color: light-dark(#0b57d0, #a8c7fa); }
a:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 0.2rem; }
@media (max-width: 40rem) {
  thead { position: absolute; left: -99rem; }
  tr { display: block; padding: 0.4rem 0; border-bottom: 1px solid var(--line); }
  td { display: block; border: 0; padding: 0; min-width: 0; }
  td::before { content: attr(data-column) ': '; color: var(--quiet); }
}
`;
