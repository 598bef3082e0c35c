import { html } from 'ghtml';

/**
 * A table whose rows become blocks on a narrow screen.
 * @param rows cells as HTML
 */
export const table = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  html`<table>
    <thead>
      <tr>
        !${columns.map((column) => html`<th scope="col">${column}</th>`)}
      </tr>
    </thead>
    <tbody>
      !${rows.map(
        (cells) =>
          html`<tr>
            !${cells.map((cell, at) => html`<td data-column="${columns[at] ?? ''}">!${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;

/** Numbers with what they count. @param entries the count, and its name as HTML */
export const counts = (entries: readonly { readonly count: number; readonly of: string }[]): string =>
  html`<dl class="counts">
    !${entries.map(
      ({ count, of }) =>
        html`<div>
          <dt>!${of}</dt>
          <dd>${count}</dd>
        </div>`,
    )}
  </dl>`;

export const nothing = (text: string): string => html`<p class="nothing">${text}</p>`;
