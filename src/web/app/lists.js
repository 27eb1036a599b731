// The lists of the API: for each, its columns, its filters, and the id of a row.
import { ACTIVITY, INVITATIONS, KEYS, MEMBERSHIPS, ORGANIZATIONS, SESSIONS, USERS } from "./columns.js";

/** @typedef {import("./api.js").Schemas} Schemas */
/** @typedef {import("./filters.js").Filter} Filter */
/** @template Row @typedef {import("./list.js").Column<Row>} Column */

/** Names of what can be asked of a list. The type is checked against the API.
 * @template {import("./api.js").Path} P @typedef {keyof import("./api.js").Query<P> & string} Name */

const FLAG = /** @type {const} */ (["true", "false"]);

/**
 * A filter as the API has it: only a parameter that takes a list can have several values, and `!` in front of one.
 * @template {import("./api.js").Path} P
 * @template {Name<P>} N
 * @typedef {Omit<Filter, "name" | "several"> & { name: N } &
 *   (import("./api.js").Query<P>[N] extends string[] | undefined ? { several: true } : { several?: false })} FilterOf
 */

/**
 * @template {import("./api.js").Path} P
 * @param {P} _path
 * @param {{ [N in Name<P>]: FilterOf<P, N> }[Name<P>][]} all
 * @returns {Filter[]}
 */
const filters = (_path, all) => /** @type {any} */ (all);

/** The actions that the filter suggests. Any other can be typed. */
const ACTIONS = [
  "signed_in", "signed_out", "sign_in_pending", "session_revoked", "impersonation_started", "impersonation_ended",
  "agent_session_started", "agent_session_ended", "user_created", "user_deleted", "user_banned", "user_unbanned",
  "user_locked", "user_unlocked", "email_added", "email_changed", "email_removed", "email_verified", "phone_changed",
  "password_set", "password_changed", "password_removed", "mfa_enabled", "mfa_disabled", "passkey_added",
  "passkey_removed", "account_connected", "account_disconnected", "profile_changed", "metadata_changed",
  "organization_created", "organization_deleted", "member_added", "member_removed", "member_role_changed",
  "invitation_sent", "invitation_accepted", "invitation_revoked",
];

/** Filters of rows that name a device. */
const CLIENT = /** @type {const} */ ([
  { name: "country", label: "Country", kind: "text", several: true },
  { name: "city", label: "City", kind: "text", several: true },
  { name: "browser", label: "Browser", kind: "text", several: true },
]);

const ACTIVITY_FILTERS = filters("/v1/activity", [
  { name: "action", label: "Action", kind: ACTIONS, several: true },
  { name: "user_id", label: "User", kind: "text", several: true },
  { name: "actor_id", label: "Actor", kind: "text", several: true },
  { name: "involves", label: "Involves user", kind: "text", several: true },
  { name: "organization_id", label: "Organization", kind: "text", several: true },
  { name: "member_of", label: "Member of", kind: "text" },
  { name: "session_id", label: "Session", kind: "text", several: true },
  { name: "ip", label: "Address", kind: "text", several: true },
  ...CLIENT,
  { name: "new", label: "New to the user", kind: ["country", "browser", "device", "network"] },
  { name: "type", label: "Type", kind: "text", several: true },
  { name: "received_since", label: "Received since", kind: "time" },
  { name: "received_until", label: "Received until", kind: "time" },
  { name: "source", label: "Source", kind: "text" },
  { name: "instance_id", label: "Instance", kind: "text" },
]);

/** Of sessions. */
const STATUSES = /** @type {const} */ ([
  "active", "pending", "ended", "removed", "revoked", "replaced", "expired", "abandoned", "user_deleted", "unknown",
]);

/**
 * @typedef {object} ListOf
 * @property {string} title
 * @property {Column<any>[]} columns
 * @property {(row: any) => string} id
 * @property {Filter[]} filters
 * @property {string} [search] What `q` finds.
 * @property {boolean} [paged]
 */

/** @satisfies {Record<string, ListOf>} */
export const LISTS = {
  "/v1/activity": {
    title: "Activity",
    columns: ACTIVITY,
    id: (/** @type {Schemas["Activity"]} */ row) => `${row.source}/${row.svix_id}`,
    filters: ACTIVITY_FILTERS,
    search: "People and organizations, by name or id",
  },
  "/v1/sessions": {
    title: "Sessions",
    columns: SESSIONS,
    id: (/** @type {Schemas["Session"]} */ row) => `${row.source}/${row.session_id}`,
    search: "People and organizations, by name or id",
    filters: filters("/v1/sessions", [
      { name: "active_at", label: "Signed in at", kind: "time" },
      { name: "since", label: "Since", kind: "time" },
      { name: "until", label: "Until", kind: "time" },
      { name: "impersonated", label: "Impersonated", kind: FLAG },
      { name: "agent", label: "Agent", kind: FLAG },
      { name: "status", label: "Status", kind: STATUSES, several: true },
      { name: "user_id", label: "User", kind: "text", several: true },
      { name: "impersonator_id", label: "Impersonator", kind: "text", several: true },
      { name: "organization_id", label: "Organization", kind: "text", several: true },
      { name: "ip", label: "Address", kind: "text", several: true },
      ...CLIENT,
    ]),
  },
  "/v1/users": {
    title: "Users",
    columns: USERS,
    id: (/** @type {Schemas["User"]} */ row) => `${row.source}/${row.user_id}`,
    search: "Names and addresses, also former ones",
    filters: filters("/v1/users", [
      { name: "email", label: "E-mail", kind: "text" },
      { name: "phone", label: "Phone", kind: "text" },
      { name: "username", label: "User name", kind: "text" },
      { name: "external_id", label: "External id", kind: "text" },
      { name: "mfa", label: "Second factor", kind: FLAG },
      { name: "banned", label: "Banned", kind: FLAG },
      { name: "never_signed_in", label: "Never signed in", kind: FLAG },
      { name: "last_sign_in_before", label: "Last sign-in before", kind: "time" },
    ]),
  },
  "/v1/organizations": {
    title: "Organizations",
    columns: ORGANIZATIONS,
    id: (/** @type {Schemas["Organization"]} */ row) => `${row.source}/${row.organization_id}`,
    search: "Names, slugs and ids, also former ones",
    filters: filters("/v1/organizations", [
      { name: "created_by", label: "Created by", kind: "text" },
      { name: "slug", label: "Slug", kind: "text" },
    ]),
  },
  "/v1/memberships": {
    title: "Memberships",
    columns: MEMBERSHIPS,
    id: (/** @type {Schemas["Membership"]} */ row) => `${row.source}/${row.membership_id}`,
    filters: filters("/v1/memberships", [
      { name: "role", label: "Role", kind: "text", several: true },
      { name: "active_at", label: "At", kind: "time" },
    ]),
  },
  "/v1/invitations": {
    title: "Invitations",
    columns: INVITATIONS,
    id: (/** @type {Schemas["Invitation"]} */ row) => `${row.source}/${row.invitation_id}`,
    filters: [],
  },
  "/v1/keys": {
    title: "Keys",
    columns: KEYS,
    id: (/** @type {Schemas["ApiKey"]} */ row) => row.key_id,
    filters: [],
    paged: false,
  },
};

/** A list, if this page knows it. @param {string} path @returns {ListOf | undefined} */
export const listOf = (path) => /** @type {Record<string, ListOf>} */ (LISTS)[path];
