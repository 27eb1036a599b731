// What the charts count: statistics of activity, grouped into a few series.
import { rangeOf, zoneName } from "./time.js";
import { IMPERSONATIONS, label, SECURITY, SIGN_INS, SIGN_OUTS } from "./words.js";

/** @typedef {import("./api.js").Schemas["ActivityBucket"]} Bucket */
/** @typedef {{ name: string, values: string[] | null }} Group `null` takes what no other group has. */

/** @type {Group[]} */
export const GROUPS = [
  { name: "Sign-ins", values: SIGN_INS },
  { name: "Sign-outs", values: SIGN_OUTS },
  { name: "Security and impersonation", values: [...SECURITY, ...IMPERSONATIONS] },
  { name: "Other", values: null },
];

/**
 * How many of a group a bucket has. Null before the log began, if nothing of then was delivered.
 * @param {Bucket} bucket
 * @param {Group} group
 * @param {Group[]} groups
 */
export function countOf({ counts, other, covered }, { values }, groups) {
  if (!counts) return null;
  const named = new Set(groups.flatMap((group) => group.values ?? []));
  const picked = values ?? Object.keys(counts).filter((value) => !named.has(value));
  const total = picked.reduce((sum, value) => sum + (counts[value] ?? 0), values ? 0 : other ?? 0);
  return total === 0 && !covered ? null : total;
}

/** @param {Bucket[]} buckets @param {Group[]} groups @returns {import("./chart.js").Bar[]} */
export const barsOf = (buckets, groups) =>
  buckets.map((bucket) => ({ ...bucket, values: groups.map((group) => countOf(bucket, group, groups)) }));

/** The times of a route, as statistics take them. @param {import("./route.js").Route} route */
export function timesOf(route) {
  const { since, until, interval } = rangeOf(route);
  return { since, until, interval, time_zone: zoneName() };
}

/** The source of Gatelog's own events, which statistics leave out. */
export const SYSTEM = "system";

/** The most series that one chart shows of a filter's values. */
const MOST = 5;

/**
 * What the chart above a filtered list shows. Statistics take no filters but the source and the instance: only the
 * values of one that they count by can be picked out of them. For all others the list is `counted` bar by bar.
 * @param {URLSearchParams} params
 * @param {string[]} names Filters of the list.
 * @returns {{ by: "action" | "country" | "browser", groups: Group[], counted: boolean }}
 */
export function seriesOf(params, names) {
  const free = params.get("source") === SYSTEM ? [] : ["source", "instance_id"];
  const set = names.filter((name) => params.has(name) && !free.includes(name));
  for (const by of /** @type {const} */ (["action", "country", "browser"])) {
    const values = params.getAll(by);
    if (set.length !== 1 || set[0] !== by || values.some((value) => value.startsWith("!"))) continue;
    const first = values.slice(0, MOST).map((value) =>
      ({ name: by === "action" ? label(value) : value, values: [value] }));
    const rest = values.slice(MOST);
    const groups = rest.length > 0 ? [...first, { name: "further values", values: rest }] : first;
    return { by, groups, counted: false };
  }
  return set.length === 0 ? { by: "action", groups: GROUPS, counted: false }
    : { by: "action", groups: [{ name: "Matching events", values: null }], counted: true };
}
