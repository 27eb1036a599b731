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
 * A number of rows: all of them, or how many there are at least where the server did not get to the end. Neither if
 * nothing is known.
 * @typedef {{ all?: number, least?: number }} Count
 */

/** What the note of a count without an end says: `the list has more than 5000 rows`. */
const LEAST = /^count: .* more than (\d+) rows/;

/**
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {Promise<Count>}
 */
async function countOf(url, signal) {
  for (let tries = 1; ; tries += 1) {
    try {
      const { page, notes } = (await call(url, { signal })).body;
      if (page.count !== undefined) return { all: page.count };
      const least = notes?.map((/** @type {string} */ note) => LEAST.exec(note)?.[1]).find(Boolean);
      return least ? { least: Number(least) } : {};
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 503 || tries === TRIES) throw error;
      await wait(RETRY_MS, signal);
    }
  }
}

/**
 * The number of rows of a list in each bucket, undefined until it is counted. Other filters end the counts that run.
 * @param {object} query Filters of the list.
 * @param {Bucket[]} buckets
 * @returns {{ counts: (Count | undefined)[], error?: ApiError }}
 */
export function useCounts(query, buckets) {
  const urls = buckets.map(({ start, end }) =>
    urlOf("/v1/activity", { ...query, since: start, until: end, count: "exact", limit: 1 }));
  const asked = urls.join("\n");
  const [answer, setAnswer] = useState(/** @type {{ to: string, counts: Count[], error?: ApiError }} */ ({ to: "",
    counts: [] }));
  useEffect(() => {
    if (urls.length === 0) return;
    const stop = new AbortController();
    const hide = show(urls);
    /** @type {Count[]} */
    const counts = [];
    // The newest first: they are what most people came for.
    const left = [...urls.keys()];
    let slow = 0;
    const work = async () => {
      for (let next = left.pop(); next !== undefined && !stop.signal.aborted; next = left.pop()) {
        /** @type {ApiError | undefined} */
        let error;
        const count = slow >= TOO_LONG ? {} : await countOf(urls[next] ?? "", stop.signal).catch((problem) => {
          error = problem;
          return {};
        });
        if (stop.signal.aborted) return;
        counts[next] = count;
        if (count.all === undefined) slow += 1;
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
  return { counts: urls.map((_, index) => (to === asked ? counts[index] : undefined)),
    error: to === asked ? error : undefined };
}
