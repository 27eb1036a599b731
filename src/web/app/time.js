// Times as they are shown and entered: in the zone of the browser or in UTC. The API gets UTC.
import { zone } from "./settings.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The ranges that end when the page is opened. */
export const RANGES = /** @type {const} */ ({
  "24h": ["24 hours", DAY],
  "7d": ["7 days", 7 * DAY],
  "30d": ["30 days", 30 * DAY],
  "90d": ["90 days", 90 * DAY],
  "1y": ["1 year", 365 * DAY],
});

/** The zone of the browser. */
export const LOCAL_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** The name of the chosen zone, as the API takes it. */
export const zoneName = () => (zone.value === "utc" ? "UTC" : LOCAL_ZONE);

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * `2026-11-29 18:44:15` in the chosen zone.
 * @param {string | number | Date} time
 * @param {"second" | "minute" | "day" | "clock" | "month"} [to]
 */
export function formatTime(time, to = "second") {
  const timeZone = zoneName();
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone });
    formats.set(timeZone, format);
  }
  const text = format.format(new Date(time));
  if (to === "clock") return text.slice(11, 16);
  return text.slice(0, { second: 19, minute: 16, day: 10, month: 7 }[to]);
}

/**
 * A value for `<input type="datetime-local">`.
 * @param {string | null} time
 */
export const toInput = (time) => {
  if (!time || Number.isNaN(Date.parse(time))) return "";
  return formatTime(time, "minute").replace(" ", "T");
};

/**
 * The time of such an input, in UTC.
 * @param {string} text
 */
export const fromInput = (text) => (text ? new Date(zone.value === "utc" ? `${text}Z` : text).toISOString() : null);

/**
 * `13 min 34 s`
 * @param {number} ms
 */
export function duration(ms) {
  const parts = [];
  let rest = Math.round(ms / 1000);
  for (const [unit, seconds] of /** @type {const} */ ([["d", 86400], ["h", 3600], ["min", 60], ["s", 1]])) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0 && parts.length < 2) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
  }
  return parts.join(" ") || "0 s";
}

/**
 * `5 min ago`
 * @param {string} time
 */
export function ago(time) {
  const ms = Date.now() - Date.parse(time);
  return ms < 5000 ? "just now" : `${duration(ms).split(" ").slice(0, 2).join(" ")} ago`;
}

/** @param {number} time */
const startOfDay = (time) => fromInput(`${formatTime(time, "day")}T00:00`) ?? new Date(time).toISOString();

/** @typedef {"hour" | "day" | "week" | "month"} Interval */

/**
 * The times of a page, from `since` and `until`, or from `last`, which ends when the page is opened.
 * @param {import("./route.js").Route} route
 * @returns {{ since: string, until: string | undefined, interval: Interval, last: string | null }}
 */
export function rangeOf({ params, opened }) {
  const given = params.get("since");
  const until = params.get("until") ?? undefined;
  const end = until ? Date.parse(until) : opened.getTime();
  const name = /** @type {keyof typeof RANGES} */ (params.get("last") ?? "7d");
  const span = RANGES[name]?.[1] ?? RANGES["7d"][1];
  const start = given ? Date.parse(given) : end - span;
  const length = end - start;
  /** @type {Interval} */
  const interval = length <= 3 * DAY ? "hour" : length <= 100 * DAY ? "day" : length <= 600 * DAY ? "week" : "month";
  // Whole buckets: the first one is complete, and the request stays the same until the next.
  const since = given ?? (interval === "hour" ? new Date(start - (start % HOUR)).toISOString() : startOfDay(start));
  return { since, until, interval, last: given || until ? null : name };
}
