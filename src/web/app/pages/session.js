// A session: who, from when to when, from where, and what happened in it.
import { html } from "../lib.js";
import { useAnswer } from "../api.js";
import { Gantt } from "../gantt.js";
import { device, endOf, place } from "../columns.js";
import { ActivityOf, AsOf, instant, Unknown, Versions } from "../object.js";
import { link, route } from "../route.js";
import { duration } from "../time.js";
import { Answered, Badge, Facts, Id, Section, Text, Time } from "../ui.js";
import { label } from "../words.js";

const PATH = "/v1/sessions/{session_id}";

/** @typedef {import("../api.js").Schemas["Session"]} Session */

/** @param {{ id: string }} props */
export function SessionPage({ id }) {
  const answer = useAnswer(PATH, { as_of: instant() }, { session_id: id });
  if (answer.error && !answer.loading && !instant()) {
    return html`<${Unknown} id=${id} answer=${answer} filter="session_id" />`;
  }
  return html`
    <${Answered} answer=${answer}>${(/** @type {Session} */ row) => html`<h1>Session of ${row.user_id
      ? html`<a href=${link("users", row.user_id, { as_of: instant() })}><${Text}>
        ${row.user_name ?? row.user_email ?? row.user_id}<//></a>` : "an unknown user"}
      ${row.impersonated && html` <${Badge} tone="warn">Impersonated<//>`}</h1>`}<//>
    <p><${Id} id=${id} /></p>
    <${AsOf} position=${answer.position} from=${answer.data?.started_at} query=${{ session_id: [id] }} />
    ${answer.data && html`<${Course} row=${answer.data} />`}
    <${ActivityOf} query=${{ session_id: id }} />
    <${Versions} path=${PATH} id=${id} />`;
}

/** @param {{ row: Session }} props */
function Course({ row }) {
  const until = row.ended_at ?? instant() ?? route.value.opened.toISOString();
  return html`<${Section} title="Details">
    <${Gantt} sessions=${[row]} since=${row.started_at} until=${until} />
    <div class="columns">
      <${Facts} rows=${[
        ["Status", label(row.status)],
        ["Started", html`<${Time} at=${row.started_at} />`],
        ["Completed", html`<${Time} at=${row.activated_at} />`],
        ["Last active", html`<${Time} at=${row.last_active_at} />`],
        ["Ended", endOf(row)],
        ["Duration", row.duration_ms == null ? "open" : duration(row.duration_ms)],
        ["Expires unless used", row.expire_at && html`<${Time} at=${row.expire_at} to="minute" />`],
      ]} />
      <${Facts} rows=${[
        ["Acted by", row.impersonated ? html`${label(row.actor_kind ?? "impersonator")} <${Id}
          id=${row.impersonator_id} page="users" />` : "the user"],
        ["Device", device(row)],
        ["Place", place(row)],
        ["Address", row.ip],
        ["Address of the request", row.request_ip === row.ip ? null : row.request_ip],
        ["Organization", row.organization_id && html`<a href=${link("organizations", row.organization_id)}><${Text}>
          ${row.organization_name ?? row.organization_id}<//></a>`],
        ["Other open sessions", row.concurrent_sessions == null ? null : String(row.concurrent_sessions)],
        ["User agent", row.user_agent],
      ]} />
    </div>
  <//>`;
}
