// The filters of a list: a search box, what is set, and a form that adds another.
import { html, useState } from "./lib.js";
import { go, here, route } from "./route.js";
import { fromInput, formatTime, RANGES, rangeOf, toInput, zoneName } from "./time.js";
import { Text } from "./ui.js";

/**
 * @typedef {object} Filter
 * @property {string} name Of the parameter in the API.
 * @property {string} label
 * @property {"text" | "time" | readonly string[]} kind Free text, a time, or one of these.
 * @property {boolean} [several] Takes several values, and `!` in front of one to leave it out.
 */

/** @param {{ filter: Filter, value: string }} props */
function Chip({ filter, value }) {
  const all = route.value.params.getAll(filter.name);
  const excluded = filter.several && value.startsWith("!");
  const plain = excluded ? value.slice(1) : value;
  /** @param {string | null} changed */
  const replaced = (changed) => here({ [filter.name]: all.flatMap((one) => (one === value ? changed ?? [] : one)) });
  return html`<li class=${excluded ? "chip excluded" : "chip"}>
    <span>${filter.label} ${excluded ? "is not" : "is"}</span>
    <b><${Text}>${filter.kind === "time" ? formatTime(plain, "minute") : plain}<//></b>
    ${filter.several && html`<a href=${replaced(excluded ? plain : `!${plain}`)} title="Turn around"
      aria-label=${`${filter.label} ${plain}: ${excluded ? "show only" : "leave out"}`}>${excluded ? "=" : "≠"}</a>`}
    <a href=${replaced(null)} aria-label=${`Remove ${filter.label} ${plain}`} title="Remove">×</a>
  </li>`;
}

/** @param {{ filters: Filter[] }} props */
function Add({ filters }) {
  const [name, setName] = useState(filters[0]?.name ?? "");
  const filter = filters.find((one) => one.name === name) ?? filters[0];
  if (!filter) return null;
  /** @param {SubmitEvent & { currentTarget: HTMLFormElement }} event */
  const add = (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = String(form.get("value") ?? "").trim();
    const value = filter.kind === "time" ? fromInput(text) : text;
    if (!value) return;
    const before = filter.several ? route.value.params.getAll(name).filter((one) => one !== value) : [];
    go({ [name]: [...before, form.get("not") === "1" ? `!${value}` : value] });
    event.currentTarget.reset();
  };
  const { kind } = filter;
  const listId = `values-of-${name}`;
  return html`<form class="add" onSubmit=${add} aria-label="Add a filter">
    <select aria-label="Filter" value=${name}
      onChange=${(/** @type {any} */ event) => setName(event.currentTarget.value)}>
      ${filters.map((one) => html`<option key=${one.name} value=${one.name}>${one.label}</option>`)}
    </select>
    ${filter.several && html`<select name="not" aria-label="Relation">
      <option value="">is</option><option value="1">is not</option></select>`}
    ${typeof kind === "string"
      ? html`<input key=${name} name="value" aria-label="Value" type=${kind === "time" ? "datetime-local" : "text"}
          required autocomplete="off" placeholder=${kind === "time" ? "" : "value"} />`
      : kind.length > 12
        ? html`<input key=${name} name="value" aria-label="Value" list=${listId} required autocomplete="off"
          placeholder="value" />
            <datalist id=${listId}>${kind.map((one) => html`<option value=${one} />`)}</datalist>`
        : html`<select key=${name} name="value" aria-label="Value">${kind.map((one) => html`<option>${one}</option>`)}
          </select>`}
    <button type="submit">Add</button>
  </form>`;
}

/** A box that searches for people by the beginnings of words. @param {{ name: string, label: string }} props */
function Search({ name, label }) {
  /** @param {SubmitEvent & { currentTarget: HTMLFormElement }} event */
  const search = (event) => {
    event.preventDefault();
    go({ [name]: String(new FormData(event.currentTarget).get("text") ?? "").trim() });
  };
  return html`<form class="search" role="search" onSubmit=${search}>
    <input type="search" name="text" key=${route.value.params.get(name)}
      defaultValue=${route.value.params.get(name) ?? ""} aria-label=${label}
      placeholder=${label} autocomplete="off" />
    <button type="submit">Search</button>
  </form>`;
}

/** @param {{ filters: Filter[], search?: string }} props */
export function Filters({ filters, search }) {
  const { params } = route.value;
  const set = filters.flatMap((filter) => params.getAll(filter.name).map((value) => ({ filter, value })));
  const names = Object.fromEntries(filters.map(({ name }) => [name, null]));
  return html`<div class="filters">
    ${search && html`<${Search} name="q" label=${search} />`}
    <${Add} filters=${filters.filter(({ name }) => name !== "q")} />
    ${set.length > 0 && html`<ul class="chips" aria-label="Filters that are set">
      ${set.map(({ filter, value }) => html`<${Chip} key=${filter.name + value} filter=${filter} value=${value} />`)}
      ${set.length > 1 && html`<li><a href=${here(names)}>Remove all</a></li>`}
    </ul>`}
  </div>`;
}

/** The ranges that end now. @param {{ value: string | null }} props */
export const Last = ({ value }) => html`<div class="segments">${Object.entries(RANGES).map(([name, [label]]) =>
  html`<a key=${name} class=${value === name ? "on" : ""} aria-current=${value === name}
    href=${here({ last: name, since: null, until: null })}>${label}</a>`)}</div>`;

/** The range of time of a page: one that ends now, or any. */
export function Range() {
  const { since, until, last } = rangeOf(route.value);
  /** @param {"since" | "until"} name */
  const input = (name) => html`<label>${name === "since" ? "From" : "Until"}
    <input type="datetime-local" value=${toInput({ since, until: until ?? null }[name])}
      onChange=${(/** @type {any} */ event) =>
        go({ since, until, [name]: fromInput(event.currentTarget.value), last: null })} /></label>`;
  return html`<div class="range" role="group" aria-label=${`Range of time, ${zoneName()}`}>
    <${Last} value=${last} />
    ${input("since")} ${input("until")}
  </div>`;
}
