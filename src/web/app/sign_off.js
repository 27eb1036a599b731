// Signs a list off: exports it, saves the file, and records in the log who read it.
import { html, useState } from "./lib.js";
import { call, may, urlOf } from "./api.js";
import { Copy, Sentence, Text, Time } from "./ui.js";

/** @typedef {import("./api.js").Schemas["RecordedReview"] & { at: string, file: string }} Signed */

/** Saves a file as a link would. @param {Blob} blob @param {string} name */
function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * Exports a list and signs that export off. The server ends the export without its end if it is cut.
 * @param {string} url
 * @param {import("./api.js").Schemas["NewReview"]} review
 * @returns {Promise<Signed>}
 */
async function signOff(url, review) {
  const { body: blob, headers } = await call(url, {}, (response) => response.blob());
  const id = headers.get("gatelog-export-id") ?? "";
  const file = headers.get("content-disposition")?.match(/filename="([^"]+)"/)?.[1] ?? id;
  save(blob, file);
  const signed = await call(urlOf("/v1/exports/{export_id}/reviews", {}, { export_id: id }), { method: "POST",
    headers: { "content-type": "application/json" }, body: JSON.stringify(review) });
  return { ...signed.body, file, at: new Date(signed.headers.get("date") ?? Date.now()).toISOString() };
}

/** For keys that may sign off. Give it a key of the list, so that it starts anew with another.
 * @param {{ path: any, query: object }} props */
export function SignOff({ path, query }) {
  const [signed, setSigned] = useState(/** @type {Signed | null} */ (null));
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  if (!may("reviews:write")) return null;
  /** @param {SubmitEvent & { currentTarget: HTMLFormElement }} event */
  const submit = async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const [reviewed_by, note, format] = ["reviewed_by", "note", "format"].map((name) =>
      String(new FormData(form).get(name) ?? "").trim());
    setBusy(true);
    setError("");
    try {
      const review = { reviewed_by: reviewed_by ?? "", ...(note ? { note } : {}) };
      setSigned(await signOff(urlOf(path, { ...query, format }), review));
      form.closest("details")?.removeAttribute("open");
    } catch (problem) {
      setError(`Nothing was signed off. ${/** @type {Error} */ (problem).message}`);
    }
    setBusy(false);
  };
  return html`<details class="drop sign-off"><summary>Sign off</summary><form onSubmit=${submit}>
      <p class="faint">Saves the whole list as a file, and records in the log that you read it.</p>
      <label>Your name <input name="reviewed_by" required maxlength="128" autocomplete="name" /></label>
      <label>Note (optional) <input name="note" maxlength="1000" autocomplete="off" /></label>
      <label>File <select name="format"><option value="csv">CSV</option><option value="ndjson">NDJSON</option></select>
        </label>
      ${error && html`<p class="error" role="alert"><${Sentence}>${error}<//></p>`}
      <button type="submit" class="primary" disabled=${busy}>${busy ? "Exporting…" : "Export and sign off"}</button>
    </form></details>
    ${signed && html`<div class="note signed" role="status"><p><b>Signed off by <${Text}>${signed.reviewed_by}<//></b>
      ${" "}at <${Time} at=${signed.at} />, position ${signed.position} of the log.
      ${signed.note && html` Note: <${Text}>${signed.note}<//>`}</p>
      <p>File <${Text}>${signed.file}<//>, SHA-256 <code class="id">${signed.sha256}</code>
        ${" "}<${Copy} text=${signed.sha256} quiet /></p></div>`}`;
}
