// Activity: a histogram above, the list below, a row beside it, and the live tail.
import { html, useEffect, useRef } from "../lib.js";
import { useAnswer } from "../api.js";
import { Chart } from "../chart.js";
import { barsOf, seriesOf, SYSTEM, timesOf } from "../count.js";
import { merged, useCounts } from "../counts.js";
import { Filters, Range } from "../filters.js";
import { List } from "../list.js";
import { LISTS } from "../lists.js";
import { useLive } from "../live.js";
import { ChangedSince, Permalink, since as changedSince } from "../permalink.js";
import { go, here, route, taken } from "../route.js";
import { Answered, Section, Sentence, Text } from "../ui.js";
import { Details } from "./event.js";

/** @typedef {import("../api.js").Schemas["Activity"]} Activity */

const { columns, filters, id, search, title } = LISTS["/v1/activity"];
const NAMES = [...filters.map(({ name }) => name), "q"];

export function ActivityPage() {
  const { params } = route.value;
  const row = params.get("row");
  const times = timesOf(route.value);
  const query = { ...taken(NAMES), since: times.since, until: times.until };
  const { by, groups, counted } = seriesOf(params, NAMES);
  const of = params.get("source") === SYSTEM ? [] : ["source", "instance_id"];
  const stats = useAnswer("/v1/stats/activity", { ...taken(of), by, ...times });
  const live = useLive(query, params.get("live") === "1" && !times.until);
  const first = !params.has("after") && !params.has("before");
  /** @param {string} since @param {string} until */
  const zoom = (since, until) => go({ since, until, last: null });
  /** @param {Activity} one */
  const mark = (one) => (one.svix_id === row ? "selected" : changedSince(one));
  /** @param {{ position: number }} answer */
  const tools = ({ position }) => {
    const fixed = { since: times.since, until: times.until ?? new Date().toISOString(), last: null, live: null };
    return html`<${Tail} state=${live.state} ended=${Boolean(times.until)} rows=${live.rows} />
      <${Permalink} position=${position} times=${fixed} />`;
  };
  return html`<h1>${title}</h1>
    <${Range} /><${Filters} filters=${filters} search=${search} />
    <${ChangedSince} query=${query} />
    <${Section} title="How much happened" tools=${html`<span class="faint">Drag to zoom</span>`}>
      <${Answered} answer=${stats}>${(/** @type {import("../api.js").Schemas["ActivityStats"]} */ { data }) => {
        const chart = { interval: times.interval, onZoom: zoom };
        if (counted) return html`<${Counted} query=${query} buckets=${stats.loading ? [] : data} ...${chart} />`;
        return html`<${Chart} label=${`Per ${times.interval}`} series=${groups.map(({ name }) => name)}
          bars=${barsOf(data, groups)} ...${chart} />`;
      }}<//>
    <//>
    <div class=${row ? "beside" : ""}>
      <${Section} title="What happened">
        <${List} path="/v1/activity" query=${query} columns=${columns} id=${id} caption="Activity, newest first"
          before=${first ? live.rows : []} revised=${live.revised} mark=${mark} tools=${tools} />
      <//>
      ${row && html`<${Panel} key=${row} id=${row} />`}
    </div>`;
}

/**
 * The chart of filters that statistics do not take: each bar is a count of the list.
 * @param {{ query: object, buckets: import("../count.js").Bucket[], interval: import("../time.js").Interval,
 *   onZoom: (since: string, until: string) => void }} props
 */
function Counted({ query, buckets: all, interval, onZoom }) {
  const { size, buckets } = merged(all);
  const { counts, error } = useCounts(query, buckets);
  const bars = buckets.map((bucket, index) => {
    const { all, least } = counts[index] ?? {};
    if (all !== undefined) return { ...bucket, values: [all === 0 && !bucket.covered ? null : all] };
    const unknown = counts[index] ? least ? `over ${least.toLocaleString("en")}` : "not counted" : "counting";
    return { ...bucket, values: [least ?? null], unknown };
  });
  const missing = counts.filter((count) => count && count.all === undefined).length;
  return html`<div class="answered" aria-busy=${counts.includes(undefined)}>
    <${Chart} label=${size === 1 ? `Per ${interval}` : `Per ${size} ${interval}s`} interval=${interval}
      series=${["Matching events"]} bars=${bars} onZoom=${onZoom} />
    ${missing > 0 && html`<p class="note" role="status"><b>${missing} of ${bars.length} bars are not fully counted</b>,
      those with a dashed outline. ${error ? html`<${Sentence}>${error.message}<//>` : `A count may take two seconds,
      and these have too many rows. Choose a shorter time, or add a filter.`}</p>`}
  </div>`;
}

/** Starts and pauses the tail, and says what came. @param {{ state: string, ended: boolean, rows: any[] }} props */
function Tail({ state, ended, rows }) {
  if (ended) return html`<span class="faint">Live without an end of time only</span>`;
  const on = route.value.params.get("live") === "1";
  return html`<button type="button" onClick=${() => go({ live: on ? null : "1", after: null, before: null })}>
      ${on ? "Pause" : "Live"}</button>
    ${on && html`<span class=${state === "live" ? "live on" : "live"}>
      ${state === "live" ? `live, ${rows.length} new` : state}</span>`}
    <span class="hidden" aria-live="polite">${on && rows[0] ? html`<${Text}>${rows[0].summary}<//>` : ""}</span>`;
}

/** A row beside the list. Escape closes it and goes back to the row. @param {{ id: string }} props */
function Panel({ id }) {
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    panel.current?.focus();
    return () => /** @type {HTMLElement | null} */ (document.querySelector(`[data-row="${CSS.escape(id)}"]`))?.focus();
  }, []);
  return html`<aside class="panel card" aria-label="The event" tabindex="-1" ref=${panel}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === "Escape" && go({ row: null })}>
    <a class="close" href=${here({ row: null })} aria-label="Close the event">×</a>
    <${Details} id=${id} source=${route.value.params.get("source")} />
  </aside>`;
}
