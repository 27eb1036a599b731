// "Show the requests": what the page asked, as commands for a terminal.
import { html } from "./lib.js";
import { requests } from "./api.js";
import { Copy, Text } from "./ui.js";

/** @param {string} url */
const command = (url) => `curl -sg -H "Authorization: Bearer $GATELOG_API_KEY" '${location.origin}${url.replace(/'/g,
  "%27")}'`;

export function Requests() {
  const urls = [...new Set(requests.value)];
  if (urls.length === 0) return null;
  return html`<details class="requests"><summary>Show the requests of this page (${urls.length})</summary>
    <p class="faint">The page shows nothing that these do not answer.</p>
    <ul>${urls.map((url) => html`<li key=${url}><code><${Text}>${command(url)}<//></code> <${Copy}
      text=${command(url)} /></li>`)}</ul>
  </details>`;
}
