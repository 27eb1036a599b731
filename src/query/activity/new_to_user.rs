//! What was new to the user about a sign-in: read from the earliest sign-ins, when a row is read.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};

use crate::{
    query::{error::QueryError, live_view::LiveView},
    views::{
        FirstSignIns,
        activity::{ActivityRow, Labels},
        first_sign_ins::{Column, FirstSignInRow, Novelty, SignInFacts, opens_session},
    },
};

/// Keys of one statement: bounds its parameters.
const KEYS_PER_SELECT: usize = 500;

/// Whether the country, browser, device and network of a sign-in were new to the user. `None`
/// where the event does not report it, for the first sign-in, and for impersonators and agents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NewToUser {
    pub country: Option<bool>,
    pub browser: Option<bool>,
    pub device: Option<bool>,
    pub network: Option<bool>,
}

impl NewToUser {
    /// `None` unless the event opens a session. `known` returns the earliest sign-in under a key.
    #[must_use]
    pub fn new<'a>(
        row: &ActivityRow,
        labels: &Labels<'_>,
        known: impl Fn(&str) -> Option<&'a FirstSignInRow>,
    ) -> Option<Self> {
        opens_session(row).then(|| Self::compared(row, labels, known).unwrap_or_default())
    }

    fn compared<'a>(
        row: &ActivityRow,
        labels: &Labels<'_>,
        known: impl Fn(&str) -> Option<&'a FirstSignInRow>,
    ) -> Option<Self> {
        let sign_in = SignInFacts::from_activity(row, labels)?;
        if sign_in.is_of_session(known(&sign_in.key_of_any())?) {
            return None;
        }
        // Another event of the same session may have reported the value before.
        let is_new = |novelty| Some(known(&sign_in.key(novelty)?)?.position == row.position);
        Some(Self {
            country: is_new(Novelty::Country),
            browser: is_new(Novelty::Browser),
            device: is_new(Novelty::Device),
            network: is_new(Novelty::Network),
        })
    }

    #[must_use]
    pub const fn get(&self, novelty: Novelty) -> Option<bool> {
        match novelty {
            Novelty::Country => self.country,
            Novelty::Browser => self.browser,
            Novelty::Device => self.device,
            Novelty::Network => self.network,
        }
    }
}

/// The earliest sign-ins that rows are compared with, by source and key.
pub(super) struct EarliestSignIns(HashMap<String, HashMap<String, FirstSignInRow>>);

impl EarliestSignIns {
    pub(super) async fn load<'a>(
        on: &impl ConnectionTrait,
        rows: impl Iterator<Item = (&'a ActivityRow, &'a Labels<'static>)>,
    ) -> Result<Self, QueryError> {
        let mut wanted: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (row, labels) in rows {
            let Some(sign_in) = SignInFacts::from_activity(row, labels) else { continue };
            let keys = Novelty::ALL.into_iter().filter_map(|novelty| sign_in.key(novelty));
            wanted.entry(&row.source).or_default().extend(keys.chain([sign_in.key_of_any()]));
        }
        let mut found = HashMap::with_capacity(wanted.len());
        if wanted.is_empty() {
            return Ok(Self(found));
        }
        let view = LiveView::load::<FirstSignIns>(on).await?;
        for (source, mut keys) in wanted {
            keys.sort_unstable();
            keys.dedup();
            let mut of_source = HashMap::with_capacity(keys.len());
            for keys in keys.chunks(KEYS_PER_SELECT) {
                let select = view.find::<FirstSignIns>().filter(Column::Source.eq(source));
                let rows = select.filter(Column::ValueKey.is_in(keys)).all(on).await?;
                of_source.extend(rows.into_iter().map(|row| (row.value_key.clone(), row)));
            }
            found.insert(source.to_owned(), of_source);
        }
        Ok(Self(found))
    }

    pub(super) fn new_to_user(&self, row: &ActivityRow, labels: &Labels<'_>) -> Option<NewToUser> {
        let of_source = self.0.get(&row.source);
        NewToUser::new(row, labels, |key| of_source?.get(key))
    }
}
