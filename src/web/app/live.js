// The live tail: rows of activity as they are recorded.
import { useEffect, useRef, useState } from "./lib.js";
import { loadSession, urlOf } from "./api.js";

/** @typedef {import("./api.js").Schemas["Activity"]} Activity */

/** Rows that are kept while the tail runs: more than a person reads. */
const KEPT = 500;

/** What the stream does not take of the list's parameters. */
const NOT_LIVE = ["until", "since", "received_since", "received_until"];

/**
 * Newest first. A paused tail goes on where it stopped.
 * @param {Record<string, any>} query Filters of the list.
 * @param {boolean} on
 */
export function useLive(query, on) {
  const [rows, setRows] = useState(/** @type {Activity[]} */ ([]));
  const [state, setState] = useState("");
  const cursor = useRef("");
  const url = urlOf("/v1/activity/stream", Object.fromEntries(Object.entries(query).filter(([name]) =>
    !NOT_LIVE.includes(name))));
  useEffect(() => {
    cursor.current = "";
    setRows([]);
  }, [url]);
  useEffect(() => {
    if (!on) return setState("");
    const after = cursor.current && `${url.includes("?") ? "&" : "?"}after=${encodeURIComponent(cursor.current)}`;
    const source = new EventSource(url + after);
    setState("connecting");
    /** @param {MessageEvent} event */
    const take = (event) => {
      if (event.lastEventId) cursor.current = event.lastEventId;
      setState("live");
      if (event.type === "heartbeat") return;
      /** @type {Activity} */
      const row = JSON.parse(event.data);
      setRows((before) => [row, ...before.filter(({ svix_id }) => svix_id !== row.svix_id)].slice(0, KEPT));
    };
    for (const type of ["message", "revision", "heartbeat"]) source.addEventListener(type, take);
    source.addEventListener("closed", (event) => setState(JSON.parse(event.data).detail));
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) return setState("connecting");
      setState("The stream was refused. Remove a filter, or pause and start it again.");
      loadSession();
    });
    return () => source.close();
  }, [url, on]);
  return { rows, state };
}
