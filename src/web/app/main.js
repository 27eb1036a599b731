// The page: signs in, shows what the fragment names, and keeps the frame around it.
import { Component, html, render } from "./lib.js";
import { keyName, loadSession, session, signOut } from "./api.js";
import { Menu } from "./menu.js";
import { Requests } from "./requests.js";
import { link, route } from "./route.js";
import { theme, zone } from "./settings.js";
import { LOCAL_ZONE, zoneName } from "./time.js";
import { Failure, Loading, Text } from "./ui.js";
import { ActivityPage } from "./pages/activity.js";
import { EventPage } from "./pages/event.js";
import { ListPage } from "./pages/list.js";
import { OrganizationPage } from "./pages/organization.js";
import { Overview } from "./pages/overview.js";
import { ReportPage, ReportsPage } from "./pages/reports.js";
import { SessionPage } from "./pages/session.js";
import { SignIn } from "./pages/sign_in.js";
import { SystemPage } from "./pages/system.js";
import { UserPage } from "./pages/user.js";

/** @typedef {{ title: string, all: () => any, one?: (props: { id: string }) => any }} Page */

/** @type {Record<string, Page>} */
const PAGES = {
  "": { title: "Overview", all: Overview },
  activity: { title: "Activity", all: ActivityPage, one: EventPage },
  users: { title: "Users", all: () => html`<${ListPage} path="/v1/users" />`, one: UserPage },
  sessions: { title: "Sessions", all: () => html`<${ListPage} path="/v1/sessions" />`, one: SessionPage },
  organizations: { title: "Organizations", all: () => html`<${ListPage} path="/v1/organizations" />`,
    one: OrganizationPage },
  reports: { title: "Reports", all: ReportsPage, one: ReportPage },
  system: { title: "System", all: SystemPage },
};

/** Where the documentation of the API is; the server names it only if it is served. */
const DOCS = document.querySelector('link[rel="service-doc"]')?.getAttribute("href");

/** What a page throws is shown, and does not take the frame with it. */
class Boundary extends Component {
  state = { error: null };
  /** @param {any} error */
  componentDidCatch(error) {
    console.error(error);
    this.setState({ error });
  }
  render() {
    const { error } = this.state;
    return error ? html`<${Failure} error=${error} />` : /** @type {any} */ (this.props).children;
  }
}

/** @param {{ label: string, setting: { value: string }, options: [string, string][] }} props */
const Switch = ({ label, setting, options }) => html`<label class="switch"><span class="hidden">${label}</span>
  <select value=${setting.value}
    onChange=${(/** @type {any} */ event) => { setting.value = event.currentTarget.value; }}>
    ${options.map(([value, text]) => html`<option key=${value} value=${value}>${text}</option>`)}
  </select></label>`;

/** @type {[string, string][]} */
const THEMES = [["system", "Auto"], ["light", "Light"], ["dark", "Dark"]];

function Frame() {
  const { page, id } = route.value;
  const shown = Object.hasOwn(PAGES, page) ? PAGES[page] : undefined;
  document.title = `${[id, shown?.title].filter(Boolean).join(" · ")} – Gatelog`;
  return html`<a class="skip" href="#main" onClick=${(/** @type {Event} */ event) => {
      event.preventDefault();
      document.querySelector("main")?.focus();
    }}>Skip to the content</a>
    <header class="top">
      <a class="brand" href="#/"><svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 21V8a8 8 0 0 1 16 0v13h-4V8a4 4 0 0 0-8 0v13zM11 12h2v9h-2z" /></svg> Gatelog</a>
      <nav aria-label="Pages of Gatelog">${Object.entries(PAGES).map(([name, { title }]) =>
        html`<a key=${name} href=${link(name)} aria-current=${name === page ? "page" : null}>${title}</a>`)}</nav>
      <div class="tools">
        <${Switch} label="Time zone" setting=${zone} options=${[["local", LOCAL_ZONE], ["utc", "UTC"]]} />
        <${Switch} label="Theme" setting=${theme} options=${THEMES} />
        <span class="who" title="The key of this session">Key <${Text}>${keyName()}<//></span>
        <button type="button" onClick=${() => signOut()}>Sign out</button>
      </div>
    </header>
    <main id="main" tabindex="-1"><${Boundary} key=${`${page}/${id}`}>
      ${!shown ? html`<h1>No such page</h1><p><a href="#/">To the overview</a></p>`
        : id && shown.one ? html`<${shown.one} id=${id} />` : html`<${shown.all} />`}
    <//></main>
    <footer><${Requests} /><p class="faint">All times are in ${zoneName()}.
      ${DOCS && html` <a href=${DOCS}>Documentation of the API</a>`}</p></footer>
    <${Menu} />`;
}

function App() {
  if (session.value === undefined) return html`<main id="main"><${Loading} /></main>`;
  return session.value === null ? html`<${SignIn} />` : html`<${Frame} />`;
}

theme.subscribe((value) => { document.documentElement.dataset.theme = value; });
render(html`<${App} />`, document.body);

// The link that a demo prints, `#/sign-in?link=…`, works once and does not stay in the address.
const { page, params } = route.value;
if (page === "sign-in") location.replace("#/");
loadSession(page === "sign-in" ? params.get("link") : null);
