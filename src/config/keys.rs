//! Every key of the configuration outside of `[[source]]`, each named once: where it is read from, its default, and what it
//! means. Reads nothing.

use super::mistake::Wanted;

/// A setting: a key of the file, perhaps a variable, perhaps a flag.
#[derive(Debug)]
pub struct Key {
    /// Its place in the file: table, full stop, key.
    pub name: &'static str,
    /// The flag of `serve` that beats everything else.
    pub flag: Option<&'static str>,
    /// The variable that beats the file.
    pub variable: Option<&'static str>,
    /// As a variable would have it; blank where it is unset by default.
    pub default: &'static str,
    /// How the file writes it.
    pub kind: Kind,
    /// What it must be, to follow "and must be".
    pub expects: &'static str,
    /// Whether SIGHUP changes it; else the next start does.
    pub reloaded: bool,
    /// What it means, in lines of the example.
    pub doc: &'static str,
}

/// How the file writes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// In quotes.
    Text,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Switch,
    /// Texts in brackets; a variable has them apart by commas.
    List,
}

impl Key {
    /// What stands before each of them.
    const TEMPLATE: Self = Self {
        name: "",
        flag: None,
        variable: None,
        default: "",
        kind: Kind::Text,
        expects: "",
        reloaded: true,
        doc: "",
    };

