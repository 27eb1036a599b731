// The people whom the tests look for: each exists once for each run.
import { deliver, RUN } from "./harness.mjs";

export const MINUTE = 60_000;
export const DAY = 86_400_000;
export const NOW = Math.floor(Date.now() / MINUTE) * MINUTE;

/** Markup, a change of direction, and an invisible character. */
export const HOSTILE = `<img src=x onerror=alert(1)> \u202Egnp.exe\u202C \u200Bz ${RUN}`;

export const ADA = { id: `user_Ada${RUN}`, first: "Ada", last: `Lovelace${RUN}`, email: `ada.${RUN}@example.com`,
  later: `countess.${RUN}@example.com` };
export const GRACE = { id: `user_Grace${RUN}`, first: "Grace", last: `Hopper${RUN}`,
  email: `grace.${RUN}@example.com` };
export const EVE = { id: `user_Eve${RUN}`, first: HOSTILE, last: `Hostile${RUN}`, email: `eve.${RUN}@example.com` };
export const ORGANIZATION = { id: `org_Engine${RUN}`, name: `Analytical Engines ${RUN}` };

/** When Ada's address changed, and how long somebody acted as her last month. */
export const CHANGED = NOW - 12 * DAY;
export const IMPERSONATED = { id: `sess_Impersonated${RUN}`, at: NOW - 33 * DAY, ms: 13 * MINUTE + 34_000 };
export const SESSION = { id: `sess_Ada${RUN}`, at: NOW - 5 * DAY, end: NOW - 5 * DAY + 45 * MINUTE };

/** @param {{ id: string, first: string, last: string, email: string }} person @param {number} created */
export const userOf = ({ id, first, last, email }, created, updated = created) => ({
  object: "user", id, first_name: first, last_name: last, created_at: created, updated_at: updated, banned: false,
  locked: false, two_factor_enabled: true, totp_enabled: true, password_enabled: true,
    primary_email_address_id: `idn_${id}_${email}`,
  email_addresses: [{ object: "email_address", id: `idn_${id}_${email}`, email_address: email,
    verification: { status: "verified", strategy: "email_code" } }],
  external_accounts: [], phone_numbers: [], web3_wallets: [], passkeys: [], public_metadata: { note: HOSTILE },
});

/** @param {string} id @param {string} user @param {number} started @param {object} [more] */
export const sessionOf = (id, user, started, more = {}) => ({
  object: "session", id, user_id: user, client_id: `client_${id}`, status: "active", created_at: started,
    updated_at: started,
  last_active_at: started, expire_at: started + 7 * DAY, abandon_at: started + 30 * DAY, actor: null,
  latest_activity: { object: "session_activity", id: `sess_activity_${id}`, browser_name: "Firefox",
    browser_version: "144.0",
    city: "Graz", country: "AT", device_type: "desktop", ip_address: "203.0.113.7", is_mobile: false },
  ...more,
});

/** Delivers all that the tests look for. */
export async function populate() {
  for (const person of [ADA, GRACE]) await deliver("user.created", NOW - 40 * DAY, userOf(person, NOW - 40 * DAY));
  await deliver("user.created", NOW - 3 * DAY, userOf(EVE, NOW - 3 * DAY));
  await deliver("user.updated", CHANGED, userOf({ ...ADA, email: ADA.later }, NOW - 40 * DAY, CHANGED));
  const actor = { actor: { iss: "https://dashboard.example.com", sub: GRACE.id } };
  const ended = { status: "removed", updated_at: IMPERSONATED.at + IMPERSONATED.ms };
  await deliver("session.created", IMPERSONATED.at, sessionOf(IMPERSONATED.id, ADA.id, IMPERSONATED.at, actor));
  await deliver("session.removed", IMPERSONATED.at + IMPERSONATED.ms,
    sessionOf(IMPERSONATED.id, ADA.id, IMPERSONATED.at, { ...actor, ...ended }));
  await deliver("session.created", SESSION.at, sessionOf(SESSION.id, ADA.id, SESSION.at));
  await deliver("session.removed", SESSION.end, sessionOf(SESSION.id, ADA.id, SESSION.at,
    { status: "removed", updated_at: SESSION.end }));
  await deliver("session.created", NOW - 2 * DAY, sessionOf(`sess_Eve${RUN}`, EVE.id, NOW - 2 * DAY),
    { agent: `<script>alert(2)</script>${RUN}` });
  const organization = { object: "organization", id: ORGANIZATION.id, name: ORGANIZATION.name, slug: `engines-${RUN}`,
    created_by: ADA.id, created_at: NOW - 20 * DAY, updated_at: NOW - 20 * DAY, max_allowed_memberships: 5 };
  await deliver("organization.created", NOW - 20 * DAY, organization);
  await deliver("organizationMembership.created", NOW - 19 * DAY, {
    object: "organization_membership", id: `orgmem_Grace${RUN}`, organization, role: "org:admin", role_name: "Admin",
    permissions: [], created_at: NOW - 19 * DAY, updated_at: NOW - 19 * DAY,
    public_user_data: { user_id: GRACE.id, first_name: GRACE.first, last_name: GRACE.last, identifier: GRACE.email },
  });
}
