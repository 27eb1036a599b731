// The log itself: its views and their progress, its sources, its keys, and who read it.
import { html, useEffect, useState } from "../lib.js";
import { call, may, urlOf, useAnswer } from "../api.js";
import { List, Table } from "../list.js";
import { LISTS } from "../lists.js";
import { LogState } from "../log_state.js";
import { Answered, Badge, Failure, Needs, Section, Text, Time } from "../ui.js";

/** @typedef {import("../api.js").Schemas} Schemas */

/** How often the progress of a rebuild is asked for. */
const PROGRESS_MS = 1000;

const READERS = ["system.read", "system.exported", "system.reviewed", "system.access_denied", "system.key_used"];

const READING = LISTS["/v1/activity"].columns.filter(({ name }) => ["occurred_at", "summary"].includes(name));

export const SystemPage = () => html`<h1>System</h1>
  <${LogState} />
  <${Section} title="Views"><${Needs} scope="metrics:read"><${Projections} /><//><//>
  <${Section} title="Sources"><${Sources} /><//>
  <${Section} title="Keys"><${Needs} scope="keys:read">
    <${List} path="/v1/keys" query=${{}} columns=${LISTS["/v1/keys"].columns} id=${LISTS["/v1/keys"].id} caption="Keys"
      paged=${false} />
  <//><//>
  <${Section} title="Who read the log"><${Needs} scope="events:read">
    <${List} path="/v1/activity" part="readers_" query=${{ source: "system", type: READERS }} columns=${READING}
      id=${LISTS["/v1/activity"].id} caption="Who read the log" />
  <//><//>
  <${Section} title="Events that a view could not read"><${Needs} scope="events:read"><${Undecodable} /><//><//>`;

/** @param {{ row: Schemas["Projection"] }} props */
const Progress = ({ row }) => html`<progress max=${Math.max(1, row.size)} value=${row.checkpoint}
  aria-label=${`Progress of ${row.name}`}></progress>
  ${row.lag === 0 ? "up to date" : `${row.lag.toLocaleString("en")} events behind`}`;

function Projections() {
  const answer = useAnswer("/v1/projections", {});
  const [started, setStarted] = useState("");
  const [error, setError] = useState(/** @type {any} */ (null));
  const busy = answer.data?.data.some(({ state }) => state === "building") || started !== "";
  useEffect(() => {
    if (!busy) return;
    const timer = setTimeout(() => {
      setStarted("");
      answer.reload();
    }, PROGRESS_MS);
    return () => clearTimeout(timer);
  }, [answer.data, started]);
  /** @param {string} name */
  const rebuild = async (name) => {
    setError(null);
    try {
      await call(urlOf("/v1/projections/{name}/rebuild", {}, { name }), { method: "POST" });
      setStarted(name);
    } catch (problem) {
      setError(problem);
    }
  };
  const columns = [
    { name: "name", label: "View", cell: (/** @type {Schemas["Projection"]} */ row) => html`<b>
      ${row.name.replace(/_/g, " ")}</b>` },
    { name: "state", label: "State", cell: (/** @type {Schemas["Projection"]} */ row) => html`<${Badge}
      tone=${row.state === "live" ? "good" : "plain"}>${row.state}<//>` },
    { name: "progress", label: "Progress", cell: (/** @type {Schemas["Projection"]} */ row) => html`<${Progress}
      row=${row} />` },
    { name: "failures", label: "Skipped events", cell: (/** @type {Schemas["Projection"]} */ row) => row.failures },
    { name: "version", label: "Version", cell: (/** @type {Schemas["Projection"]} */ row) => row.version },
    { name: "changed_at", label: "Changed", cell: (/** @type {Schemas["Projection"]} */ row) => html`<${Time}
      at=${row.changed_at} />` },
    { name: "rebuild", label: "Rebuild", cell: (/** @type {Schemas["Projection"]} */ row) => row.state === "live" &&
      (may("admin:rebuild")
      ? html`<button type="button" disabled=${busy} onClick=${() => rebuild(row.name)}
        aria-label=${`Rebuild ${row.name}`}>Rebuild</button>`
      : html`<span class="faint">needs admin:rebuild</span>`) },
  ];
  return html`${error && html`<${Failure} error=${error} />`}<${Answered} answer=${answer}>
    ${(/** @type {Schemas["ProjectionList"]} */ { data }) =>
    html`<${Table} path="/projections" columns=${columns} rows=${data}
      id=${(/** @type {Schemas["Projection"]} */ row) => `${row.name}/${row.generation}`} caption="Views" />`}<//>`;
}

function Sources() {
  const answer = useAnswer("/v1/sources", {});
  /** @type {import("../list.js").Column<Schemas["Source"]>[]} */
  const columns = [
    { name: "source", label: "Source", cell: (row) => html`<b>${row.source}</b>` },
    { name: "instances", label: "Instances", cell: (row) => row.instances.join(", ") || "all" },
    { name: "coverage", label: "Complete since", cell: (row) => html`<${Time} at=${row.coverage_from} />` },
    { name: "last", label: "Last delivery", cell: (row) => html`<${Time} at=${row.last_event_at} />` },
    { name: "hidden", label: "Left out", wide: true, cell: (row) => html`<${Text}>${row.recent?.notice ?? "nothing"}
      <//>` },
  ];
  return html`<${Answered} answer=${answer}>${(/** @type {Schemas["SourceList"]} */ { data }) => html`<${Table}
    path="/sources"
    columns=${columns} rows=${data}
    id=${(/** @type {Schemas["Source"]} */ row) => row.source} caption="Sources" />`}<//>`;
}

function Undecodable() {
  const answer = useAnswer("/v1/undecodable", { limit: 20 });
  return html`<${Answered} answer=${answer}>${(/** @type {Schemas["UndecodableEventPage"]} */ { data }) =>
    (data.length === 0
    ? html`<p class="faint">None: every view read every event.</p>`
    : html`<ul class="events">${data.map((row) => html`<li key=${row.position}><${Time} at=${row.received_at} /> <b>
      <${Text}>${row.type ?? "no type"}<//></b>
        ${row.failures.map(({ projection, reason }) =>
          html`<span class="faint">${projection}: <${Text}>${reason}<//></span> `)}</li>`)}</ul>`)}<//>`;
}