    /// The table of the file.
    #[must_use]
    pub fn table(&self) -> &'static str {
        self.name.split_once('.').map_or("", |(table, _)| table)
    }

    /// The key in that table.
    #[must_use]
    pub fn key(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(_, key)| key)
    }

    /// What its value is recognised as.
    #[must_use]
    pub fn wanted(&self) -> Wanted {
        match (self.name, self.kind) {
            ("database.url", _) => Wanted::Database,
            ("access.api_key_file", _) => Wanted::File,
            (_, Kind::List) => Wanted::Plains(self.expects),
            _ => Wanted::Plain(self.expects),
        }
    }

    /// The default as the file writes it.
    #[must_use]
    pub fn default_in_file(&self) -> String {
        match self.kind {
            Kind::Text => format!("{:?}", self.default),
            Kind::Number | Kind::Switch => self.default.to_owned(),
            Kind::List => {
                let entries = self.default.split(',').filter(|entry| !entry.is_empty());
                format!("[{}]", entries.map(|entry| format!("{entry:?}")).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// Where the log lies.
pub const DATABASE_URL: Key = Key {
    name: "database.url",
    flag: Some("--database-url"),
    variable: Some("DATABASE_URL"),
    default: "sqlite:gatelog.db",
    expects: "sqlite:PATH or postgres://user:password@host/database",
    reloaded: false,
    doc: "sqlite:PATH or postgres://user:password@host/database. With a password in it, keep this file from others.",
    ..Key::TEMPLATE
};

/// Whether `serve` migrates.
pub const DATABASE_MIGRATE: Key = Key {
    name: "database.migrate",
    flag: Some("--no-migrate"),
    variable: Some("GATELOG_MIGRATE"),
    default: "true",
    kind: Kind::Switch,
    expects: "true or false",
    reloaded: false,
    doc: "Bring the schema up to date at start. With false, `serve` refuses to start when `gatelog migrate` is due.",
};

/// Whether `serve` builds views.
pub const DATABASE_AUTO_REBUILD: Key = Key {
    name: "database.auto_rebuild",
    flag: Some("--no-auto-rebuild"),
    variable: Some("GATELOG_AUTO_REBUILD"),
    default: "true",
    kind: Kind::Switch,
    expects: "true or false",
    reloaded: false,
    doc: "Build the views that this version of Gatelog lacks while it serves. With false, their queries are answered 503 until\n\
          `gatelog projections rebuild` has built them; deliveries are taken all the same.",
};

/// Loopback only: a door that the whole network can reach is a decision.
pub const LISTEN: Key = Key {
    name: "server.listen",
    flag: Some("--listen"),
    variable: Some("GATELOG_LISTEN"),
    default: "127.0.0.1:3000",
    expects: "an IP address and a port, like 127.0.0.1:3000 or [::]:3000",
    reloaded: false,
    doc: "IP address and port to listen on. TLS is the work of the proxy in front.",
    ..Key::TEMPLATE
};

/// How log lines are written.
pub const LOG_FORMAT: Key = Key {
    name: "server.log_format",
    flag: Some("--log-format"),
    variable: Some("GATELOG_LOG_FORMAT"),
    default: "text",
    expects: "text or json",
    reloaded: false,
    doc: "How log lines are written: text or json.",
    ..Key::TEMPLATE
};

/// A view this many events behind is stale for whoever asks; a burst of deliveries stays below it.
pub const READY_LAG_EVENTS: Key = Key {
    name: "server.ready_lag_events",
    flag: Some("--ready-lag-events"),
    variable: Some("GATELOG_READY_LAG_EVENTS"),
    default: "10000",
    kind: Kind::Number,
    expects: "a whole number",
    reloaded: false,
    doc: "/readyz says no when a view is this many events behind.",
};

/// A view this many seconds behind is stuck rather than busy: projecting follows an append within milliseconds.
pub const READY_LAG_SECONDS: Key = Key {
    name: "server.ready_lag_seconds",
    flag: Some("--ready-lag-seconds"),
    variable: Some("GATELOG_READY_LAG_SECONDS"),
    default: "10",
    kind: Kind::Number,
    expects: "a whole number",
    reloaded: false,
    doc: "/readyz says no when a view has been behind for this many seconds.",
};

/// Whether there is Swagger UI.
pub const DOCS: Key = Key {
    name: "server.docs",
    variable: Some("GATELOG_DOCS"),
    default: "true",
    kind: Kind::Switch,
    expects: "true or false",
    reloaded: false,
    doc: "Serve /docs (Swagger UI) and /openapi.json. They need no key and hold no data.",
    ..Key::TEMPLATE
};

/// Whether there are metrics.
pub const METRICS: Key = Key {
    name: "server.metrics",
    variable: Some("GATELOG_METRICS"),
    default: "true",
    kind: Kind::Switch,
    expects: "true or false",
    reloaded: false,
    doc: "Serve /metrics for Prometheus, to keys with the scope metrics:read.",
    ..Key::TEMPLATE
};

/// Which pages of other origins may ask.
pub const CORS_ORIGINS: Key = Key {
    name: "server.cors_origins",
    variable: Some("GATELOG_CORS_ORIGINS"),
    kind: Kind::List,
    expects: "origins of browsers, like https://admin.example.com",
    reloaded: false,
    doc: "Origins whose pages may ask the query API from a browser, like https://admin.example.com. None: CORS is off.",
    ..Key::TEMPLATE
};

/// Whose word about the client's address is believed.
pub const TRUSTED_PROXIES: Key = Key {
    name: "server.trusted_proxies",
    variable: Some("GATELOG_TRUSTED_PROXIES"),
    kind: Kind::List,
    expects: "networks, like 10.0.0.0/8 or 2001:db8::/32",
    doc: "Networks of the proxies in front. Only from them is the address of the client taken out of a header; it is used\n\
          for the networks of a source alone, and never logged.",
    ..Key::TEMPLATE
};

/// Which header says it.
pub const FORWARDED_HEADER: Key = Key {
    name: "server.forwarded_header",
    variable: Some("GATELOG_FORWARDED_HEADER"),
    default: "x-forwarded-for",
    expects: "x-forwarded-for or forwarded",
    doc: "The one header in which they say it: x-forwarded-for, or forwarded (RFC 7239). The proxy must set it itself.",
    ..Key::TEMPLATE
};

/// The one key of a deployment with one key.
pub const API_KEY_FILE: Key = Key {
    name: "access.api_key_file",
    flag: Some("--api-key-file"),
    variable: Some("GATELOG_API_KEY_FILE"),
    expects: "the name of a file",
    reloaded: false,
    doc: "File that holds one bearer key for everything, at least 32 characters; GATELOG_API_KEY holds the key itself.",
    ..Key::TEMPLATE
};

/// Whether reading is recorded.
pub const AUDIT_READS: Key = Key {
    name: "audit.reads",
    variable: Some("GATELOG_AUDIT_READS"),
    default: "true",
    kind: Kind::Switch,
    expects: "true or false",
    reloaded: false,
    doc: "Record who asked what: one system event for each key, operation and minute.",
    ..Key::TEMPLATE
};

/// Every key outside of `[[source]]`, in the order of the example.
pub const ALL: [&Key; 14] = [
    &DATABASE_URL,
    &DATABASE_MIGRATE,
    &DATABASE_AUTO_REBUILD,
    &LISTEN,
    &LOG_FORMAT,
    &READY_LAG_EVENTS,
    &READY_LAG_SECONDS,
    &DOCS,
    &METRICS,
    &CORS_ORIGINS,
    &TRUSTED_PROXIES,
    &FORWARDED_HEADER,
    &API_KEY_FILE,
    &AUDIT_READS,
];
