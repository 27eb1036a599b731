// Where the page is. All of its state is in the fragment, which browsers send to no server:
// `#/users/user_1?as_of=2026-11-20`. Filters have the names that they have in the API.
import { signal } from "./lib.js";

/**
 * @typedef {object} Route
 * @property {string} page First part, for example `users`. Empty for the overview.
 * @property {string | null} id Second part, for example `user_1`.
 * @property {URLSearchParams} params
 * @property {Date} opened When it was opened: `last=7d` ends then.
 */

/** @returns {Route} */
function read() {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  const [page = "", id] = path.split("/").map(decoded);
  return { page, id: id || null, params: new URLSearchParams(query), opened: new Date() };
}

/** @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const route = signal(read());

addEventListener("hashchange", () => {
  const previous = route.value;
  route.value = read();
  if (previous.page !== route.value.page || previous.id !== route.value.id) scrollTo(0, 0);
});

/** @typedef {Record<string, string | number | boolean | string[] | null | undefined>} Changes */

/**
 * A link to a page, with parameters.
 * @param {string} page
 * @param {string | null} [id]
 * @param {Changes | URLSearchParams} [params]
 */
export function link(page, id = null, params = {}) {
  const query = params instanceof URLSearchParams ? params : changed(new URLSearchParams(), params);
  const path = id === null ? page : `${page}/${encodeURIComponent(id)}`;
  return `#/${path}${query.size ? `?${query}` : ""}`;
}

/**
 * A link to this page with other parameters.
 * @param {Changes} changes
 */
export const here = (changes) => link(route.value.page, route.value.id, changed(route.value.params, changes));

/** @param {Changes} changes */
export function go(changes) {
  location.hash = here(changes);
}

/** Parameters that belong to one list of rows, and mean nothing after its filters changed. */
const OF_ONE_LIST = ["after", "before", "row", "position"];

/** Parameters that change no filter. */
const NO_FILTERS = [...OF_ONE_LIST, "live"];

/**
 * @param {URLSearchParams} params
 * @param {Changes} changes
 */
function changed(params, changes) {
  const result = new URLSearchParams(params);
  if (Object.keys(changes).some((name) => !NO_FILTERS.includes(name) && !/_(after|before)$/.test(name))) {
    OF_ONE_LIST.forEach((name) => result.delete(name));
  }
  for (const [name, value] of Object.entries(changes)) {
    result.delete(name);
    for (const one of Array.isArray(value) ? value : [value ?? ""]) {
      if (one !== "") result.append(name, String(one));
    }
  }
  return result;
}

/**
 * The parameters of this page that a list takes.
 * @param {string[]} names
 * @returns {Record<string, string[]>}
 */
export function taken(names) {
  const { params } = route.value;
  return Object.fromEntries(names.filter((name) => params.has(name)).map((name) => [name, params.getAll(name)]));
}
