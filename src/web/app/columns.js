// The columns of every list, and how a row shows what it holds.
import { html } from "./lib.js";
import { here, link, route } from "./route.js";
import { duration } from "./time.js";
import { Value } from "./menu.js";
import { Badge, Id, None, Text, Time } from "./ui.js";
import { label, tone } from "./words.js";

/** @typedef {import("./api.js").Schemas} Schemas */
/** @template Row @typedef {import("./list.js").Column<Row>} Column */

/** Text, or the mark that there is none. @param {string | null | undefined} text */
const some = (text) => (text ? html`<${Text}>${text}<//>` : html`<${None} />`);

/** @param {string} text @param {string | null | undefined} id @param {string} page */
const named = (text, id, page) => (id ? html`<a href=${link(page, id)} title=${id}><${Text}>${text}<//></a>`
  : some(text));

/** @param {Schemas["Session"]} row */
export const place = (row) => [row.city, row.country].filter(Boolean).join(", ");

/** @param {Schemas["Session"]} row */
export const device = (row) => [row.browser, row.device_type ?? (row.is_mobile ? "mobile" : null)].filter(Boolean)
  .join(" · ");

/** @param {{ end_reason?: string | null, ended_at?: string | null, inferred: boolean }} row */
export const endOf = (row) => (row.ended_at
  ? html`<${Time} at=${row.ended_at} to="minute" /> <span class="faint more"><${Text}>
    ${label(row.end_reason ?? "ended").toLowerCase()}<//>${row.inferred ? ", inferred" : ""}</span>`
  : html`<span class="faint">open</span>`);

/** Who acted in a session. @param {Schemas["Session"]} row */
function acting({ impersonated, impersonator_id: id }) {
  if (!impersonated) return html`<span class="faint none">the user</span>`;
  const by = id && html`<span class="more">by <a class="short" href=${link("users", id)} title=${id}><${Text}>${id}<//>
    </a></span>`;
  return html`<${Badge} tone="warn">Impersonated<//> ${by}`;
}

/** @param {Schemas["User"]} user */
export const nameOf = (user) =>
  [user.first_name, user.last_name].filter(Boolean).join(" ") || user.username || user.primary_email || user.user_id;

/** @param {Schemas["User"]} user */
export const UserBadges = (user) => html`
  ${user.deleted_at && html`<${Badge} tone="warn">Deleted<//>`} ${user.banned && html`<${Badge} tone="warn">Banned<//>`}
  ${user.locked && html`<${Badge} tone="warn">Locked<//>`} ${user.deprovisioned &&
    html`<${Badge} tone="warn">Deprovisioned<//>`}`;

/** In the list of activity a row opens beside it, elsewhere on a page of its own. @param {Schemas["Activity"]} row */
function toRow(row) {
  if (route.value.page === "activity" && !route.value.id) return here({ row: row.svix_id });
  return link("activity", row.svix_id, { source: row.source === "system" ? "system" : null });
}

/** @type {Column<Schemas["Activity"]>[]} */
export const ACTIVITY = [
  { name: "occurred_at", label: "Time", cell: (row) => html`<${Time} at=${row.occurred_at} />` },
  { name: "action", label: "Action",
    cell: (row) => row.actions.map((action) => html`<span class=${`badge ${tone(action)}`} key=${action}>
      <${Value} name="action" value=${action}>${label(action)}<//></span>`) },
  { name: "summary", label: "What happened", wide: true,
    cell: (row) => html`<a class="row-link" href=${toRow(row)} data-row=${row.svix_id}
      title=${[row.user_id, row.session_id, row.svix_id].filter(Boolean).join("\n")}><${Text}>${row.summary}<//></a>` },
  { name: "user_id", label: "User", hidden: true,
    cell: (row) => html`<${Value} name="user_id" value=${row.user_id} />` },
  { name: "actor_id", label: "Actor",
    cell: (row) => html`<${Value} name="actor_id" value=${row.actor.id} title=${row.actor.name ?? undefined}>
      ${row.actor.name ?? row.actor.id}<//>` },
  { name: "organization_id", label: "Organization", hidden: true,
    cell: (row) => html`<${Value} name="organization_id" value=${row.organization_id} />` },
  { name: "session_id", label: "Session", hidden: true,
    cell: (row) => html`<${Value} name="session_id" value=${row.session_id} />` },
  { name: "ip", label: "Address", cell: (row) => html`<${Value} name="ip" value=${row.ip} />` },
  { name: "country", label: "Country", cell: (row) => html`<${Value} name="country" value=${row.country} />` },
  { name: "city", label: "City", hidden: true, cell: (row) => html`<${Value} name="city" value=${row.city} />` },
  { name: "browser", label: "Browser", cell: (row) => html`<${Value} name="browser" value=${row.browser} />` },
  { name: "type", label: "Type", hidden: true, cell: (row) => html`<${Value} name="type" value=${row.type} />` },
  { name: "received_at", label: "Received", hidden: true, cell: (row) => html`<${Time} at=${row.received_at} />` },
  { name: "position", label: "Position", hidden: true, cell: (row) => row.position },
];

