// A list of the API as a table: columns that can be chosen, pages, notes, and the whole as a file.
import { html, useState } from "./lib.js";
import { here, route } from "./route.js";
import { setting } from "./settings.js";
import { useUrl, urlOf } from "./api.js";
import { SignOff } from "./sign_off.js";
import { Answered, Empty, Sentence } from "./ui.js";

/** Rows of a page of a list. */
const ROWS = 50;

/** Rows of a page of a list that is one of several. */
const FEW_ROWS = 20;

/**
 * @template Row
 * @typedef {object} Column
 * @property {string} name
 * @property {string} label
 * @property {(row: Row) => any} cell
 * @property {boolean} [hidden] Until it is chosen.
 * @property {boolean} [wide] Takes the room that the others leave.
 * @property {boolean} [lead] Names the row.
 */

/** @type {Map<string, { value: string }>} */
const chosen = new Map();

/** Names of the columns of a list that are shown. @param {string} path @param {Column<any>[]} columns */
function shown(path, columns) {
  const initial = columns.filter(({ hidden }) => !hidden).map(({ name }) => name).join(",");
  const value = chosen.get(path) ?? setting(`columns${path}`, initial);
  chosen.set(path, value);
  return value;
}

/** @param {{ path: string, columns: Column<any>[] }} props */
function Columns({ path, columns }) {
  const value = shown(path, columns);
  const names = new Set(value.value.split(","));
  /** @param {string} name */
  const toggle = (name) => {
    if (!names.delete(name)) names.add(name);
    value.value = columns.map((column) => column.name).filter((one) => names.has(one)).join(",");
  };
  return html`<details class="drop"><summary>Columns</summary><div>
    ${columns.map(({ name, label }) => html`<label key=${name}><input type="checkbox" checked=${names.has(name)}
      onChange=${() => toggle(name)} /> ${label}</label>`)}
  </div></details>`;
}

/** Links to the whole list as a file, with the same filters. @param {{ path: any, query: object }} props */
export const Export = ({ path, query }) => html`<span class="export">Export exactly this:
  ${["csv", "ndjson"].map((format) => html` <a key=${format} download href=${urlOf(path, { ...query, format })}>
    ${format.toUpperCase()}</a>`)}
</span>`;

/**
 * @template Row
 * @param {object} props
 * @param {Column<Row>[]} props.columns
 * @param {string} props.path Names the choice of columns.
 * @param {Row[]} props.rows
 * @param {(row: Row) => string} props.id
 * @param {string} props.caption
 * @param {(row: Row) => any} [props.mark] Classes of a row.
 */
export function Table({ columns, path, rows, id, caption, mark }) {
  const names = new Set(shown(path, columns).value.split(","));
  const visible = columns.filter(({ name }) => names.has(name));
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}><table class="rows">
    <caption class="hidden">${caption}</caption>
    <thead><tr>${visible.map(({ name, label }) =>
      html`<th key=${name} scope="col" class=${`c-${name}`}>${label}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr key=${id(row)} class=${mark?.(row) ?? ""}>
      ${visible.map(({ name, label, cell, wide, lead }) => html`<td key=${name} data-label=${label}
        class=${`c-${name} ${wide ? "wide" : lead ? "lead" : ""}`}><div>${cell(row)}</div></td>`)}
    </tr>`)}</tbody>
  </table></div>`;
}

/**
 * @param {object} props
 * @param {any} props.path
 * @param {object} props.query Filters, without what pages need.
 * @param {Column<any>[]} props.columns
 * @param {(row: any) => string} props.id
 * @param {string} props.caption
 * @param {(row: any) => string} [props.mark]
 * @param {any[]} [props.before] Rows that came since, above the first page.
 * @param {any[]} [props.revised] Rows in place of those with the same id.
 * @param {(answer: any) => any} [props.tools]
 * @param {string} [props.part] Begins the names of its cursors in the fragment, on a page with several lists.
 * @param {number} [props.limit] Rows of a page.
 * @param {boolean} [props.paged] False for the few lists that have no pages.
 */
export function List(props) {
  const { path, query, columns, id, caption, mark, tools, limit } = props;
  const { before = [], revised = [], part = "", paged = true } = props;
  const { params } = route.value;
  const [after, prior] = [`${part}after`, `${part}before`];
  const cursor = { after: params.get(after), before: params.get(prior) };
  const [count, setCount] = useState(/** @type {"exact" | undefined} */ (undefined));
  const page = { limit: limit ?? (part ? FEW_ROWS : ROWS), ...cursor, count };
  const answer = useUrl(urlOf(path, paged ? { ...query, ...page } : query));
  return html`<div class="list">
    <div class="bar">${tools?.(answer)}
      <span class="spring"></span>
      ${answer.data?.page?.count !== undefined ? html`<span class="count">
        ${answer.data.page.count.toLocaleString("en")} rows</span>`
        : paged && html`<button type="button" onClick=${() => setCount("exact")}>Count</button>`}
      <${Export} path=${path} query=${query} />
      <${SignOff} key=${urlOf(path, query)} path=${path} query=${query} /><${Columns} path=${path} columns=${columns} />
    </div>
    <${Answered} answer=${answer}>${(/** @type {any} */ { data, page, notes }) => {
      const seen = new Set(data.map(id));
      const newest = new Map(revised.map((row) => [id(row), row]));
      const rows = [...before.filter((row) => !seen.has(id(row))), ...data].map((row) => newest.get(id(row)) ?? row);
      return html`
        ${rows.length === 0 && !page?.incomplete ? html`<${Empty} notes=${notes} />` : html`
          ${notes?.map((/** @type {string} */ note) => html`<p class="note" key=${note}><${Sentence}>${note}<//></p>`)}
          <${Table} columns=${columns} path=${path} rows=${rows} id=${id} caption=${caption} mark=${mark} />`}
        ${page?.has_more && html`<p class="printed">The list goes on: this is one page of it.</p>`}
        ${page && html`<nav class="pages" aria-label="Pages">
          ${page.prev && (cursor.after || cursor.before) &&
            html`<a rel="prev" href=${here({ [prior]: page.prev, [after]: null })}>← Previous</a>`}
          ${page.next && (page.has_more || cursor.before) &&
            html`<a rel="next" href=${here({ [after]: page.next, [prior]: null })}>
            ${page.incomplete ? "Search on →" : "Next →"}</a>`}
        </nav>`}`;
    }}<//>
  </div>`;
}
