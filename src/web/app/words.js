// Actions, in the words of people, and the groups that charts count.

/** Sign-ins and sign-outs, and what else ends or begins a session. */
export const SIGN_INS = ["signed_in", "sign_in_pending"];
export const SIGN_OUTS = ["signed_out", "session_revoked"];
export const IMPERSONATIONS = ["impersonation_started", "agent_session_started"];

/** What changes who can sign in, how, and what they may do. */
export const SECURITY = [
  "user_banned", "user_unbanned", "user_locked", "user_unlocked", "user_deprovisioned", "user_reprovisioned",
  "user_deleted", "mfa_enabled", "mfa_disabled", "mfa_changed", "client_trust_bypassed", "client_trust_restored",
  "password_set", "password_changed", "password_removed", "email_added", "email_changed", "email_removed",
  "phone_added", "phone_changed", "phone_removed", "passkey_added", "passkey_removed", "account_connected",
  "account_disconnected", "account_changed", "member_role_changed", "member_permissions_changed", "role_changed",
];

const SEVERE = new Set([
  ...IMPERSONATIONS, "user_banned", "user_locked", "user_deleted", "user_deprovisioned", "mfa_disabled",
  "client_trust_bypassed", "password_removed", "session_revoked", "organization_deleted",
]);

/**
 * `impersonation_started` as `Impersonation started`.
 * @param {string} word
 */
export const label = (word) => {
  const text = word.replace(/_/g, " ").replace(/\b(mfa|ip|id|sms|scim|saml|api)\b/g, (short) => short.toUpperCase());
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** @param {string} action */
export const tone = (action) => (SEVERE.has(action) ? "warn" : SIGN_INS.includes(action) ? "good" : "plain");

/** What an event says about its object. @type {Record<string, string>} */
export const EVIDENCE = {
  object: "The event holds the whole object.",
  snapshot: "The event holds a copy of the object.",
  deletion: "The event reports the deletion.",
  mention: "The event names the object only.",
};

/** Where the time of an event is from. @type {Record<string, string>} */
export const TIMES = {
  timestamp: "the event",
  updated_at: "the last change of its object",
  created_at: "the creation of its object",
  event_id: "the id of the event",
  svix_timestamp: "the delivery",
  at: "Gatelog",
  day: "Gatelog: the day only",
};

/** How an actor is known. @type {Record<string, string>} */
export const BASES = {
  session_user: "named by the session",
  session_actor: "named by the session as its actor",
  inviter: "the event names the inviter",
  invitee: "the event names who accepted",
  creator: "the event names the creator",
  request: "guessed from what sent the request",
  change: "guessed from what changed",
  system_event: "recorded by Gatelog",
  none: "no event says who",
};
