//! Where a session was used from and with which browser, in any of its events. A row shows the
//! first device; the names of later ones, of which there are hardly any, are in a list.

use std::collections::BTreeSet;

use super::row::{Column, Model};
use crate::views::{device::device_term, set, version::take};

/// Bits of a term.
const TERM_BITS: u32 = 31;

/// What a name says of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceField {
    Country,
    City,
    Browser,
}

impl DeviceField {
    /// The column with the term of the first device.
    #[must_use]
    pub const fn column(self) -> Column {
        match self {
            Self::Country => Column::CountryTerm,
            Self::City => Column::CityTerm,
            Self::Browser => Column::BrowserTerm,
        }
    }

    /// The number of a name in `other_places`.
    #[must_use]
    pub fn entry(self, name: &str) -> i64 {
        self.entry_of(device_term(name))
    }

    const fn entry_of(self, term: i64) -> i64 {
        (self as i64) << TERM_BITS | term
    }
}

impl Model {
    /// Adds the names in another row of the session. `takes_device`: the first device is that of
    /// the other row.
    pub(super) fn merge_places(&mut self, other: &Self, takes_device: bool) {
        let all: BTreeSet<i64> = self.places().chain(other.places()).collect();
        if takes_device {
            take!(self from other: country_term, city_term, browser_term);
        }
        let shown: BTreeSet<i64> = self.first_places().collect();
        self.other_places = set::from_numbers(all.difference(&shown).copied());
    }

    fn places(&self) -> impl Iterator<Item = i64> {
        self.first_places().chain(set::numbers(self.other_places.as_deref()))
    }

    fn first_places(&self) -> impl Iterator<Item = i64> + use<> {
        let terms = [
            (DeviceField::Country, self.country_term),
            (DeviceField::City, self.city_term),
            (DeviceField::Browser, self.browser_term),
        ];
        terms.into_iter().filter_map(|(field, term)| Some(field.entry_of(term?)))
    }

    /// True if a device after the first one had the name.
    #[must_use]
    pub fn was_later_on(&self, field: DeviceField, name: &str) -> bool {
        self.other_places.is_some() && set::numbers(self.other_places.as_deref()).contains(&field.entry(name))
    }
}
