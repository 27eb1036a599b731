// One event: what it means, who did it and how sure that is, what changed, what the log holds.
import { html, useState } from "../lib.js";
import { may, urlOf, useAnswer } from "../api.js";
import { Changes } from "../changes.js";
import { Permalink, RevisedSince } from "../permalink.js";
import { here, link, route } from "../route.js";
import { Answered, Badge, Copy, Facts, Id, Needs, Text, Time } from "../ui.js";
import { BASES, label, TIMES, tone } from "../words.js";

/** @typedef {import("../api.js").Schemas["Activity"]} Activity */

/** @param {{ id: string }} props */
export const EventPage = ({ id }) => html`<div class="card">
  <${Details} id=${id} source=${route.value.params.get("source")} /></div>`;

/** @param {{ id: string, source: string | null }} props */
export function Details({ id, source }) {
  const query = { source: source ?? undefined };
  const activity = useAnswer("/v1/activity/{svix_id}", query, { svix_id: id });
  return html`<${Answered} answer=${activity}>${(/** @type {Activity} */ row) => html`
    <h2 class="sentence"><${Text}>${row.summary}<//></h2>
    <p>${row.actions.map((action) => html`<${Badge} key=${action} tone=${tone(action)}><${Text}>
      ${label(action)}<//><//> `)}
      <${Time} at=${row.occurred_at} /> <${Permalink} position=${activity.position} times=${{}} /></p>
    <${RevisedSince} row=${row} />
    <${Neighbours} row=${row} />
    ${row.changes.length > 0 && html`<h3>What changed</h3><${Changes} changes=${row.changes} />`}
    ${row.baseline && html`<p
      class="faint">The first event that is known about its object: there is nothing to compare it with.</p>`}
    <h3>Who</h3>
    <${Facts} rows=${[
      ["Actor", html`${label(row.actor.kind)} ${row.actor.name &&
        html`<b><${Text}>${row.actor.name}<//></b>`} ${row.actor.id &&
          html`<${Id} id=${row.actor.id} page=${row.actor.id.startsWith("user_") ? "users" : undefined} />`}`],
      ["How sure", html`${row.actor.inferred ? html`<${Badge} tone="warn">Inferred<//>`
        : html`<${Badge} tone="good">Reported<//>`} ${BASES[row.actor.basis]}`],
      ["User", row.user_id && html`<${Id} id=${row.user_id} page="users" />`],
      ["Session", row.session_id && html`<${Id} id=${row.session_id} page="sessions" />`],
      ["Organization", row.organization_id && html`<${Id} id=${row.organization_id} page="organizations" />`],
    ]} />
    <h3>Request</h3>
    <${Facts} rows=${[
      ["Address", row.ip && html`<${Text}>${row.ip}<//> <${Copy} text=${row.ip} quiet />`],
      ["All addresses", row.ips.length > 1 ? row.ips.join(", ") : null],
      ["Place", [row.city, row.country].filter(Boolean).join(", ")],
      ["Browser", row.browser],
      ["User agent", row.user_agent],
      ["New to the user", Object.entries(row.new_to_user ?? {}).filter(([, is]) => is).map(([name]) => name)
        .join(", ")],
    ]} />
    <h3>In the log</h3>
    <${Facts} rows=${[
      ["Position", String(row.position)],
      ["svix-id", html`<${Id} id=${row.svix_id} />`],
      ["Type", row.type],
      ["Source", row.source],
      ["Instance", row.instance_id],
      ["Received", html`<${Time} at=${row.received_at} />`],
      ["Time is from", TIMES[row.occurred_basis]],
      ["Revised at position", row.revision > row.position ? String(row.revision) : null],
    ]} />
    <${Needs} scope="events:read"><${Recorded} id=${row.svix_id} query=${query} /><//>`}<//>`;
}

/** The event itself, and its payload. @param {{ id: string, query: { source?: string } }} props */
function Recorded({ id, query }) {
  const [full, setFull] = useState(false);
  const ids = { svix_id: id };
  const answer = useAnswer("/v1/events/{svix_id}", { ...query, payload: full ? "full" : undefined }, ids);
  return html`<${Answered} answer=${answer}>${(/** @type {import("../api.js").Schemas["EventWithPayload"]} */ event) =>
    html`
    <${Facts} rows=${[
      ["Came by", event.via],
      ["Commitment", html`<code class="id"><${Text}>${event.commitment}<//></code> <${Copy} text=${event.commitment}
        quiet />`],
      ["Verified by secret", event.secret_id],
      ["Size", `${event.body_bytes.toLocaleString("en")} bytes`],
    ]} />
    <h3>Payload</h3>
    <p class="faint">${event.payload_redacted && "Reduced to fields without secrets. "}
      ${may("events:body") ? html`
        ${event.payload_redacted && html`<button type="button" onClick=${() => setFull(true)}>Show all of it</button> `}
        <a download href=${urlOf("/v1/events/{svix_id}/payload", query, ids)}>Download as it was sent</a>`
        : event.payload_redacted && html`The rest needs the scope <code>events:body</code>.`}</p>
    ${event.payload === null || event.payload === undefined
      ? html`<p class="faint">Nothing of it may be shown, or it is not JSON.</p>`
      : html`<${Payload} value=${event.payload} />`}`}<//>`;
}

/** @param {{ value: unknown }} props */
const Payload = ({ value }) => html`<pre class="payload" tabindex="0" role="region" aria-label="Payload">
  ${JSON.stringify(value, null, 2).split("\n").map((line) => html`<${Text}>${line}<//>${"\n"}`)}</pre>`;

/** What the same user did before and after. @param {{ row: Activity }} props */
function Neighbours({ row }) {
  const of = row.user_id ? { user_id: [row.user_id], limit: 2 } : null;
  const before = useAnswer("/v1/activity", of && { ...of, until: row.occurred_at });
  const after = useAnswer("/v1/activity", of && { ...of, since: row.occurred_at, order: "asc" });
  const previous = before.data?.data[0];
  const next = after.data?.data.find(({ svix_id }) => svix_id !== row.svix_id);
  const beside = route.value.page === "activity" && !route.value.id;
  /** @param {Activity | undefined} one @param {string} text */
  const to = (one, text) => one && html`<a title=${one.summary}
    href=${beside ? here({ row: one.svix_id }) : link("activity", one.svix_id)}>${text}</a>`;
  if (!previous && !next) return null;
  return html`<nav class="neighbours" aria-label="Events of this user">
    ${to(previous, "← Previous of this user")} ${to(next, "Next of this user →")}</nav>`;
}
