//! The list of configuration keys outside of `[[source]]`: for each its flag, variable, default
//! and description.

use super::mistake::Expected;

/// A setting with its key in the file and its optional variable and flag.
#[derive(Debug)]
pub struct ConfigKey {
    /// Table and key, for example `server.listen`.
    pub name: &'static str,
    /// The flag of `serve`, which has precedence over the variable.
    pub flag: Option<&'static str>,
    /// The variable, which has precedence over the file.
    pub variable: Option<&'static str>,
    /// In the notation of variables; blank means unset.
    pub default: &'static str,
    value_type: ValueType,
    /// A valid value in words; errors put it after "must be".
    pub expects: &'static str,
    /// Whether SIGHUP applies a new value; otherwise the next start does.
    pub(super) reloadable: bool,
    /// The description in the example file.
    pub doc: &'static str,
}

/// The notation of a value in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ValueType {
    Text,
    /// A whole number, 0 or more.
    Number,
    Bool,
    /// Texts in brackets; a variable separates them by commas.
    List,
}

impl ConfigKey {
    const TEMPLATE: Self = Self {
        name: "",
        flag: None,
        variable: None,
        default: "",
        value_type: ValueType::Text,
        expects: "",
        reloadable: true,
        doc: "",
    };

    #[must_use]
    pub fn table(&self) -> &'static str {
        self.name.split_once('.').map_or("", |(table, _)| table)
    }

    /// The key in its table.
    #[must_use]
    pub fn key(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(_, key)| key)
    }

    #[must_use]
    pub fn expected(&self) -> Expected {
        match (self.name, self.value_type) {
            ("database.url", _) => Expected::Database,
            ("access.api_key_file", _) => Expected::File,
            (_, ValueType::List) => Expected::TextList(self.expects),
            _ => Expected::Text(self.expects),
        }
    }

    #[must_use]
    pub(super) fn default_in_file(&self) -> String {
        match self.value_type {
            ValueType::Text => format!("{:?}", self.default),
            ValueType::Number | ValueType::Bool => self.default.to_owned(),
            ValueType::List => {
                let entries = self.default.split(',').filter(|entry| !entry.is_empty());
                format!("[{}]", entries.map(|entry| format!("{entry:?}")).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

pub const DATABASE_URL: ConfigKey = ConfigKey {
    name: "database.url",
    flag: Some("--database-url"),
    variable: Some("DATABASE_URL"),
    default: "sqlite:gatelog.db",
    expects: "sqlite:PATH or postgres://user:password@host/database",
    reloadable: false,
    doc: "The database: sqlite:PATH or postgres://user:password@host/database. Make this file \
          unreadable for others if the URL holds a password.",
    ..ConfigKey::TEMPLATE
};

pub(super) const DATABASE_MIGRATE: ConfigKey = ConfigKey {
    name: "database.migrate",
    flag: Some("--no-migrate"),
    variable: Some("GATELOG_MIGRATE"),
    default: "true",
    value_type: ValueType::Bool,
    expects: "true or false",
    reloadable: false,
    doc: "Migrate the schema at start. With false, `serve` does not start until `gatelog migrate` \
          has run.",
};

pub(super) const DATABASE_AUTO_REBUILD: ConfigKey = ConfigKey {
    name: "database.auto_rebuild",
    flag: Some("--no-auto-rebuild"),
    variable: Some("GATELOG_AUTO_REBUILD"),
    default: "true",
    value_type: ValueType::Bool,
    expects: "true or false",
    reloadable: false,
    doc: "Build the views that this version needs while `serve` runs. With false, their queries \
          are answered 503 until you run `gatelog projections rebuild`. Deliveries are accepted \
          either way.",
};

pub const LOG_COMPRESSION: ConfigKey = ConfigKey {
    name: "log.compression",
    variable: Some("GATELOG_LOG_COMPRESSION"),
    default: "zstd",
    expects: "zstd or none",
    reloadable: false,
    doc: "Compression of new bodies in the log: zstd or none. Answers are the same. What the log \
          holds stays as it is.",
    ..ConfigKey::TEMPLATE
};

/// The default is loopback: the operator opens the server to the network.
pub(super) const LISTEN: ConfigKey = ConfigKey {
    name: "server.listen",
    flag: Some("--listen"),
    variable: Some("GATELOG_LISTEN"),
    default: "127.0.0.1:3000",
    expects: "an IP address and a port, like 127.0.0.1:3000 or [::]:3000",
    reloadable: false,
    doc: "IP address and port to listen on, for example 0.0.0.0:3000, or localhost:3000. \
          Terminate TLS in a proxy in front.",
    ..ConfigKey::TEMPLATE
};

pub const LOG_FORMAT: ConfigKey = ConfigKey {
    name: "server.log_format",
    flag: Some("--log-format"),
    variable: Some("GATELOG_LOG_FORMAT"),
    default: "text",
    expects: "text or json",
    reloadable: false,
    doc: "Format of log lines: text or json.",
    ..ConfigKey::TEMPLATE
};

/// A view with this lag answers queries from stale rows. A burst of deliveries stays below it.
pub(super) const READY_LAG_EVENTS: ConfigKey = ConfigKey {
    name: "server.ready_lag_events",
    flag: Some("--ready-lag-events"),
    variable: Some("GATELOG_READY_LAG_EVENTS"),
    default: "10000",
    value_type: ValueType::Number,
    expects: "a whole number",
    reloadable: false,
    doc: "/readyz answers 503 when a view lags by this many events.",
};

/// A view with this lag is stuck rather than busy: the projector follows an append within
/// milliseconds.
pub(super) const READY_LAG_SECONDS: ConfigKey = ConfigKey {
    name: "server.ready_lag_seconds",
    flag: Some("--ready-lag-seconds"),
    variable: Some("GATELOG_READY_LAG_SECONDS"),
    default: "10",
    value_type: ValueType::Number,
    expects: "a whole number",
    reloadable: false,
    doc: "/readyz answers 503 when a view has lagged for this many seconds.",
};

/// The default suits a single server. A load balancer needs as long as it takes to notice a server
/// that is not ready.
pub const SHUTDOWN_DELAY_SECONDS: ConfigKey = ConfigKey {
    name: "server.shutdown_delay_seconds",
    flag: Some("--shutdown-delay-seconds"),
    variable: Some("GATELOG_SHUTDOWN_DELAY_SECONDS"),
    default: "0",
    value_type: ValueType::Number,
    expects: "a whole number",
    reloadable: false,
    doc: "After SIGTERM, answer /readyz with 503 and accept requests for this many seconds more, \
          while load balancers turn away from this server; a second signal ends the delay.",
};

pub(super) const DOCS: ConfigKey = ConfigKey {
    name: "server.docs",
    variable: Some("GATELOG_DOCS"),
    default: "true",
    value_type: ValueType::Bool,
    expects: "true or false",
    reloadable: false,
    doc: "Serve /docs (Swagger UI) and /openapi.json. Both are open without a key and hold no \
          data.",
    ..ConfigKey::TEMPLATE
};

pub(super) const VIEWER: ConfigKey = ConfigKey {
    name: "server.viewer",
    variable: Some("GATELOG_VIEWER"),
    default: "true",
    value_type: ValueType::Bool,
    expects: "true or false",
    reloadable: false,
    doc: "Serve the page for people at /. It is open without a key and holds no data: to see any, \
          people sign in with a key, over TLS or on the machine itself.",
    ..ConfigKey::TEMPLATE
};

pub(super) const FRAME_ANCESTORS: ConfigKey = ConfigKey {
    name: "server.frame_ancestors",
    variable: Some("GATELOG_FRAME_ANCESTORS"),
    value_type: ValueType::List,
    expects: "origins of browsers, like https://admin.example.com",
    reloadable: false,
    doc: "Allow pages of these origins to show the page for people in a frame, for example \
          https://portal.example.com. The session works there only on the same site. An empty list \
          allows none.",
    ..ConfigKey::TEMPLATE
};

pub const METRICS: ConfigKey = ConfigKey {
    name: "server.metrics",
    variable: Some("GATELOG_METRICS"),
    default: "true",
    value_type: ValueType::Bool,
    expects: "true or false",
    reloadable: false,
    doc: "Serve /metrics for Prometheus, to keys with the scope metrics:read.",
    ..ConfigKey::TEMPLATE
};

pub(super) const CORS_ORIGINS: ConfigKey = ConfigKey {
    name: "server.cors_origins",
    variable: Some("GATELOG_CORS_ORIGINS"),
    value_type: ValueType::List,
    expects: "origins of browsers, like https://admin.example.com",
    reloadable: false,
    doc: "Allow pages of these origins to call the query API from a browser, for example \
          https://admin.example.com. An empty list turns CORS off.",
    ..ConfigKey::TEMPLATE
};

pub(super) const TRUSTED_PROXIES: ConfigKey = ConfigKey {
    name: "server.trusted_proxies",
    variable: Some("GATELOG_TRUSTED_PROXIES"),
    value_type: ValueType::List,
    expects: "networks, like 10.0.0.0/8 or 2001:db8::/32",
    doc: "Networks of your proxies, for example 10.0.0.0/8. Gatelog reads the client's address \
          from a header only when the connection comes from one of them. The address decides \
          about networks of a source and is never logged.",
    ..ConfigKey::TEMPLATE
};

pub(super) const FORWARDED_HEADER: ConfigKey = ConfigKey {
    name: "server.forwarded_header",
    variable: Some("GATELOG_FORWARDED_HEADER"),
    default: "x-forwarded-for",
    expects: "x-forwarded-for or forwarded",
    doc: "The header in which your proxies send the client's address: x-forwarded-for, or \
          forwarded (RFC 7239). The proxy must set it itself.",
    ..ConfigKey::TEMPLATE
};

pub(super) const PERSON_HEADER: ConfigKey = ConfigKey {
    name: "server.person_header",
    variable: Some("GATELOG_PERSON_HEADER"),
    expects: "the name of a header that holds no secret, like x-forwarded-email",
    reloadable: false,
    doc: "The header in which your proxies name the reader, for example x-forwarded-email: \
          system.read keeps that name. Read only when the connection comes from \
          one of server.trusted_proxies, which must set it itself. Empty keeps no names.",
    ..ConfigKey::TEMPLATE
};

pub(super) const API_KEY_FILE: ConfigKey = ConfigKey {
    name: "access.api_key_file",
    flag: Some("--api-key-file"),
    variable: Some("GATELOG_API_KEY_FILE"),
    expects: "the name of a file",
    reloadable: false,
    doc: "File that holds a bearer key with every scope, at least 32 characters. The variable \
          GATELOG_API_KEY holds the key itself.",
    ..ConfigKey::TEMPLATE
};

pub(super) const AUDIT_READS: ConfigKey = ConfigKey {
    name: "audit.reads",
    variable: Some("GATELOG_AUDIT_READS"),
    default: "true",
    value_type: ValueType::Bool,
    expects: "true or false",
    reloadable: false,
    doc: "Record every query: one system event for each key, operation and minute.",
    ..ConfigKey::TEMPLATE
};

/// In the order of the example.
pub const ALL: [&ConfigKey; 19] = [
    &DATABASE_URL,
    &DATABASE_MIGRATE,
    &DATABASE_AUTO_REBUILD,
    &LOG_COMPRESSION,
    &LISTEN,
    &LOG_FORMAT,
    &READY_LAG_EVENTS,
    &READY_LAG_SECONDS,
    &SHUTDOWN_DELAY_SECONDS,
    &DOCS,
    &VIEWER,
    &FRAME_ANCESTORS,
    &METRICS,
    &CORS_ORIGINS,
    &TRUSTED_PROXIES,
    &FORWARDED_HEADER,
    &PERSON_HEADER,
    &API_KEY_FILE,
    &AUDIT_READS,
];
