//! Every error of the modules below the commands: database, log, views, keys, imports, endpoints that deliveries go to.
//! Operators read them behind `error: ` and in log lines, clients as a problem where they come out of a request.

use std::{
    error::Error,
    io::{self, ErrorKind},
    sync::Arc,
};

use gatelog::{
    access::{AccessError, KeyError, NewApiKeyError, Scope},
    api::wire::error::Problem,
    cli::{listen::ListenError, one_line::one_line, simulate::SimulateError},
    clock::Timestamp,
    config::error::ConfigError,
    event::{Size, SourceError},
    ingest::{
        import::{ImportError, LineError},
        saved::SavedError,
        secret::SecretError,
    },
    projection::RebuildError,
    query::QueryError,
    simulate::{
        SendError,
        connection::{Broken, ConnectError},
        target::TargetError,
    },
    storage::StoreError,
    telemetry::{LogFormat, TelemetryError, subscriber},
};
use sea_orm::{DbErr, RuntimeErr, sqlx};
use tokio::task::JoinError;

use super::{
    deliveries::{appends, refusals},
    rules::{Texts, fault},
    samples,
};
use crate::support::Db;

async fn broken_off() -> JoinError {
    let task = tokio::spawn(std::future::pending::<()>());
    task.abort();
    task.await.expect_err("it was aborted")
}

fn refused() -> io::Error {
    io::Error::from_raw_os_error(111)
}

async fn stores() -> Vec<StoreError> {
    let mut stores = samples!(StoreError {
        StoreError::Unreachable { .. } => StoreError::Unreachable {
            location: "postgres://h/x on the host h, port 5432, as the user u".to_owned(),
            reason: "Connection refused (os error 111)".to_owned(),
            check: "check DATABASE_URL, and that the database exists and is running",
        },
        StoreError::InUse { .. } => StoreError::InUse { path: "gatelog.db.lock".into() },
        StoreError::HardLinked { .. } => StoreError::HardLinked { path: "gatelog.db".into(), links: 2 },
        StoreError::NotDurable { .. } => StoreError::NotDurable {
            setting: "PostgreSQL runs with fsync = off".to_owned(),
            remedy: "set it to on in postgresql.conf and reload the server",
        },
        StoreError::NotMigrated { .. } => StoreError::NotMigrated { pending: "m0001_log".to_owned() },
        StoreError::TooNew { .. } => StoreError::TooNew { migrations: "m0009_log".to_owned() },
        StoreError::NoRoles => StoreError::NoRoles,
        StoreError::NoSuchRole => StoreError::NoSuchRole,
        StoreError::NoLog { .. } => StoreError::NoLog { path: "gatelog.db".into() },
        StoreError::Database(_) => StoreError::Database(DbErr::Custom("a row cannot be read".to_owned())),
        StoreError::Driver(_) => StoreError::Driver(sqlx::Error::PoolTimedOut),
        StoreError::Rusqlite(_) => StoreError::Rusqlite(rusqlite::Error::InvalidQuery),
        StoreError::Abnormal(_) => StoreError::Abnormal(broken_off().await),
        StoreError::File { .. } => StoreError::File { path: "gatelog.db".into(), reason: refused() },
    });
    let by_driver = [
        sqlx::Error::Io(refused()),
        sqlx::Error::PoolClosed,
        sqlx::Error::WorkerCrashed,
        sqlx::Error::RowNotFound,
        sqlx::Error::Protocol("synchronous_commit stays off, acknowledged events could be lost".to_owned()),
        sqlx::Error::Decode("a commitment is not 32 bytes long".into()),
    ];
    stores.extend(
        by_driver.into_iter().map(|error| StoreError::Database(DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error))))),
    );
    let by_orm = [
        DbErr::ConnectionAcquire(sea_orm::ConnAcquireErr::Timeout),
        DbErr::ConnectionAcquire(sea_orm::ConnAcquireErr::ConnectionClosed),
        DbErr::Conn(RuntimeErr::Internal("the server closed the connection".to_owned())),
    ];
    stores.extend(by_orm.into_iter().map(StoreError::Database));
    stores
}

async fn rebuilds() -> Vec<RebuildError> {
    let name = "users";
    samples!(RebuildError {
        RebuildError::Elsewhere => RebuildError::Elsewhere,
        RebuildError::NotLive { .. } => RebuildError::NotLive { name },
        RebuildError::NotKept { .. } => RebuildError::NotKept { name },
        RebuildError::Interfered { .. } => RebuildError::Interfered { name },
        RebuildError::Store(_) => RebuildError::Store(StoreError::NoRoles),
        RebuildError::Fold(_) => RebuildError::Fold(broken_off().await),
    })
}

