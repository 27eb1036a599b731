// What statistics cannot count: the rows of a filtered list in each bar's time, asked one by one.
import { useEffect, useState } from "./lib.js";
import { ApiError, call, show, urlOf } from "./api.js";

/** @typedef {import("./count.js").Bucket} Bucket */

/** The most bars that are counted: a month of days. */
const BARS = 31;

/** Counts at once. The server runs four, for all of its clients together. */
const AT_ONCE = 2;

/** After so many counts that did not get to an end, those of the other bars would not either. */
const TOO_LONG = 3;

/** How often and after which time a count is asked for again that the server had no room for. */
const TRIES = 5;
const RETRY_MS = 1000;

/**
 * Adjacent buckets as one, so that few enough are left, and how many are one.
 * @param {Bucket[]} buckets
 * @returns {{ size: number, buckets: Bucket[] }}
 */
export function merged(buckets) {
  const size = Math.max(1, Math.ceil(buckets.length / BARS));
  const first = buckets.filter((_, index) => index % size === 0);
  return { size, buckets: first.map((bucket, index) => {
    const of = buckets.slice(index * size, (index + 1) * size);
    return { ...bucket, end: of.at(-1)?.end ?? bucket.end, covered: of.every(({ covered }) => covered) };
  }) };
}

/** @param {number} ms @param {AbortSignal} signal */
const wait = (ms, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => clearTimeout(timer));
});

/**
 * One count, null if the server did not get to its end.
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {Promise<number | null>}
 */
async function countOf(url, signal) {
  for (let tries = 1; ; tries += 1) {
    try {
      return (await call(url, { signal })).body.page.count ?? null;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 503 || tries === TRIES) throw error;
      await wait(RETRY_MS, signal);
    }
  }
}

/**
 * The number of rows of a list in each bucket: undefined until it is counted, null if it could not be. Other filters
 * end the counts that run.
 * @param {object} query Filters of the list.
 * @param {Bucket[]} buckets
 * @returns {{ counts: (number | null | undefined)[], error?: ApiError }}
 */
export function useCounts(query, buckets) {
  const urls = buckets.map(({ start, end }) =>
    urlOf("/v1/activity", { ...query, since: start, until: end, count: "exact", limit: 1 }));
  const asked = urls.join("\n");
  const [answer, setAnswer] = useState(/** @type {{ to: string, counts: (number | null)[], error?: ApiError }} */ ({
    to: "", counts: [] }));
  useEffect(() => {
    if (urls.length === 0) return;
    const stop = new AbortController();
    const hide = show(urls);
    /** @type {(number | null)[]} */
    const counts = [];
    // The newest first: they are what most people came for.
    const left = [...urls.keys()];
    let slow = 0;
    const work = async () => {
      for (let next = left.pop(); next !== undefined && !stop.signal.aborted; next = left.pop()) {
        /** @type {ApiError | undefined} */
        let error;
        counts[next] = slow >= TOO_LONG ? null : await countOf(urls[next] ?? "", stop.signal).catch((problem) => {
          error = problem;
          return null;
        });
        if (stop.signal.aborted) return;
        if (counts[next] === null) slow += 1;
        setAnswer((before) => ({ to: asked, counts: [...counts],
          error: error ?? (before.to === asked ? before.error : undefined) }));
      }
    };
    for (let worker = 0; worker < AT_ONCE; worker += 1) void work();
    return () => {
      stop.abort();
      hide();
    };
  }, [asked]);
  const { to, counts, error } = answer;
  return to === asked ? { counts: urls.map((_, index) => counts[index]), error } : { counts: urls.map(() => undefined) };
}
