//! The reports of an audit: questions that auditors ask, each with the request that answers it.

/// A question, and the request for its answer.
#[derive(Clone, Copy, Debug)]
pub struct Report {
    /// Name in the command line and in the API.
    pub name: &'static str,
    pub question: &'static str,
    /// Path of the list that answers it.
    pub path: &'static str,
    /// Query parameters that make the list the answer, each with its values.
    pub fixed: &'static [(&'static str, &'static [&'static str])],
    /// Query parameters without which the question is not complete.
    pub required: &'static [&'static str],
    /// Further query parameters that the question is often asked with. All others of the list can
    /// be given too.
    pub optional: &'static [&'static str],
    /// What the answer leaves out.
    pub not_covered: &'static str,
}

/// Words for what no webhook of Clerk reports.
const NO_FAILED: &str = "Clerk reports completed sign-ins only: failed attempts are not in the log.";
const NO_DASHBOARD: &str = "What administrators do in Clerk's dashboard is reported by its effect: who did it is a guess \
                            or unknown.";
const FROM_CLERK: &str = "The country and the browser are what Clerk reports for a session, mostly in the event that \
                          begins it only.";

/// All reports, in the order of an audit.
pub const REPORTS: [Report; 17] = [
    Report {
        name: "signed-in-at",
        question: "Who was signed in at an instant, and from where?",
        path: "/v1/sessions",
        fixed: &[],
        required: &["active_at"],
        optional: &["organization_id", "country"],
        not_covered: "Ends that no event reported: they are inferred (`inferred`).",
    },
    Report {
        name: "active-sessions",
        question: "Which sessions are open now?",
        path: "/v1/sessions",
        fixed: &[("status", &["active"])],
        required: &[],
        optional: &["user_id", "organization_id"],
        not_covered: "Ends without an event: such a session is open until its end is inferred.",
    },
    Report {
        name: "sign-ins-per-day",
        question: "How many signed in and out, per day?",
        path: "/v1/stats/activity",
        fixed: &[("by", &["action"]), ("interval", &["day"])],
        required: &[],
        optional: &["since", "until", "time_zone"],
        not_covered: NO_FAILED,
    },
    Report {
        name: "impersonations",
        question: "Who acted as another user, when, and for how long?",
        path: "/v1/sessions",
        fixed: &[("impersonated", &["true"])],
        required: &[],
        optional: &["since", "until", "user_id", "impersonator_id"],
        not_covered: "What an impersonator did without an event of Clerk is not in the log.",
    },
    Report {
        name: "access-changes",
        question: "What changed in how a user signs in: e-mail addresses, second factors, password?",
        path: "/v1/activity",
        fixed: &[(
            "action",
            &[
                "email_added",
                "email_changed",
                "email_removed",
                "email_updated",
                "email_verified",
                "mfa_changed",
                "mfa_disabled",
                "mfa_enabled",
                "passkey_added",
                "passkey_removed",
                "passkey_updated",
                "password_changed",
                "password_removed",
                "password_set",
                "phone_added",
                "phone_changed",
                "phone_removed",
                "account_connected",
                "account_disconnected",
            ],
        )],
        required: &["user_id"],
        optional: &["since", "until"],
        not_covered: NO_DASHBOARD,
    },
    Report {
        name: "new-countries",
        question: "Who signed in from a country that was new to them?",
        path: "/v1/activity",
        fixed: &[("new", &["country"])],
        required: &[],
        optional: &["since", "until", "user_id"],
        not_covered: FROM_CLERK,
    },
    Report {
        name: "new-devices",
        question: "Who signed in with a device that was new to them?",
        path: "/v1/activity",
        fixed: &[("new", &["device"])],
        required: &[],
        optional: &["since", "until", "user_id"],
        not_covered: FROM_CLERK,
    },
    Report {
        name: "organization-activity",
        question: "What happened in an organization?",
        path: "/v1/activity",
        fixed: &[],
        required: &["organization_id"],
        optional: &["since", "until", "action"],
        not_covered: "What its members did outside of it: the report `member-activity` has that.",
    },
    Report {
        name: "member-activity",
        question: "What did the members of an organization do, wherever?",
        path: "/v1/activity",
        fixed: &[],
        required: &["member_of"],
        optional: &["since", "until", "action"],
        not_covered: "What they did before and after their memberships. At most 1,000 memberships.",
    },
    Report {
        name: "members-at",
        question: "Who belonged to an organization at an instant, and with which role?",
        path: "/v1/memberships",
        fixed: &[],
        required: &["organization_id", "active_at"],
        optional: &["role"],
        not_covered: "Memberships that ended before the log began.",
    },
    Report {
        name: "dormant-accounts",
        question: "Who has not signed in since?",
        path: "/v1/users",
        fixed: &[("order", &["asc"])],
        required: &["last_sign_in_before"],
        optional: &["banned"],
        not_covered: "Users who never signed in: the report `never-signed-in` has them.",
    },
    Report {
        name: "never-signed-in",
        question: "Which accounts were never used?",
        path: "/v1/users",
        fixed: &[("never_signed_in", &["true"])],
        required: &[],
        optional: &[],
        not_covered: "Sign-ins from before the log began, unless Clerk reported them since.",
    },
    Report {
        name: "without-second-factor",
        question: "Which accounts have no second factor?",
        path: "/v1/users",
        fixed: &[("mfa", &["false"])],
        required: &[],
        optional: &["banned"],
        not_covered: "Users of whom no event reports it.",
    },
    Report {
        name: "log-readers",
        question: "Who read the log, exported from it, signed an export off, or was refused?",
        path: "/v1/activity",
        fixed: &[
            ("source", &["system"]),
            ("type", &["system.read", "system.exported", "system.reviewed", "system.access_denied", "system.key_used"]),
        ],
        required: &[],
        optional: &["since", "until", "actor_id"],
        not_covered: "Reads of the database that do not go through Gatelog.",
    },
    Report {
        name: "key-changes",
        question: "Who made and revoked keys?",
        path: "/v1/activity",
        fixed: &[("source", &["system"]), ("type", &["system.key_created", "system.key_revoked"])],
        required: &[],
        optional: &["since", "until"],
        not_covered: "The key in `GATELOG_API_KEY`, which the configuration sets.",
    },
    Report {
        name: "keys-at",
        question: "Which keys were there at an instant, what could each do, and who was responsible?",
        path: "/v1/keys",
        fixed: &[],
        required: &["as_of"],
        optional: &[],
        not_covered: "The key in `GATELOG_API_KEY`, which has every scope.",
    },
    Report {
        name: "log-changes",
        question: "Was the log restored, stopped, imported into or configured anew, and did its clock step?",
        path: "/v1/activity",
        fixed: &[
            ("source", &["system"]),
            (
                "type",
                &[
                    "system.rolled_back",
                    "system.clock_stepped",
                    "system.conflict",
                    "system.started",
                    "system.stopped",
                    "system.configuration_changed",
                    "system.secrets_changed",
                    "system.import_started",
                    "system.import_finished",
                    "system.migrated",
                    "system.rebuilt",
                    "system.projections_put_back",
                ],
            ),
        ],
        required: &[],
        optional: &["since", "until"],
        not_covered: "Gaps of coverage: `/v1/sources` says since when each source is complete.",
    },
];

impl Report {
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        REPORTS.iter().find(|report| report.name == name)
    }

    /// The request without the required parameters: `/v1/users?mfa=false`.
    #[must_use]
    pub fn request(&self) -> String {
        let pairs = self.fixed.iter().flat_map(|(name, values)| values.iter().map(move |value| (name, value)));
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { self.path.to_owned() } else { format!("{}?{}", self.path, pairs.join("&")) }
    }
}