fn queries() -> Vec<QueryError> {
    let (name, checkpoint, size) = ("users", Size(1), Size(2));
    samples!(QueryError {
        QueryError::Building { .. } => QueryError::Building { name, checkpoint: Some(checkpoint), size },
        QueryError::Behind { .. } => QueryError::Behind { name, checkpoint, size },
        QueryError::TooManyEvents { .. } => QueryError::TooManyEvents { events_max: 10 },
        QueryError::Parameter { .. } => QueryError::Parameter { name: "since", reason: "write a time".to_owned() },
        QueryError::NotInLog { .. } => QueryError::NotInLog { name: "after", reason: "begin the list again".to_owned() },
        QueryError::Ambiguous { .. } => QueryError::Ambiguous { sources: vec!["a".to_owned(), "b".to_owned()] },
        QueryError::TooLong => QueryError::TooLong,
        QueryError::Unavailable(_) => QueryError::Unavailable(StoreError::Driver(sqlx::Error::Io(refused()))),
        QueryError::Store(_) => QueryError::Store(StoreError::Rusqlite(rusqlite::Error::InvalidQuery)),
    })
}

fn accesses() -> Vec<AccessError> {
    let mut accesses = samples!(AccessError {
        AccessError::Append(_) => AccessError::Append(appends()[0]),
        AccessError::Log(_) => AccessError::Log(StoreError::Driver(sqlx::Error::PoolTimedOut)),
        AccessError::Random(_) => AccessError::Random(getrandom::Error::UNSUPPORTED),
        AccessError::TooMany => AccessError::TooMany,
    });
    accesses.extend(appends().into_iter().map(AccessError::Append));
    accesses
}

fn wishes() -> Vec<NewApiKeyError> {
    let mut wishes = samples!(NewApiKeyError {
        NewApiKeyError::Name => NewApiKeyError::Name,
        NewApiKeyError::Owner => NewApiKeyError::Owner,
        NewApiKeyError::Scope(_) => NewApiKeyError::Scope("events:all".to_owned()),
        NewApiKeyError::NoScope => NewApiKeyError::NoScope,
        NewApiKeyError::Source { .. } => NewApiKeyError::Source { name: "A".to_owned(), reason: SourceError::Name },
        NewApiKeyError::Sources => NewApiKeyError::Sources,
        NewApiKeyError::Expired => NewApiKeyError::Expired,
        NewApiKeyError::BeyondScopes(_) => NewApiKeyError::BeyondScopes(Scope::AdminKeys),
        NewApiKeyError::BeyondSources(_) => NewApiKeyError::BeyondSources("clerk".to_owned()),
        NewApiKeyError::BeyondExpiry(_) => NewApiKeyError::BeyondExpiry(Timestamp::from_seconds(1_790_000_000)),
    });
    let reasons = samples!(SourceError {
        SourceError::Name => SourceError::Name,
        SourceError::Reserved => SourceError::Reserved,
    });
    wishes.extend(reasons.into_iter().map(|reason| NewApiKeyError::Source { name: "A".to_owned(), reason }));
    wishes
}

async fn imports() -> Vec<ImportError> {
    let mut imports = samples!(ImportError {
        ImportError::Read(_) => ImportError::Read(refused()),
        ImportError::Append(_) => ImportError::Append(appends()[0]),
        ImportError::Log(_) => ImportError::Log(StoreError::NoRoles),
        ImportError::NoSalt => ImportError::NoSalt,
        ImportError::Task(_) => ImportError::Task(broken_off().await),
    });
    imports.extend(appends().into_iter().map(ImportError::Append));
    imports
}

fn saved() -> Vec<SavedError> {
    samples!(SavedError {
        SavedError::TooLong => SavedError::TooLong,
        SavedError::NotJson { .. } => SavedError::NotJson { line: 1, column: 2 },
        SavedError::Shape => SavedError::Shape,
        SavedError::NoHeaders => SavedError::NoHeaders,
        SavedError::BadHeader => SavedError::BadHeader,
        SavedError::ManyHeaders => SavedError::ManyHeaders,
        SavedError::NoBody => SavedError::NoBody,
        SavedError::TwoBodies => SavedError::TwoBodies,
        SavedError::ParsedBody => SavedError::ParsedBody,
        SavedError::BadText => SavedError::BadText,
        SavedError::NotBase64 => SavedError::NotBase64,
        SavedError::LongBody => SavedError::LongBody,
    })
}

fn lines() -> Vec<LineError> {
    let mut lines = samples!(LineError {
        LineError::NotADelivery(_) => LineError::NotADelivery(SavedError::Shape),
        LineError::Unverified(_) => LineError::Unverified(refusals()[0]),
        LineError::NotAppended => LineError::NotAppended,
    });
    lines.extend(saved().into_iter().map(LineError::NotADelivery));
    lines
}

