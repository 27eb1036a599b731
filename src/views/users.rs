//! The users view: the newest description of each user, and whether it was deleted. Knows nothing of sign-ins: the
//! query joins those from the sessions.

use sea_orm::entity::prelude::*;

use super::version::{Version, precedes, smallest_known, take};
use crate::{
    clock::Timestamp,
    event::{
        EventType, RecordedEvent,
        clerk::{Body, Data, DecodeError, User, body::Text},
    },
    projection::{Index, IndexKind, Projection, Row},
};

/// `described_by`: only the id is known, from a session or a deletion.
pub const DESCRIBED_BY_NONE: i16 = 0;
/// `described_by`: by a snapshot inside a session event. Such snapshots can be poorer than what is known.
pub const DESCRIBED_BY_EMBEDDED: i16 = 1;
/// `described_by`: by an event of the user's own.
pub const DESCRIBED_BY_OWN: i16 = 2;

/// The projection of users, made of the families `user` and `session`.
#[derive(Clone, Copy, Debug)]
pub struct Users;

/// A user, or what one event says of it. Times are microseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// Who told of the user.
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
    /// `user_…`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: String,
    /// The Clerk instance.
    pub instance_id: Option<String>,

    /// What the description comes from; what is greater here wins whatever its version.
    pub described_by: i16,
    /// Version of the description: when the user was updated.
    pub version_at: Option<i64>,
    /// Version: when the describing event happened.
    pub version_occurred_at: Option<i64>,
    /// Version: created, updated or deleted.
    pub version_rank: Option<i16>,
    /// Version: the describing event.
    pub version_id: Option<String>,
    /// The primary e-mail address.
    pub primary_email: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// User name.
    pub username: Option<String>,
    /// The customer's own id for the user.
    pub external_id: Option<String>,
    /// Banned.
    pub banned: Option<bool>,
    /// Locked.
    pub locked: Option<bool>,
    /// The last sign-in that the description knows of.
    pub last_sign_in_at: Option<i64>,
    /// When the user was created.
    pub created_at: Option<i64>,
    /// When the user was updated.
    pub updated_at: Option<i64>,

    /// When the user was deleted: for good, ids are not given twice.
    pub deleted_at: Option<i64>,
    /// The event of the deletion.
    pub deletion_id: Option<String>,
}

/// A row of the users view.
pub type UserRow = Model;

/// Views refer to each other by id only: a session may be known before its user.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Projection for Users {
    const NAME: &'static str = "users";
    const VERSION: i32 = 1;
    const INDEXES: &'static [Index] = &[
        Index { name: "primary_email", columns: &["primary_email"], kind: IndexKind::Equality },
        Index { name: "username", columns: &["username"], kind: IndexKind::Equality },
        Index { name: "external_id", columns: &["external_id"], kind: IndexKind::Equality },
    ];
    type Row = UserRow;

    fn project(&self, event: &RecordedEvent, body: &Body<'_>) -> Result<Vec<UserRow>, DecodeError> {
        if event.source.is_system() {
            return Ok(Vec::new());
        }
        Ok(match &body.data {
            Ok(Data::User(user)) => vec![UserRow::described(event, body, user, DESCRIBED_BY_OWN)],
            Ok(Data::UserDeleted(user)) => vec![UserRow::deleted(event, body, &user.id)],
            Ok(Data::Session(session)) => {
                let embedded = session.user.as_deref();
                let mut rows: Vec<UserRow> = embedded
                    .map(|user| UserRow::described(event, body, user, DESCRIBED_BY_EMBEDDED))
                    .into_iter()
                    .collect();
                // One row per user and event: two of one version could differ, and then neither would win.
                if let Some(id) = session.user_id.as_ref().filter(|id| embedded.is_none_or(|user| user.id != **id)) {
                    rows.push(UserRow::known(event, body, id));
                }
                rows
            }
            Ok(_) => Vec::new(),
            Err(error) => match event.event_type.as_ref().map(EventType::family) {
                Some("user" | "session") => return Err(error.clone()),
                _ => Vec::new(),
            },
        })
    }
}

impl Model {
    /// Nothing but that there is such a user.
    fn known(event: &RecordedEvent, body: &Body<'_>, user_id: &str) -> Self {
        Self {
            source: event.source.as_str().to_owned(),
            user_id: user_id.to_owned(),
            instance_id: body.instance_id.as_deref().map(str::to_owned),
            described_by: DESCRIBED_BY_NONE,
            version_at: None,
            version_occurred_at: None,
            version_rank: None,
            version_id: None,
            primary_email: None,
            first_name: None,
            last_name: None,
            username: None,
            external_id: None,
            banned: None,
            locked: None,
            last_sign_in_at: None,
            created_at: None,
            updated_at: None,
            deleted_at: None,
            deletion_id: None,
        }
    }

    fn deleted(event: &RecordedEvent, body: &Body<'_>, user_id: &str) -> Self {
        Self {
            deleted_at: Some(body.occurred_at.at.micros()),
            deletion_id: Some(event.id.as_str().to_owned()),
            ..Self::known(event, body, user_id)
        }
    }

    fn described(event: &RecordedEvent, body: &Body<'_>, user: &User<'_>, described_by: i16) -> Self {
        let version = Version::of(event, body, user.updated_at);
        let text = |text: &Option<Text<'_>>| text.as_deref().map(str::to_owned);
        Self {
            described_by,
            version_at: Some(version.at),
            version_occurred_at: Some(version.occurred_at),
            version_rank: Some(version.rank),
            version_id: Some(version.id.to_owned()),
            primary_email: text(&user.primary_email),
            first_name: text(&user.first_name),
            last_name: text(&user.last_name),
            username: text(&user.username),
            external_id: text(&user.external_id),
            banned: user.banned,
            locked: user.locked,
            last_sign_in_at: user.last_sign_in_at.map(Timestamp::micros),
            created_at: user.created_at.map(Timestamp::micros),
            updated_at: user.updated_at.map(Timestamp::micros),
            ..Self::known(event, body, &user.id)
        }
    }

    /// An own event beats every snapshot; among equals the newest version does.
    fn description(&self) -> (i16, Option<Version<'_>>) {
        let id = self.version_id.as_deref();
        let version = Version::stored(self.version_at, self.version_occurred_at, self.version_rank, id);
        (self.described_by, version)
    }

    fn deletion(&self) -> Option<(i64, &str)> {
        Some((self.deleted_at?, self.deletion_id.as_deref()?))
    }
}

impl Row for Model {
    type Entity = Entity;
    type ActiveModel = ActiveModel;
    const KEY_COLUMN: &'static str = "user_id";

    fn key(&self) -> (&str, &str) {
        (&self.source, &self.user_id)
    }

    fn merge(mut self, other: Self) -> Self {
        let describes = other.description() > self.description();
        let deletes = precedes(other.deletion(), self.deletion());

        self.instance_id = smallest_known(self.instance_id, other.instance_id);
        if describes {
            take!(self from other:
                described_by, version_at, version_occurred_at, version_rank, version_id,
                primary_email, first_name, last_name, username, external_id, banned, locked,
                last_sign_in_at, created_at, updated_at);
        }
        // Apart from the description, which goes on improving underneath: a late update does not revive the user.
        if deletes {
            take!(self from other: deleted_at, deletion_id);
        }
        self
    }
}
