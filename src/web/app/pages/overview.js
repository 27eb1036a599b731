// The overview: who came in, who went out, and what deserves a look.
import { html } from "../lib.js";
import { useAnswer } from "../api.js";
import { barsOf, countOf, GROUPS, timesOf } from "../count.js";
import { Chart } from "../chart.js";
import { Range } from "../filters.js";
import { LogState } from "../log_state.js";
import { go, link, route } from "../route.js";
import { Answered, Section, Text, Time } from "../ui.js";
import { IMPERSONATIONS, SECURITY } from "../words.js";

/** @typedef {import("../api.js").Schemas} Schemas */

/** Actions of which each single one deserves a look. */
const NOTABLE = [...IMPERSONATIONS, "user_banned", "mfa_disabled", "session_revoked"];

/** @param {{ label: string, value: any, href?: string, note?: string, warn?: boolean }} props */
const Figure = ({ label, value, href, note, warn }) => html`<div class=${warn ? "figure warn" : "figure"}>
  <dt>${href ? html`<a href=${href}>${label}</a>` : label}</dt>
  <dd>${value ?? "–"}</dd>${note && html`<dd class="faint">${note}</dd>`}
</div>`;

/** @param {number | null | undefined} count */
const number = (count) => count?.toLocaleString("en");

export function Overview() {
  const times = timesOf(route.value);
  const { since, until } = times;
  const activity = useAnswer("/v1/stats/activity", { by: "action", ...times });
  const sessions = useAnswer("/v1/stats/sessions", times);
  const users = useAnswer("/v1/stats/users", { ...times, interval: "month" });
  /** @param {"country" | "device"} what */
  const news = (what) =>
    useAnswer("/v1/activity", { new: what, since, until, count: "exact", limit: 1 }).data?.page.count;
  const [countries, devices] = [news("country"), news("device")];
  /** @param {string[]} values */
  const total = (values) => activity.data?.data.reduce((sum, bucket) =>
    sum + (countOf(bucket, { name: "", values }, []) ?? 0), 0);
  const [impersonations, security] = [total(IMPERSONATIONS), total(SECURITY)];
  const signedIn = users.data?.data.map((bucket) => bucket.signed_in ?? 0) ?? [];
  const period = { since: until ? since : null, until, last: route.value.params.get("last") };
  const notable = useAnswer("/v1/activity", { action: NOTABLE, since, until, limit: 8 });
  const shown = GROUPS.slice(0, 2);
  /** @param {string} from @param {string} to */
  const zoom = (from, to) => go({ since: from, until: to, last: null });
  return html`<h1>Overview</h1>
    <${LogState} />
    <${Range} />
    <dl class="figures">
      <${Figure} label="Signed in now" value=${number(sessions.data?.active_now)}
        href=${link("sessions", null, { status: "active" })} note="sessions" />
      <${Figure} label="Users who signed in" href=${link("activity", null, { action: "signed_in", ...period })}
        value=${users.data && number(Math.max(0, ...signedIn))}
        note=${signedIn.length > 1 ? "in the busiest month" : "distinct"} />
      <${Figure} label="New countries" value=${number(countries)}
        href=${link("activity", null, { new: "country", ...period })} note="sign-ins" />
      <${Figure} label="New devices" value=${number(devices)}
        href=${link("activity", null, { new: "device", ...period })} note="sign-ins" />
      <${Figure} label="Impersonations" value=${number(impersonations)} warn=${impersonations}
        href=${link("sessions", null, { impersonated: "true", since, until })} note="sessions as another user" />
      <${Figure} label="Security changes" value=${number(security)}
        href=${link("activity", null, { action: SECURITY.slice(0, 20), ...period })} note="access, factors, roles" />
    </dl>
    <${Section} title="Sign-ins and sign-outs" tools=${html`<span class="faint">Drag to zoom</span>`}>
      <${Answered} answer=${activity}>${(/** @type {Schemas["ActivityStats"]} */ { data }) => html`
        <${Chart} label=${`Per ${times.interval}`} interval=${times.interval}
          series=${shown.map(({ name }) => name)} bars=${barsOf(data, shown)} onZoom=${zoom} />`}<//>
    <//>
    <${Section} title="Worth a look" tools=${html`<a href=${link("activity", null, period)}>All activity</a>`}>
      <${Answered} answer=${notable}>${(/** @type {Schemas["ActivityPage"]} */ { data }) => (data.length === 0
        ? html`<p class="faint">No impersonation, ban, revoked session or disabled second factor in this time.</p>`
        : html`<ul class="events">${data.map((row) => html`<li key=${row.svix_id}>
          <${Time} at=${row.occurred_at} to="minute" />
          <a href=${link("activity", row.svix_id)}><${Text}>${row.summary}<//></a></li>`)}</ul>`)}<//>
    <//>`;
}
