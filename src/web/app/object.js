// What the pages of a user, a session and an organization have in common: the instant that they
// show, the activity, the versions, and a comparison of two instants.
import { html } from "./lib.js";
import { useAnswer } from "./api.js";
import { Changes } from "./changes.js";
import { Filters } from "./filters.js";
import { List } from "./list.js";
import { LISTS } from "./lists.js";
import { ChangedSince, Permalink } from "./permalink.js";
import { go, here, link, route, taken } from "./route.js";
import { formatTime, fromInput, toInput, zoneName } from "./time.js";
import { Answered, Section, Text, Time } from "./ui.js";
import { EVIDENCE } from "./words.js";

/** @typedef {"/v1/users/{user_id}" | "/v1/sessions/{session_id}" | "/v1/organizations/{organization_id}"} ObjectPath */

const activity = LISTS["/v1/activity"];

const MINUTE = 60_000;

/** The instant that the page shows. */
export const instant = () => route.value.params.get("as_of") ?? undefined;

/** The end of what happened until the instant, which itself belongs to it: `until` is exclusive. */
export function end() {
  const at = instant();
  return at && new Date(Date.parse(at) + 1).toISOString();
}

/**
 * Sets the instant that the whole page shows, by date or by a slider from when the object began until now.
 * @param {{ position: number, query: any, from?: string | null }} props
 */
export function AsOf({ position, query, from }) {
  const at = instant();
  const now = route.value.opened.getTime();
  return html`<div class="as-of" role="group" aria-label="Instant">
    <label>As of <input type="datetime-local" value=${toInput(at ?? null)} max=${toInput(new Date().toISOString())}
      onChange=${(/** @type {any} */ event) => go({ as_of: fromInput(event.currentTarget.value) })} /></label>
    ${from && html`<input type="range" aria-label="Instant, from the beginning until now"
      min=${Date.parse(from)} max=${now} step=${MINUTE}
      value=${at ? Date.parse(at) : now} aria-valuetext=${at ? formatTime(at, "minute") : "now"}
      onChange=${(/** @type {any} */ event) => {
        const time = Number(event.currentTarget.value);
        go({ as_of: now - time < 2 * MINUTE ? null : new Date(time).toISOString() });
      }} />`}
    ${at
      ? html`<b>The page shows what was true at ${formatTime(at)}, ${zoneName()}.</b>
        <a href=${here({ as_of: null })}>Now</a>`
      : html`<span class="faint">now</span>`}
    <${Permalink} position=${position} times=${{ as_of: at ?? new Date().toISOString() }} />
  </div>
  <${ChangedSince} query=${{ ...query, until: end() }} />`;
}

/**
 * In place of a page whose object the log does not know. Events can name it all the same.
 * @param {{ id: string, answer: import("./api.js").Answer<any>, filter: string }} props
 */
export const Unknown = ({ id, answer, filter }) => html`<h1><${Text}>${id}<//></h1>
  <div class="card"><${Answered} answer=${answer}>${() => null}<//>
    <p class="center"><a href=${link("activity", null, { [filter]: id, last: "1y" })}>Activity that names it</a></p>
  </div>`;

/** The activity of an object, up to the instant. @param {{ query: any, title?: string }} props */
export function ActivityOf({ query, title = "Activity" }) {
  const names = activity.filters.map(({ name }) => name).filter((name) => !(name in query));
  return html`<${Section} title=${title} id="activity">
    <${Filters} filters=${activity.filters.filter(({ name }) => names.includes(name))} />
    <${List} path="/v1/activity" part="activity_" query=${{ ...query, ...taken(names), until: end() }}
      columns=${activity.columns} id=${activity.id} caption=${`${title}, newest first`} />
  <//>`;
}

/** Changes of a version that is open at once. The first version reports every field. */
const OPEN = 8;

/** Every version, and what each changed. @param {{ path: ObjectPath, id: string }} props */
export function Versions({ path, id }) {
  const { params } = route.value;
  const [after, before] = ["versions_after", "versions_before"].map((name) => params.get(name) ?? undefined);
  const at = instant();
  // The history takes no end: what is later than the instant is left out here.
  const history = /** @type {"/v1/users/{user_id}/history"} */ (`${path}/history`);
  const ids = { user_id: id, session_id: id, organization_id: id };
  const answer = useAnswer(history, { limit: at ? 1000 : 20, after, before }, ids);
  return html`<${Section} title="Versions" id="versions">
    <${Compare} path=${path} id=${id} />
    <${Answered} answer=${answer}>${(/** @type {import("./api.js").Schemas["VersionPage"]} */ { data, page }) => html`
      <ol class="versions">
        ${data.filter(({ occurred_at }) => !at || occurred_at <= at).map((version) =>
          html`<${Version} key=${version.svix_id} version=${version} />`)}
      </ol>
      <nav class="pages" aria-label="Pages of versions">
        ${page.prev && (after || before) &&
          html`<a href=${here({ versions_before: page.prev, versions_after: null })}>← Newer</a>`}
        ${page.next && page.has_more &&
          html`<a href=${here({ versions_after: page.next, versions_before: null })}>Older →</a>`}
      </nav>`}<//>
  <//>`;
}

/** @param {{ version: import("./api.js").Schemas["Version"] }} props */
function Version({ version: { changes, evidence, occurred_at, type } }) {
  const count = changes.length === 0 ? "nothing new" : changes.length === 1 ? "1 field" : `${changes.length} fields`;
  return html`<li><details open=${evidence === "object" && changes.length <= OPEN}>
    <summary><${Time} at=${occurred_at} /> <b><${Text}>${type}<//></b> <span class="faint">${count}</span></summary>
    ${changes.length > 0 && html`<${Changes} changes=${changes} />`}
    <p class="faint">${EVIDENCE[evidence]}
      ${" "}<a href=${here({ as_of: occurred_at })}>Show the page as of then</a></p>
  </details></li>`;
}

/** What differs between two instants. @param {{ path: ObjectPath, id: string }} props */
function Compare({ path, id }) {
  const { params } = route.value;
  const [from, to] = [params.get("from"), params.get("to")];
  const diff = /** @type {"/v1/users/{user_id}/diff"} */ (`${path}/diff`);
  const ids = { user_id: id, session_id: id, organization_id: id };
  const answer = useAnswer(diff, from && to ? { from, to } : null, ids);
  /** @param {SubmitEvent & { currentTarget: HTMLFormElement }} event */
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    go({ from: fromInput(String(form.get("from"))), to: fromInput(String(form.get("to"))) });
  };
  return html`<form class="compare" onSubmit=${submit} aria-label="Compare two instants">
      <label>What changed from <input type="datetime-local" name="from" required defaultValue=${toInput(from)}
        key=${from} /></label>
      <label>to <input type="datetime-local" name="to" required defaultValue=${toInput(to)} key=${to} /></label>
      <button type="submit">Compare</button> ${from && html`<a href=${here({ from: null, to: null })}>Clear</a>`}
    </form>
    <${Answered} answer=${answer}>${(/** @type {import("./api.js").Schemas["Diff"]} */ diff) => html`<div class="diff">
      ${!diff.from.known && html`<p class="note">Not known at the first instant: each field counts as empty there.</p>`}
      ${diff.changes.length === 0
        ? html`<p>Nothing differs between the two.</p>`
        : html`<${Changes} changes=${diff.changes} before=${formatTime(diff.from.at, "minute")}
          after=${formatTime(diff.to.at, "minute")} />`}
    </div>`}<//>`;
}