fn endpoints() -> Vec<SimulateError> {
    let target = || "127.0.0.1:1".to_owned();
    let targets = samples!(TargetError {
        TargetError::NoScheme(_) => TargetError::NoScheme("localhost".to_owned()),
        TargetError::NoUrl(_) => TargetError::NoUrl("http://:x".to_owned()),
    });
    let connects = [
        ConnectError::Tcp { target: target(), source: refused() },
        ConnectError::Tls { target: target(), source: io::Error::other("invalid peer certificate") },
    ];
    for connect in &connects {
        // The third holds an error of a library that only that library can make.
        let (ConnectError::Tcp { .. } | ConnectError::Tls { .. } | ConnectError::Http { .. }) = connect;
    }
    let mut sends = samples!(SendError {
        SendError::Connect(_) => SendError::Connect(ConnectError::Tcp { target: target(), source: refused() }),
        SendError::ConnectTimeout(_) => SendError::ConnectTimeout(target()),
    });
    sends.extend(connects.into_iter().map(SendError::Connect));
    let mut all = samples!(SimulateError {
        SimulateError::Target(_) => SimulateError::Target(TargetError::NoUrl("x".to_owned())),
        SimulateError::Secret(_) => SimulateError::Secret(ConfigError::ApiKeyShort("--secret".to_owned())),
        SimulateError::NoSecret => SimulateError::NoSecret,
        SimulateError::PublicKey => SimulateError::PublicKey,
        SimulateError::Send(_) => SimulateError::Send(SendError::ConnectTimeout(target())),
    });
    all.extend(targets.into_iter().map(SimulateError::Target));
    all.extend(sends.into_iter().map(SimulateError::Send));
    all
}

fn secrets() -> Vec<SecretError> {
    samples!(SecretError {
        SecretError::Empty => SecretError::Empty,
        SecretError::ApiKey => SecretError::ApiKey,
        SecretError::PublishableKey => SecretError::PublishableKey,
        SecretError::PrivateKey => SecretError::PrivateKey,
        SecretError::WhiteSpace => SecretError::WhiteSpace,
        SecretError::NotBase64 => SecretError::NotBase64,
        SecretError::PublicKeyNotBase64 => SecretError::PublicKeyNotBase64,
        SecretError::TooShort => SecretError::TooShort,
        SecretError::PublicKeyLength => SecretError::PublicKeyLength,
        SecretError::WeakPublicKey => SecretError::WeakPublicKey,
    })
}

fn keys() -> Vec<KeyError> {
    samples!(KeyError { KeyError::Form => KeyError::Form, KeyError::Checksum => KeyError::Checksum })
}

fn logs() -> Vec<TelemetryError> {
    let Err(filter) = subscriber(LogFormat::Text, "a=b=c", false, io::stderr) else { panic!("a filter that is none") };
    let twice = tracing::subscriber::set_global_default(tracing::subscriber::NoSubscriber::default());
    samples!(TelemetryError {
        TelemetryError::Filter(_) => filter,
        TelemetryError::AlreadyStarted(_) => TelemetryError::AlreadyStarted(twice.expect_err("there is one already")),
    })
}

fn listening() -> Vec<ListenError> {
    let kinds = [ErrorKind::AddrInUse, ErrorKind::PermissionDenied, ErrorKind::AddrNotAvailable, ErrorKind::Other];
    let address = std::net::SocketAddr::from(([192, 0, 2, 1], 80));
    kinds.map(|kind| ListenError { address, source: kind.into() }).into()
}

#[tokio::test]
async fn every_error_of_the_library_tells_operators_what_to_do() {
    // It has a subscriber for log lines from here on.
    drop(Db::sqlite());
    let mut texts = Texts::new("the library");
    let mut add = |errors: &mut dyn Iterator<Item = &(dyn Error + 'static)>| {
        for error in errors {
            texts.add_for_operators(one_line(error), format!("{error:?}"));
        }
    };
    macro_rules! add { ($($errors:expr),+ $(,)?) => { $(add(&mut $errors.iter().map(|error| error as &dyn Error));)+ } }
    add!(
        stores().await,
        appends(),
        rebuilds().await,
        queries(),
        accesses(),
        wishes(),
        imports().await,
        lines(),
        endpoints(),
        secrets(),
        keys(),
        logs(),
        listening(),
        [Broken("connection closed before message completed".into())],
    );
    texts.judge();
}

/// Those that come out of a request; what only the operator may know is not in them.
#[tokio::test]
async fn every_failed_request_tells_the_client_what_to_do() {
    let mut texts = Texts::new("requests that cannot be answered");
    let problems = queries().into_iter().map(Problem::from);
    let problems = problems.chain(accesses().into_iter().map(Problem::from));
    for problem in problems.chain(rebuilds().await.into_iter().map(Problem::from)) {
        let text = problem.to_string();
        let (status, detail) = text.split_once(": ").expect("a status and a detail");
        let status = status.split(' ').next().and_then(|code| code.parse().ok()).expect("a status");
        assert!(!detail.contains("os error") && !detail.contains("pool"), "no text of the database: {detail}");
        texts.add(status, detail.to_owned(), format!("{problem:?}"), fault(detail));
    }
    texts.judge();
}
