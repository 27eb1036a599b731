// What changed: before and after, side by side.
import { html } from "./lib.js";
import { Badge, Text, Time } from "./ui.js";

/** @typedef {import("./api.js").Schemas["FieldChange"]} FieldChange */

const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** Any JSON value, in the way that it reads best. @param {{ value: any }} props */
export function Json({ value }) {
  if (value === null || value === undefined) return html`<span class="faint">none</span>`;
  if (typeof value === "string" && TIME.test(value)) return html`<${Time} at=${value} />`;
  if (Array.isArray(value)) return value.length === 0 ? html`<span class="faint">empty</span>`
    : value.map((one) => html`<div><${Json} value=${one} /></div>`);
  if (typeof value === "object") {
    return html`<dl class="object">${Object.entries(value).map(([name, one]) =>
      html`<div key=${name}><dt>${name}</dt><dd><${Json} value=${one} /></dd></div>`)}</dl>`;
  }
  return html`<${Text}>${value}<//>`;
}

/** Of two objects, what differs; else the value. @param {any} value @param {any} other */
function differing(value, other) {
  const both = [value, other].every((one) => one && typeof one === "object" && !Array.isArray(one));
  if (!both) return value;
  return Object.fromEntries(Object.entries(value).filter(([name, one]) =>
    JSON.stringify(one) !== JSON.stringify(other[name])));
}

/** @param {FieldChange} change */
function remark({ first_seen, no_longer_reported, reported_again }) {
  if (first_seen) return html`<${Badge} title="The previous version did not contain the field">not known before<//>`;
  if (no_longer_reported) return html`<${Badge} title="The value is unknown from then on">no longer reported<//>`;
  if (reported_again) return html`<${Badge} title="The same value as was last reported">reported again<//>`;
  return null;
}

/** @param {{ changes: FieldChange[], before?: any, after?: any }} props */
export function Changes({ changes, before = "Before", after = "After" }) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Changes"><table class="rows changes">
    <thead><tr><th scope="col">Field</th><th scope="col">${before}</th><th scope="col">${after}</th></tr></thead>
    <tbody>${changes.map((change, index) => html`<tr key=${index}>
      <th scope="row"><${Text}>${change.field.replace(/_/g, " ")}<//> ${remark(change)}</th>
      ${change.keys ? html`<td colspan="2" data-label="Keys, without their values"><div>
        <${Json} value=${change.keys} /></div></td>` : html`
        <td class="before" data-label=${before}><div><${Json} value=${differing(change.from, change.to)} /></div></td>
        <td class="after" data-label=${after}><div><${Json} value=${differing(change.to, change.from)} /></div></td>`}
    </tr>`)}</tbody>
  </table></div>`;
}