/** @type {Column<Schemas["Session"]>[]} */
export const SESSIONS = [
  { name: "started_at", label: "Started",
    cell: (row) => html`<a href=${link("sessions", row.session_id)}><${Time} at=${row.started_at} to="minute" /></a>` },
  { name: "user", label: "User", lead: true,
    cell: (row) => named(row.user_name ?? row.user_email ?? row.user_id ?? "", row.user_id, "users") },
  { name: "impersonated", label: "Acted by", cell: acting },
  { name: "status", label: "Status",
    cell: (row) => html`<${Value} name="status" value=${row.status}>${label(row.status)}<//>` },
  { name: "ended_at", label: "Ended", cell: endOf },
  { name: "duration", label: "Duration",
    cell: (row) => some(row.duration_ms == null ? null : duration(row.duration_ms)) },
  { name: "ip", label: "Address", cell: (row) => some(row.ip) },
  { name: "country", label: "Place",
    cell: (row) => html`<${Value} name="country" value=${row.country}>${place(row)}<//>` },
  { name: "browser", label: "Device",
    cell: (row) => html`<${Value} name="browser" value=${row.browser}>${device(row)}<//>` },
  { name: "last_active_at", label: "Last active", hidden: true,
    cell: (row) => html`<${Time} at=${row.last_active_at} to="minute" />` },
  { name: "session_id", label: "Id", hidden: true,
    cell: (row) => html`<${Id} id=${row.session_id} page="sessions" />` },
];

/** @type {Column<Schemas["User"]>[]} */
export const USERS = [
  { name: "name", label: "Name", lead: true,
    cell: (row) => html`${named(nameOf(row), row.user_id, "users")} ${UserBadges(row)}` },
  { name: "email", label: "E-mail",
    cell: (row) => html`${some(row.primary_email)}
      ${row.matched?.filter(({ current }) => !current).map(({ value }) => html`<span class="faint">formerly <${Text}>
        ${value}<//></span>`)}` },
  { name: "last_sign_in_at", label: "Last sign-in",
    cell: (row) => html`<${Time} at=${row.last_sign_in_at} to="minute" />` },
  { name: "sign_ins", label: "Sign-ins", cell: (row) => row.sign_ins },
  { name: "mfa", label: "Second factor",
    cell: (row) => ({ true: "yes", false: "no" }[String(row.two_factor_enabled)] ?? "unknown") },
  { name: "created_at", label: "Created", cell: (row) => html`<${Time} at=${row.created_at} to="day" />` },
  { name: "user_id", label: "Id", hidden: true, cell: (row) => html`<${Id} id=${row.user_id} page="users" />` },
];

/** @type {Column<Schemas["Organization"]>[]} */
export const ORGANIZATIONS = [
  { name: "name", label: "Name", lead: true,
    cell: (row) => [named(row.name ?? row.organization_id, row.organization_id, "organizations"),
      row.deleted_at && html` <${Badge} tone="warn">Deleted<//>`] },
  { name: "slug", label: "Slug", cell: (row) => some(row.slug) },
  { name: "created_at", label: "Created", cell: (row) => html`<${Time} at=${row.created_at} to="minute" />` },
  { name: "created_by", label: "Created by", cell: (row) => html`<${Id} id=${row.created_by} page="users" />` },
  { name: "organization_id", label: "Id", hidden: true,
    cell: (row) => html`<${Id} id=${row.organization_id} page="organizations" />` },
];

/** @type {Column<Schemas["Membership"]>[]} */
export const MEMBERSHIPS = [
  { name: "user", label: "Member", lead: true,
    cell: (row) => named(row.user_name ?? row.user_email ?? row.user_id ?? "", row.user_id, "users") },
  { name: "email", label: "E-mail", cell: (row) => some(row.user_email) },
  { name: "organization", label: "Organization", hidden: true,
    cell: (row) => named(row.organization_name ?? "", row.organization_id, "organizations") },
  { name: "role", label: "Role",
    cell: (row) => some(row.roles?.join(", ") || row.role_name || row.role) },
  { name: "started_at", label: "Since", cell: (row) => html`<${Time} at=${row.started_at} to="minute" />` },
  { name: "ended_at", label: "Until", cell: endOf },
];

/** @type {Column<Schemas["Invitation"]>[]} */
export const INVITATIONS = [
  { name: "email", label: "Invited", lead: true, cell: (row) => some(row.email) },
  { name: "status", label: "Status", cell: (row) => html`${label(row.status)}${row.inferred ? ", inferred" : ""}` },
  { name: "role", label: "Role", cell: (row) => some(row.role_name ?? row.role) },
  { name: "inviter", label: "By",
    cell: (row) => named(row.inviter_name ?? row.inviter_email ?? row.inviter_id ?? "", row.inviter_id, "users") },
  { name: "started_at", label: "Sent", cell: (row) => html`<${Time} at=${row.started_at} to="minute" />` },
  { name: "settled_at", label: "Settled", cell: (row) => html`<${Time} at=${row.settled_at} to="minute" />` },
];

/** @type {Column<Schemas["ApiKey"]>[]} */
export const KEYS = [
  { name: "name", label: "Name", lead: true, cell: (row) => html`<${Text}>${row.name}<//>` },
  { name: "owner", label: "Owner", cell: (row) => some(row.owner) },
  { name: "status", label: "Status",
    cell: (row) => html`<${Badge} tone=${row.status === "valid" ? "good" : "warn"}>${label(row.status)}<//>` },
  { name: "scopes", label: "Scopes", cell: (row) => row.scopes.join(", ") },
  { name: "sources", label: "Sources", cell: (row) => row.sources?.join(", ") ?? "all" },
  { name: "last_used_on", label: "Last used", cell: (row) => html`<${Time} at=${row.last_used_on} to="day" />` },
  { name: "expires_at", label: "Expires",
    cell: (row) => (row.expires_at ? html`<${Time} at=${row.expires_at} to="minute" />` : "never") },
  { name: "key_id", label: "Id", cell: (row) => html`<${Id} id=${row.key_id} />` },
];
