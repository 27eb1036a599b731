//! The last use of each signing secret, by its id.

use sea_orm::{
    ConnectionTrait,
    sea_query::{Alias, Expr, ExprTrait, Func, JoinType, Order, Query},
};

use super::error::QueryError;
use crate::{clock::Timestamp, storage::Store};

/// A secret that verified an event in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretUse {
    pub secret_id: String,
    /// The source of its latest event.
    pub source: String,
    /// How that event arrived.
    pub via: String,
    pub position: i64,
    pub received_at: Timestamp,
}

/// Every secret with its latest event, by id, with two index lookups per secret. Duplicate
/// deliveries do not count, because their signatures are not stored.
pub async fn last_uses(store: &Store) -> Result<Vec<SecretUse>, QueryError> {
    let on = store.begin_read().await?;
    let mut uses = Vec::new();
    // Gatelog's own events have no signature.
    let mut after = String::new();
    while let Some(id) = next_id(&on, &after).await? {
        uses.extend(last_use(&on, &id, None).await?);
        after = id;
    }
    Ok(uses)
}

/// The latest event of one source, for a secret that several sources use.
pub async fn last_use_by(store: &Store, secret_id: &str, source: &str) -> Result<Option<SecretUse>, QueryError> {
    let on = store.begin_read().await?;
    last_use(&on, secret_id, Some(source)).await
}

async fn next_id(on: &impl ConnectionTrait, after: &str) -> Result<Option<String>, QueryError> {
    let next = Query::select()
        .expr_as(Func::min(Expr::col("secret_id")), Alias::new("secret_id"))
        .from("payloads")
        .and_where(Expr::col("secret_id").gt(after))
        .take();
    let row = on.query_one(&next).await?;
    Ok(row.map_or(Ok(None), |row| row.try_get::<Option<String>>("", "secret_id"))?)
}

async fn last_use(
    on: &impl ConnectionTrait,
    secret_id: &str,
    source: Option<&str>,
) -> Result<Option<SecretUse>, QueryError> {
    let same = Expr::col(("events", "position")).equals(("payloads", "position"));
    let mut latest = Query::select();
    latest
        .columns([("events", "source"), ("events", "via"), ("events", "received_at"), ("events", "position")])
        .from("payloads")
        .join(JoinType::InnerJoin, "events", same)
        .and_where(Expr::col(("payloads", "secret_id")).eq(secret_id))
        .order_by(("payloads", "position"), Order::Desc)
        .limit(1);
    if let Some(source) = source {
        latest.and_where(Expr::col(("events", "source")).eq(source));
    }
    let Some(row) = on.query_one(&latest).await? else { return Ok(None) };
    Ok(Some(SecretUse {
        secret_id: secret_id.to_owned(),
        source: row.try_get("", "source")?,
        via: row.try_get("", "via")?,
        position: row.try_get("", "position")?,
        received_at: Timestamp::from_micros(row.try_get("", "received_at")?),
    }))
}
