//! Every key of a `[[source]]` table: what it means, and how the example writes it. Reads nothing.

/// A key of `[[source]]`, and how the example writes it.
#[derive(Debug)]
pub struct SourceKey {
    /// Its name.
    pub key: &'static str,
    /// What the example says.
    pub example: &'static str,
    /// What it means.
    pub doc: &'static str,
}

/// Every key of `[[source]]`. What the example says of them is what holds without a file.
pub const SOURCE: [SourceKey; 7] = [
    SourceKey {
        key: "name",
        example: "\"clerk\"",
        doc: "1 to 32 characters of a-z, 0-9 and -, and not system, import or backfill. It is in the log for ever. Deliveries go\n\
              to /webhooks/NAME.",
    },
    SourceKey {
        key: "secrets",
        example: "[{ env = \"CLERK_WEBHOOK_SIGNING_SECRET\" }]",
        doc: "Signing secrets, any of which verifies a delivery: { file = \"…\" }, { env = \"NAME\" } or { value = \"whsec_…\" },\n\
              each perhaps with verify_only = true (no longer taken at the door, kept to check what is in the log) and with\n\
              a note = \"…\" for people. A file or a variable may hold several, apart by commas or line breaks. Names of files\n\
              are relative to this one. The source clerk without secrets takes those of the environment.",
    },
    SourceKey {
        key: "headers",
        example: "\"both\"",
        doc: "Which signature headers are read: svix, webhook (Standard Webhooks) or both.",
    },
    SourceKey {
        key: "instance_ids",
        example: "[]",
        doc: "Your Clerk instances (ins_…): events of others are recorded, and hidden from views unless asked for. None: all are\n\
              shown. CLERK_INSTANCE_ID beats this for the source clerk.",
    },
    SourceKey {
        key: "networks",
        example: "[]",
        doc: "Networks that deliveries may come from, like 198.51.100.0/24; others are answered 403. None: from everywhere.",
    },
    SourceKey {
        key: "networks_file",
        example: "\"\"",
        doc: "File with more of them: the address list that the sender publishes (JSON), or one network a line. Read again on\n\
              SIGHUP.",
    },
    SourceKey { key: "trusted_proxies", example: "[]", doc: "Instead of those of [server], for this source." },
];
