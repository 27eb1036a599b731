// A page that is one list: users, sessions, organizations.
import { html } from "../lib.js";
import { Filters } from "../filters.js";
import { List } from "../list.js";
import { LISTS } from "../lists.js";
import { taken } from "../route.js";

/** @param {{ path: "/v1/users" | "/v1/sessions" | "/v1/organizations" }} props */
export function ListPage({ path }) {
  /** @type {import("../lists.js").ListOf} */
  const list = LISTS[path];
  const query = taken([...list.filters.map(({ name }) => name), ...(list.search ? ["q"] : [])]);
  return html`<h1>${list.title}</h1>
    <${Filters} filters=${list.filters} search=${list.search} />
    <div class="card"><${List} path=${path} query=${query} columns=${list.columns} id=${list.id}
      caption=${list.title} /></div>`;
}
