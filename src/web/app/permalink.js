// Permalinks: the filters with fixed times, the row, and up to which position the log was known.
// Opened later, the page says what changed since.
import { html } from "./lib.js";
import { useAnswer } from "./api.js";
import { here, link, route } from "./route.js";
import { Copy, Text, Time } from "./ui.js";

/** @typedef {import("./api.js").Schemas["Activity"]} Activity */

/** Up to which position the log was known when the link was made. */
const madeAt = () => {
  const position = route.value.params.get("position");
  return position && /^\d+$/.test(position) ? Number(position) : null;
};

/** How a row of a permalink stands to when it was made. @param {Activity} row @returns {"" | "late" | "revised"} */
export function since(row) {
  const position = madeAt();
  if (position === null) return "";
  if (row.position > position) return "late";
  return row.revision > position ? "revised" : "";
}

/** @param {{ position: number, times: import("./route.js").Changes }} props */
export function Permalink({ position, times }) {
  const params = { ...times, position: Number.isNaN(position) ? null : position, row: route.value.params.get("row") };
  return html`<${Copy} label="Copy permalink" text=${location.origin + location.pathname + here(params)} />`;
}

/** Of the newest rows of a permalink's list, how many are looked at. */
const SHOWN = 20;

/** What was recorded after the link was made and belongs into its list all the same.
 * @param {{ query: import("./api.js").Query<"/v1/activity"> }} props */
export function ChangedSince({ query }) {
  const position = madeAt();
  const answer = useAnswer("/v1/activity", position === null ? null : { ...query, order_by: "position", order: "desc",
    limit: SHOWN });
  if (position === null || !answer.data) return null;
  const late = answer.data.data.filter((row) => row.position > position);
  const revised = answer.data.data.filter((row) => since(row) === "revised");
  if (late.length + revised.length === 0) {
    return html`<p class="note" role="status">This link was made at position ${position}. Nothing was recorded since
      that belongs here.</p>`;
  }
  return html`<div class="note" role="status">
    <p><b>This link was made at position ${position}.</b> What belongs here and was recorded since: ${late.length}
      ${late.length === SHOWN && " or more"}. What a late event revised: ${revised.length}.</p>
    <ul>${[...late, ...revised].slice(0, 5).map((row) => html`<li key=${row.svix_id}><${Time} at=${row.occurred_at} />
      <a href=${link("activity", row.svix_id)}><${Text}>${row.summary}<//></a></li>`)}</ul>
  </div>`;
}

/** What a permalink to one row says if a late event revised it since. @param {{ row: Activity }} props */
export function RevisedSince({ row }) {
  if (since(row) !== "revised") return null;
  return html`<p class="note" role="status">
    <b>This row was revised since the link was made</b> (position ${madeAt()}): an event that
    happened just before it arrived late, at position ${row.revision}. Its actions and changes are compared with
    that event now.</p>`;
}
