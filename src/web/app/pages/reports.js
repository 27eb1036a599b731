// The questions of an audit, and a report for each: filled in, answered, printable, exported.
import { html } from "../lib.js";
import { keyName, useAnswer, useUrl, urlOf } from "../api.js";
import { Chart } from "../chart.js";
import { barsOf, GROUPS } from "../count.js";
import { Export, List } from "../list.js";
import { listOf } from "../lists.js";
import { go, link, route } from "../route.js";
import { SignOff } from "../sign_off.js";
import { formatTime, fromInput, toInput, zoneName } from "../time.js";
import { Answered, Prose, Section, Text } from "../ui.js";
import { label } from "../words.js";

/** @typedef {import("../api.js").Schemas["Report"]} Report */

/** Rows of a page of a report: the most that the API gives, so that few reports are printed in parts. */
const REPORT_ROWS = 1000;

const TIMES = ["since", "until", "active_at", "as_of", "last_sign_in_before"];

export function ReportsPage() {
  const answer = useAnswer("/v1/reports", {});
  return html`<h1>Reports</h1><p
    class="lead">The questions of an audit. Each is one request. The log records every export with its digest.</p>
    <${Answered} answer=${answer}>${(/** @type {{ data: Report[] }} */ { data }) => html`<ul class="tiles">${data
      .map((report) => html`
      <li key=${report.name} class="card"><a href=${link("reports", report.name)}>${report.question}</a>
        <p class="faint">Leaves out: <${Prose}>${report.not_covered}<//></p></li>`)}</ul>`}<//>`;
}

/** @param {{ id: string }} props */
export function ReportPage({ id }) {
  const answer = useAnswer("/v1/reports", {});
  return html`<${Answered} answer=${answer}>${(/** @type {{ data: Report[] }} */ { data }) => {
    const report = data.find(({ name }) => name === id);
    return report ? html`<${One} report=${report} />` : html`<h1>No such report</h1><p><a
      href=${link("reports")}>All reports</a></p>`;
  }}<//>`;
}

/** @param {{ report: Report }} props */
function One({ report }) {
  const { params, opened } = route.value;
  const [path = "", fixed = ""] = report.request.split("?");
  const asked = [...report.required, ...report.optional];
  // The menu of a value can set any other filter of the list.
  const others = listOf(path)?.filters.map(({ name }) => name)
    .filter((name) => params.has(name) && !asked.includes(name));
  const names = [...asked, ...(others ?? [])];
  const given = names.filter((name) => params.has(name));
  /** @type {Record<string, any>} */
  const query = {};
  for (const [name, value] of new URLSearchParams(fixed)) query[name] = [...(query[name] ?? []), value];
  for (const name of given) query[name] = params.getAll(name);
  const missing = report.required.filter((name) => !params.get(name));
  /** @param {SubmitEvent & { currentTarget: HTMLFormElement }} event */
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    go(Object.fromEntries(names.map((name) => {
      const text = String(form.get(name) ?? "").trim();
      return [name, TIMES.includes(name) ? fromInput(text) : text];
    })));
  };
  return html`<h1>${report.question}</h1>
    <p class="lead">Leaves out: <${Prose}>${report.not_covered}<//></p>
    <form class="report-form card" onSubmit=${submit} aria-label="Parameters of the report">
      ${names.map((name) => html`<label key=${name}>${label(name)}${report.required.includes(name) ? " (required)" : ""}
        <input name=${name} required=${report.required.includes(name)}
          type=${TIMES.includes(name) ? "datetime-local" : "text"}
          defaultValue=${TIMES.includes(name) ? toInput(params.get(name)) : params.get(name) ?? ""} /></label>`)}
      ${names.length > 0 && html`<button type="submit" class="primary">Answer</button>`}
      <button type="button" onClick=${() => print()}>Print</button>
    </form>
    <p class="printed">${given.map((name) => `${label(name)}: ${TIMES.includes(name)
      ? formatTime(params.get(name) ?? "") : params.get(name)}. `)}
      Printed ${formatTime(opened)}, ${zoneName()}, with the key <${Text}>${keyName()}<//>. Request: <code>
        ${urlOf(/** @type {any} */ (path), query)}</code></p>
    ${missing.length > 0 ? html`<p class="note">Fill in ${missing.map((name) => `“${label(name)}”`).join(" and ")}
      ${" "}to see the answer.</p>`
      : path === "/v1/stats/activity" ? html`<${Statistic} query=${{ time_zone: zoneName(), ...query }} />`
        : html`<div class="card"><${Rows} path=${path} query=${query} caption=${report.question} /></div>`}`;
}

/** The answer as a file, to keep or to sign off. @param {{ path: any, query: object }} props */
const File = ({ path, query }) => html`<${Export} path=${path} query=${query} />
  <${SignOff} key=${urlOf(path, query)} path=${path} query=${query} />`;

/** @param {{ path: string, query: object, caption: string }} props */
function Rows({ path, query, caption }) {
  const list = listOf(path);
  // A newer server may have a report on a list that this page does not know.
  if (!list) return html`<div class="bar"><${File} path=${path} query=${query} /></div>`;
  return html`<${List} path=${path} query=${query} columns=${list.columns} id=${list.id} limit=${REPORT_ROWS}
    caption=${caption} paged=${list.paged ?? true} />`;
}

/** @param {{ query: object }} props */
function Statistic({ query }) {
  const groups = GROUPS.slice(0, 2);
  const answer = useUrl(urlOf("/v1/stats/activity", query));
  const tools = html`<div class="bar"><${File} path="/v1/stats/activity" query=${query} /></div>`;
  return html`<${Section} title="Per day" tools=${tools}>
    <${Answered} answer=${answer}>${(/** @type {import("../api.js").Schemas["ActivityStats"]} */ { data }) =>
      html`<${Chart} label="Per day" interval="day"
      series=${groups.map(({ name }) => name)} bars=${barsOf(data, groups)} />`}<//><//>`;
}
