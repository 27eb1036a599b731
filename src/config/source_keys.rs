//! The list of keys of a `[[source]]` table, for the example file.

#[derive(Debug)]
pub struct SourceKey {
    pub key: &'static str,
    /// The value in the example file.
    pub example: &'static str,
    /// The description in the example file.
    pub doc: &'static str,
}

/// The example values are those of the source `clerk` without a configuration file.
pub const SOURCE: [SourceKey; 7] = [
    SourceKey {
        key: "name",
        example: "\"clerk\"",
        doc: "The name, which each event keeps: 1 to 32 characters of a-z, 0-9 and -, and not \
              system, import or backfill. The sender delivers to /webhooks/NAME.",
    },
    SourceKey {
        key: "secrets",
        example: "[{ env = \"CLERK_WEBHOOK_SIGNING_SECRET\" }]",
        doc: "Signing secrets, any of which verifies a delivery: { file = \"…\" }, { env = \
              \"NAME\" } or { value = \"whsec_…\" }. Add verify_only = true to a secret that must \
              only verify stored signatures, and note = \"…\" for your own use. A file or a \
              variable may hold several, separated by commas or line breaks. Names of files are \
              relative to this file. The source clerk without secrets takes those of the \
              environment.",
    },
    SourceKey {
        key: "headers",
        example: "\"both\"",
        doc: "The signature headers to read: svix, webhook (Standard Webhooks) or both.",
    },
    SourceKey {
        key: "instance_ids",
        example: "[]",
        doc: "Your Clerk instances (ins_…). Events of other instances are recorded, and answers \
              leave them out unless a query names their instance_id. An empty list shows all. \
              CLERK_INSTANCE_ID has precedence for the source clerk.",
    },
    SourceKey {
        key: "networks",
        example: "[]",
        doc: "Networks that may deliver, for example 198.51.100.0/24; other addresses are \
              answered 403. An empty list allows all.",
    },
    SourceKey {
        key: "networks_file",
        example: "\"\"",
        doc: "File with more networks: the address list that the sender publishes (JSON), or one \
              network a line. SIGHUP reloads it.",
    },
    SourceKey { key: "trusted_proxies", example: "[]", doc: "Proxies for this source, in place of those of [server]." },
];
