// Sessions on a time line: begin, last activity, end (true or inferred), device, place, who acted.
import { html } from "./lib.js";
import { link, route } from "./route.js";
import { device, endOf, place } from "./columns.js";
import { formatTime } from "./time.js";
import { Badge, Text, Time } from "./ui.js";

/** @param {{ sessions: import("./api.js").Schemas["Session"][], since: string, until: string }} props */
export function Gantt({ sessions, since, until }) {
  const [from, to] = [Date.parse(since), Date.parse(until)];
  /** A time as a part of the line. @param {string | number} time */
  const part = (time) => Math.max(0, Math.min(100, ((new Date(time).getTime() - from) / Math.max(1, to - from)) * 100));
  const ticks = [0, 0.25, 0.5, 0.75].map((share) => from + share * (to - from));
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Sessions on a time line"><table class="gantt">
    <thead><tr><th scope="col">Session</th><th scope="col">Began, ended</th>
      <th scope="col" class="line"><svg width="100%" height="16" aria-hidden="true">${ticks.map((tick) =>
        html`<text key=${tick} x=${`${part(tick)}%`} y="12">
          ${formatTime(tick, to - from > 4 * 86_400_000 ? "day" : "minute").slice(5)}</text>`)}</svg></th></tr></thead>
    <tbody>${sessions.map((row) => {
      const ended = row.ended_at && Date.parse(row.ended_at) <= to ? row.ended_at : null;
      const begin = part(row.started_at);
      const end = part(ended ?? to);
      return html`<tr key=${row.session_id}>
        <th scope="row"><a href=${link("sessions", row.session_id)}><${Text}>${device(row) || "unknown device"}<//></a>
          <span class="faint"><${Text}>${place(row)}<//></span>
          ${row.impersonated && html`<${Badge} tone="warn">Impersonated<//>`}</th>
        <td><${Time} at=${row.started_at} to="minute" /><br />
          ${ended ? endOf(row) : html`<span class="faint">${route.value.params.has("as_of") ? "open then" : "open"}
            </span>`}</td>
        <td class="line"><svg width="100%" height="22" aria-hidden="true"
          class=${row.impersonated ? "impersonated" : ""}>
          ${ticks.map((tick) => html`<line key=${tick} class="grid" x1=${`${part(tick)}%`} x2=${`${part(tick)}%`}
            y1="0" y2="22" />`)}
          <rect class=${!ended ? "open" : row.inferred ? "inferred" : "ended"} x=${`${begin}%`}
            width=${`${Math.max(0.6, end - begin)}%`} y="6" height="10" rx="3" />
          ${row.last_active_at && html`<line class="active" x1=${`${part(row.last_active_at)}%`}
            x2=${`${part(row.last_active_at)}%`} y1="3" y2="19" />`}
        </svg></td>
      </tr>`;
    })}</tbody>
  </table></div>
  <p class="faint legend">Full: the end was reported. Pale: the end is inferred. With an outline: open.
    The stroke is the last reported activity.</p>`;
}
