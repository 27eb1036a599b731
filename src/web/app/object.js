// What the pages of a user, a session and an organization have in common: the instant that they show, the activity,
// the versions, and a comparison of two instants.
import { html } from "./lib.js";
import { urlOf, useAnswer, useUrl } from "./api.js";
import { Changes } from "./changes.js";
import { Filters } from "./filters.js";
import { List } from "./list.js";
import { LISTS } from "./lists.js";
import { ChangedSince, Permalink } from "./permalink.js";
import { go, here, route, taken } from "./route.js";
import { formatTime, fromInput, toInput, zoneName } from "./time.js";
import { Answered, Section, Text, Time } from "./ui.js";
import { label } from "./words.js";

/** @typedef {"/v1/users/{user_id}" | "/v1/sessions/{session_id}" | "/v1/organizations/{organization_id}"} ObjectPath */

const activity = /** @type {import("./lists.js").ListOf} */ (LISTS["/v1/activity"]);

/** The instant that the page shows. */
export const instant = () => route.value.params.get("as_of") ?? undefined;

/** Sets the instant that the whole page shows. @param {{ position: number, query: any }} props */
export function AsOf({ position, query }) {
  const at = instant();
  return html`<div class="as-of" role="group" aria-label="Instant">
    <label>As of <input type="datetime-local" value=${toInput(at ?? null)} max=${toInput(new Date().toISOString())}
      onChange=${(/** @type {any} */ event) => go({ as_of: fromInput(event.currentTarget.value) })} /></label>
    ${at ? html`<b>The page shows what was true at ${/^\d+/.test(at) && !at.includes("-") ? `position ${at}` : formatTime(at)}, ${zoneName()}.</b> <a href=${here({ as_of: null })}>Now</a>`
      : html`<span class="faint">now</span>`}
    <${Permalink} position=${position} times=${{ as_of: at ?? new Date().toISOString() }} />
  </div>
  <${ChangedSince} query=${{ ...query, until: at }} />`;
}

/** The activity of an object, up to the instant. @param {{ query: any, title?: string }} props */
export function ActivityOf({ query, title = "Activity" }) {
  const names = activity.filters.map(({ name }) => name).filter((name) => !(name in query));
  return html`<${Section} title=${title} id="activity">
    <${Filters} filters=${activity.filters.filter(({ name }) => names.includes(name))} />
    <${List} path="/v1/activity" part="activity_" query=${{ ...query, ...taken(names), until: instant() }} columns=${activity.columns}
      id=${activity.id} caption=${`${title}, newest first`} />
  <//>`;
}

/** Changes of a version that is open at once. The first version reports every field. */
const OPEN = 8;

/** Every version, and what each changed. @param {{ path: ObjectPath, id: string }} props */
export function Versions({ path, id }) {
  const { params } = route.value;
  const [after, before] = [params.get("versions_after"), params.get("versions_before")];
  const url = urlOf(path, {}, { user_id: id, session_id: id, organization_id: id });
  const answer = useUrl(`${url}/history?${new URLSearchParams({ limit: "20", ...(after && { after }), ...(before && { before }) })}`);
  return html`<${Section} title="Versions" id="versions">
    <${Compare} path=${path} id=${id} />
    <${Answered} answer=${answer}>${(/** @type {import("./api.js").Schemas["VersionPage"]} */ { data, page }) => html`
      <ol class="versions">${data.map((version) => {
        const later = (instant() ?? "9") < version.occurred_at;
        return html`<li key=${version.svix_id} class=${later ? "later" : ""}>
          <details open=${!later && version.evidence === "object" && version.changes.length <= OPEN}><summary><${Time} at=${version.occurred_at} />
            <b><${Text}>${version.type}<//></b> <span class="faint">${version.changes.length === 0 ? "nothing new" : `${version.changes.length} ${version.changes.length === 1 ? "field" : "fields"}`}</span></summary>
            ${version.changes.length > 0 && html`<${Changes} changes=${version.changes} />`}
            <p class="faint">Says: ${label(version.evidence).toLowerCase()}. <a href=${here({ as_of: version.occurred_at })}>Show the page as of then</a></p>
          </details></li>`;
      })}</ol>
      <nav class="pages" aria-label="Pages of versions">
        ${page.prev && (after || before) && html`<a href=${here({ versions_before: page.prev, versions_after: null })}>← Newer</a>`}
        ${page.next && page.has_more && html`<a href=${here({ versions_after: page.next, versions_before: null })}>Older →</a>`}
      </nav>`}<//>
  <//>`;
}

/** What differs between two instants. @param {{ path: ObjectPath, id: string }} props */
function Compare({ path, id }) {
  const { params } = route.value;
  const [from, to] = [params.get("from"), params.get("to")];
  const diff = /** @type {`${ObjectPath}/diff`} */ (`${path}/diff`);
  const answer = useAnswer(/** @type {"/v1/users/{user_id}/diff"} */ (diff), from && to ? { from, to } : null, { user_id: id, session_id: id, organization_id: id });
  /** @param {SubmitEvent & { currentTarget: HTMLFormElement }} event */
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    go({ from: fromInput(String(form.get("from"))), to: fromInput(String(form.get("to"))) });
  };
  return html`<form class="compare" onSubmit=${submit} aria-label="Compare two instants">
      <label>What changed from <input type="datetime-local" name="from" required defaultValue=${toInput(from)} key=${from} /></label>
      <label>to <input type="datetime-local" name="to" required defaultValue=${toInput(to)} key=${to} /></label>
      <button type="submit">Compare</button> ${from && html`<a href=${here({ from: null, to: null })}>Clear</a>`}
    </form>
    ${from && to && html`<${Answered} answer=${answer}>${(/** @type {import("./api.js").Schemas["Diff"]} */ { changes, from: first, to: last }) =>
      html`<div class="diff">${!first.known && html`<p class="note">Not known at the first instant: each field counts as empty there.</p>`}
      ${changes.length === 0 ? html`<p>Nothing differs between the two.</p>`
        : html`<${Changes} changes=${changes} before=${formatTime(first.at, "minute")} after=${formatTime(last.at, "minute")} />`}</div>`}<//>`}`;
}
