// How whole the log is: one strip of facts.
import { html } from "./lib.js";
import { may, useAnswer, useUrl } from "./api.js";
import { ago } from "./time.js";
import { Failure, Sentence, Time } from "./ui.js";
import { link } from "./route.js";

/**
 * The sum of a counter of `/metrics` over all series that have a label.
 * @param {string | undefined} text
 * @param {string} name
 * @param {string} label
 */
function metric(text, name, label) {
  const lines = text?.split("\n").filter((line) => line.startsWith(`${name}{`) && line.includes(label));
  return lines?.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

export function LogState() {
  const sources = useAnswer("/v1/sources", {});
  const projections = useAnswer("/v1/projections", may("metrics:read") ? {} : null);
  const metrics = useUrl(may("metrics:read") ? "/metrics" : null);
  if (sources.error) return html`<${Failure} error=${sources.error} retry=${sources.reload} />`;
  const rows = sources.data?.data ?? [];
  const last = rows.map((row) => row.last_event_at ?? "").sort().at(-1);
  const from = rows.map((row) => row.coverage_from ?? "").filter(Boolean).sort()[0];
  const hidden = rows.reduce((sum, row) => sum + (row.recent?.hidden ?? 0), 0);
  const lag = Math.max(0, ...(projections.data?.data ?? []).filter(({ state }) => state === "live")
    .map((row) => row.lag));
  const refused = metric(metrics.data, "gatelog_deliveries_total", 'verdict="refused"');
  const unknown = html`<span class="faint">your key may not see it</span>`;
  /** @param {string} name @param {any} value @param {boolean} [warn] */
  const fact = (name, value, warn = false) => html`<div class=${warn ? "warn" : ""}><dt>${name}</dt>
    <dd>${value}</dd></div>`;
  return html`<section class="strip" aria-label="How whole the log is"><dl>
    ${fact("Last delivery", last ? html`<span title=${last}>${ago(last)}</span>` : "none yet")}
    ${fact("Views", projections.data ? (lag === 0 ? "up to date" : `${lag} events behind`) : unknown, lag > 1000)}
    ${fact("Refused deliveries", refused === undefined ? unknown : refused.toLocaleString("en"), (refused ?? 0) > 0)}
    ${fact("Hidden instances", hidden === 0 ? "none" : html`<a href=${link("system")}>
      ${hidden} of the last 1,000 events</a>`, hidden > 0)}
    ${fact("Complete since", html`<${Time} at=${from} to="minute" />`)}
  </dl>${rows.map(({ recent }) => recent?.notice && html`<p class="note"><${Sentence}>${recent.notice}<//></p>`)}
    </section>`;
}
