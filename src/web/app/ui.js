// The small parts that every page is made of.
import { html, useState } from "./lib.js";
import { may } from "./api.js";
import { link } from "./route.js";
import { formatTime, zoneName } from "./time.js";

/** Characters that are invisible, or that change the direction or the look of what follows. Joiners
 * (U+200C, U+200D) are part of ordinary words and of emoji. */
const INVISIBLE = new RegExp(`([${[
  "\\u0000-\\u001F\\u007F-\\u009F\\u00AD\\u061C\\u180E\\u200B\\u200E\\u200F\\u2028-\\u202E\\u2060-\\u206F",
  "\\uFEFF\\uFFF9-\\uFFFB\\u{E0000}-\\u{E007F}",
].join("")}])`, "u");

/**
 * Text from elsewhere: its direction stays inside, and invisible characters are shown as `\u{…}`.
 * @param {{ children?: any }} props
 */
export function Text({ children }) {
  const text = [children].flat().map((part) => String(part ?? "")).join("");
  const parts = text.split(INVISIBLE);
  return html`<bdi>${parts.map((part, index) => (index % 2 === 0
    ? part
    : html`<span class="invisible">\\u{${part.codePointAt(0)?.toString(16).toUpperCase()}}</span>`))}</bdi>`;
}

/** Text of the API's own, in which backticks mark code. @param {{ children?: any }} props */
export function Prose({ children }) {
  const parts = [children].flat().join("").split("`");
  return parts.map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`));
}

/** Where there is no value. A telephone leaves such a cell out. */
export const None = () => html`<span class="faint none">–</span>`;

/** @param {{ at?: string | null, to?: "second" | "minute" | "day" | "clock" | "month" }} props */
export function Time({ at, to }) {
  if (!at) return html`<${None} />`;
  return html`<time datetime=${at} title=${`${formatTime(at)} ${zoneName()}\n${at}`}>${formatTime(at, to)}</time>`;
}

/** @param {{ text: string, label?: string, quiet?: boolean }} props */
export function Copy({ text, label = "Copy", quiet = false }) {
  const [done, setDone] = useState("");
  const copy = async () => {
    // Browsers have a clipboard on TLS and on loopback only.
    const copied = navigator.clipboard?.writeText(text) ?? Promise.reject();
    await copied.then(() => setDone("Copied"), () => setDone("Not copied"));
    setTimeout(() => setDone(""), 2000);
  };
  return html`<button type="button" class=${quiet ? "quiet copy" : "copy"} onClick=${copy} title=${text}>
    ${done || label}</button>`;
}

/** An id: short to look at, whole to hover over and to copy.
 * @param {{ id?: string | null, page?: string, params?: import("./route.js").Changes }} props */
export function Id({ id, page, params }) {
  if (!id) return html`<${None} />`;
  const text = html`<code class="id"><${Text}>${id}<//></code>`;
  return html`<span class="nowrap" title=${id}>${page ? html`<a href=${link(page, id, params)}>${text}</a>` : text}
    <${Copy} text=${id} quiet /></span>`;
}

/** @param {{ tone?: "good" | "warn" | "plain", children?: any, title?: string }} props */
export const Badge = ({ tone = "plain", children, title }) =>
  html`<span class=${`badge ${tone}`} title=${title}>${children}</span>`;

/** @param {{ title: any, id?: string, tools?: any, children?: any }} props */
export const Section = ({ title, id, tools, children }) => html`<section class="card" aria-label=${title} id=${id}>
  <header><h2>${title}</h2>${tools && html`<div class="tools">${tools}</div>`}</header>
  ${children}
</section>`;

/** Names and values. Rows without a value are left out.
 * @param {{ rows: [string, any][] }} props */
export const Facts = ({ rows }) => html`<dl class="facts">
  ${rows.filter(([, value]) => value !== null && value !== undefined && value !== "").map(([name, value]) =>
    html`<div key=${name}><dt>${name}</dt><dd>${typeof value === "string" ? html`<${Text}>${value}<//>` : value}</dd>
      </div>`)}
</dl>`;

const ISO = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** A text of the API as a sentence, with its times in the chosen zone. @param {{ children?: any }} props */
export function Sentence({ children }) {
  const text = [children].flat().join("").replace(ISO, (time) => formatTime(time));
  return html`<${Text}>${text.replace(/^[a-z]+(?=[ ,])/, (word) => word.charAt(0).toUpperCase() + word.slice(1))
    .replace(/[^.!?]$/, "$&.")}<//>`;
}

/** The state of a whole part: loading, nothing there, refused, failed.
 * @param {{ title: string, children?: any, tone?: string, busy?: boolean }} props */
const State = ({ title, children, tone = "", busy = false }) =>
  html`<div class=${`state ${tone}`} role=${tone === "bad" ? "alert" : "status"} aria-busy=${busy}>
    <p class="state-title">${title}</p>${children}
  </div>`;

export const Loading = () => html`<${State} title="Loading…" busy tone="loading" />`;

/** @param {{ notes?: string[], title?: string }} props */
export const Empty = ({ notes = [], title = "Nothing matches." }) => html`<${State} title=${title}>
  ${notes.map((note) => html`<p><${Sentence}>${note}<//></p>`)}
  ${notes.length === 0 && html`<p>The log holds nothing of this kind.</p>`}
<//>`;

/** @param {{ children?: any }} props */
const NoPermission = ({ children }) => html`<${State} title="Your key may not see this.">
  <p>${children} Ask the operator of Gatelog for a key that has it.</p>
<//>`;

/** Asks for nothing that would be refused: the log would record a denied access.
 * @param {{ scope: import("./api.js").Scope, children?: any }} props */
export const Needs = ({ scope, children }) =>
  (may(scope) ? children : html`<${NoPermission}>It needs the scope <code>${scope}</code>.<//>`);

/** @param {{ error: import("./api.js").ApiError, retry?: () => void }} props */
export function Failure({ error, retry }) {
  if (error.status === 403) return html`<${NoPermission}><${Sentence}>${error.message}<//><//>`;
  return html`<${State} tone="bad" title=${error.status === 404 ? "Not found." : "That did not work."}>
    <p><${Sentence}>${error.message}<//></p>
    ${error.size !== undefined && html`<p><progress max=${error.size} value=${error.checkpoint}
      aria-label="Progress of the view"></progress>
      ${error.checkpoint} of ${error.size} events</p>`}
    <p class="faint">${error.parameter && html`Parameter <code>${error.parameter}</code>. `}
      ${error.requestId && html`Request <code>${error.requestId}</code>.`}</p>
    ${retry && error.status !== 404 && html`<button type="button" onClick=${retry}>Try again</button>`}
  <//>`;
}

/** An answer, or the state in place of it. `children` is a function of the data.
 * @param {{ answer: import("./api.js").Answer<any>, children: (data: any) => any }} props */
export function Answered({ answer, children }) {
  if (answer.error && !answer.loading) return html`<${Failure} error=${answer.error} retry=${answer.reload} />`;
  if (!answer.data) return answer.loading ? html`<${Loading} />` : null;
  return html`<div class="answered" aria-busy=${answer.loading}>${children(answer.data)}</div>`;
}
