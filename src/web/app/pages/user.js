// A user: who it is and was, sessions, activity, versions; all of it as of any instant.
import { html } from "../lib.js";
import { useAnswer } from "../api.js";
import { Last } from "../filters.js";
import { Gantt } from "../gantt.js";
import { Table } from "../list.js";
import { LISTS } from "../lists.js";
import { nameOf, UserBadges } from "../columns.js";
import { ActivityOf, AsOf, end, instant, Unknown, Versions } from "../object.js";
import { link, route } from "../route.js";
import { rangeOf } from "../time.js";
import { Answered, Badge, Empty, Facts, Id, Section, Text, Time } from "../ui.js";

/** @typedef {import("../api.js").Schemas} Schemas */
/** @typedef {Schemas["User"]} User */

const PATH = "/v1/users/{user_id}";

/** @param {{ id: string }} props */
export function UserPage({ id }) {
  const at = instant();
  const answer = useAnswer(PATH, { as_of: at }, { user_id: id });
  if (answer.error && !answer.loading && !instant()) {
    return html`<${Unknown} id=${id} answer=${answer} filter="involves" />`;
  }
  return html`
    <${Answered} answer=${answer}>${(/** @type {User} */ user) => html`<h1><${Text}>${nameOf(user)}<//> <${UserBadges}
      ...${user} /></h1>`}<//>
    <p><${Id} id=${id} /></p>
    <${AsOf} position=${answer.position} from=${answer.data?.created_at} query=${{ involves: [id] }} />
    ${answer.data && html`<${Section} title="Identity"><${Identity} user=${answer.data} /><//>`}
    <${Memberships} id=${id} />
    <${Sessions} id=${id} />
    <${ActivityOf} query=${{ involves: id }} />
    <${Versions} path=${PATH} id=${id} />`;
}

/** @param {{ user: User }} props */
function Identity({ user }) {
  /** @param {{ verification?: string | null }} entry @param {string | null | undefined} text */
  const verified = (entry, text) => html`<div><${Text}>${text}<//> <${Badge}
    tone=${entry.verification === "verified" ? "good" : "plain"}>${entry.verification ?? "not verified"}<//></div>`;
  /** @param {any[] | null | undefined} list @param {(one: any) => any} show */
  const all = (list, show) => (list?.length ? list.map(show) : null);
  /** @param {boolean | null | undefined} flag */
  const flag = (flag) => (flag == null ? "not reported" : flag ? "yes" : "no");
  const emails = all(user.email_addresses, (one) => verified(one, one.email_address))
    ?? all(user.emails, (one) => html`<div><${Text}>${one}<//></div>`);
  const accounts = [user.external_accounts, user.saml_accounts, user.enterprise_accounts].flatMap((some) => some ?? []);
  return html`<div class="columns">
    <${Facts} rows=${[
      ["E-mail", emails],
      ["Formerly", all(user.former_emails, (one) => html`<div class="former"><${Text}>${one}<//></div>`)],
      ["Phone", all(user.phone_numbers, (one) => verified(one, one.phone_number))],
      ["Wallet", all(user.web3_wallets, (one) => verified(one, one.web3_wallet))],
      ["User name", user.username],
      ["External id", user.external_id],
      ["Accounts", all(accounts, (one) =>
        verified(one, [one.provider?.replace(/^oauth_/, ""), one.email_address].filter(Boolean).join(" · ")))],
    ]} />
    <${Facts} rows=${[
      ["Second factor", user.two_factor_enabled ? ["required", user.totp_enabled && "authenticator app",
        user.backup_code_enabled && "backup codes"].filter(Boolean).join(", ") : flag(user.two_factor_enabled)],
      ["Passkeys", all(user.passkeys, (one) => html`<div><${Text}>${one.name ?? one.id}<//></div>`)],
      ["Password", html`${flag(user.password_enabled)} ${user.password_last_updated_at &&
        html`<span class="faint">set <${Time} at=${user.password_last_updated_at} to="minute" /></span>`}`],
      ["Banned", flag(user.banned)],
      ["Locked", html`${flag(user.locked)} ${user.lockout_expires_at &&
        html`<span class="faint">until <${Time} at=${user.lockout_expires_at} to="minute" />
          ${user.lock_end_inferred ? ", inferred" : ""}</span>`}`],
      ["Directory", [user.scim_directory_id, user.deprovisioned && "deprovisioned"].filter(Boolean).join(", ")],
    ]} />
    <${Facts} rows=${[
      ["Created", html`<${Time} at=${user.created_at} to="minute" />`],
      ["Last sign-in", html`<${Time} at=${user.last_sign_in_at} to="minute" />`],
      ["Sign-ins", user.sign_ins.toLocaleString("en")],
      ["Deleted", user.deleted_at && html`<${Time} at=${user.deleted_at} to="minute" />`],
      ["Terms accepted", user.legal_accepted_at && html`<${Time} at=${user.legal_accepted_at} to="minute" />`],
      ["Source", user.source],
      ["Instance", user.instance_id],
      ["Incomplete since", user.failure_since && html`<a href=${link("system")}><${Time} at=${user.failure_since}
        to="minute" /></a>`],
    ]} />
  </div>`;
}

/** Columns of the memberships of one user. */
const OF_A_USER = LISTS["/v1/memberships"].columns.filter(({ name }) => !["user", "email", "ended_at"].includes(name))
  .map((column) => ({ ...column, hidden: false }));

/** @param {{ id: string }} props */
function Memberships({ id }) {
  const at = instant();
  const answer = useAnswer("/v1/memberships", { user_id: [id], ...(at ? { active_at: at } : { active: true }) });
  const list = LISTS["/v1/memberships"];
  if (answer.data?.data.length === 0) return null;
  return html`<${Section} title="Organizations">
    <${Answered} answer=${answer}>${(/** @type {Schemas["MembershipPage"]} */ { data }) =>
      html`<${Table} path="/memberships-of-a-user" columns=${OF_A_USER} rows=${data} id=${list.id}
        caption="Organizations" />`}<//>
  <//>`;
}

/** @param {{ id: string }} props */
function Sessions({ id }) {
  const { params, opened } = route.value;
  const at = instant() ?? opened.toISOString();
  const last = params.get("last") ?? "30d";
  const { since } = rangeOf({ page: "", id, params: new URLSearchParams({ last }), opened: new Date(at) });
  const answer = useAnswer("/v1/sessions", { user_id: [id], since, until: end() ?? at, limit: 50 });
  const all = link("sessions", null, { user_id: id, since, until: at });
  return html`<${Section} title="Sessions" tools=${html`<${Last} value=${last} />`}>
    <${Answered} answer=${answer}>${(/** @type {Schemas["SessionPage"]} */ { data, page, notes }) => (data.length === 0
      ? html`<${Empty} title="No session in this time." notes=${notes} />`
      : html`<${Gantt} sessions=${data} since=${since} until=${at} />
        ${page.has_more && html`<p><a href=${all}>All sessions of this time</a></p>`}`)}<//>
  <//>`;
}
