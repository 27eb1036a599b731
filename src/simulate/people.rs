//! Invented people and organizations. Their addresses are under domains reserved for examples.

use std::fmt;

/// First names, each with its form in an e-mail address.
const FIRST: [(&str, &str); 32] = [
    ("Ada", "ada"),
    ("Amara", "amara"),
    ("Anaïs", "anais"),
    ("Bruno", "bruno"),
    ("Chidi", "chidi"),
    ("Daiyu", "daiyu"),
    ("Élodie", "elodie"),
    ("Emil", "emil"),
    ("Fatima", "fatima"),
    ("Gustav", "gustav"),
    ("Hana", "hana"),
    ("Ingrid", "ingrid"),
    ("Ivo", "ivo"),
    ("Jonas", "jonas"),
    ("Keiko", "keiko"),
    ("Kofi", "kofi"),
    ("Leila", "leila"),
    ("Łukasz", "lukasz"),
    ("Mateo", "mateo"),
    ("Mira", "mira"),
    ("Niamh", "niamh"),
    ("Nikhil", "nikhil"),
    ("Oksana", "oksana"),
    ("Pedro", "pedro"),
    ("Priya", "priya"),
    ("Ravi", "ravi"),
    ("Sören", "soeren"),
    ("Tariq", "tariq"),
    ("Uma", "uma"),
    ("Vera", "vera"),
    ("Yusuf", "yusuf"),
    ("Zoë", "zoe"),
];

/// Last names, each with its form in an e-mail address.
const LAST: [(&str, &str); 32] = [
    ("Adeyemi", "adeyemi"),
    ("Andersen", "andersen"),
    ("Baptiste", "baptiste"),
    ("Castellano", "castellano"),
    ("Dvořák", "dvorak"),
    ("Eriksen", "eriksen"),
    ("Farouk", "farouk"),
    ("Grünwald", "gruenwald"),
    ("Haddad", "haddad"),
    ("Ibarra", "ibarra"),
    ("Jankowski", "jankowski"),
    ("Kowalczyk", "kowalczyk"),
    ("Lindqvist", "lindqvist"),
    ("Mbeki", "mbeki"),
    ("Moreau", "moreau"),
    ("Nakamura", "nakamura"),
    ("Novak", "novak"),
    ("O'Leary", "oleary"),
    ("Okonkwo", "okonkwo"),
    ("Petrov", "petrov"),
    ("Quispe", "quispe"),
    ("Rahman", "rahman"),
    ("Rossi", "rossi"),
    ("Santos", "santos"),
    ("Schäfer", "schaefer"),
    ("Tanaka", "tanaka"),
    ("Ueda", "ueda"),
    ("Vargas", "vargas"),
    ("Weiß", "weiss"),
    ("Yıldız", "yildiz"),
    ("Zhang", "zhang"),
    ("van Dijk", "vandijk"),
];

/// Domains that RFC 2606 reserves for examples.
const DOMAINS: [&str; 4] = ["example.com", "example.org", "example.net", "mail.example.com"];

const COMPANIES: [(&str, &str); 12] = [
    ("Blue Harbour", "blue-harbour"),
    ("Copper Lantern", "copper-lantern"),
    ("Driftwood Labs", "driftwood-labs"),
    ("Fernhill Logistics", "fernhill-logistics"),
    ("Golden Hour Films", "golden-hour-films"),
    ("Hollow Oak", "hollow-oak"),
    ("Juniper & Sons", "juniper-and-sons"),
    ("Kestrel Analytics", "kestrel-analytics"),
    ("Moonraker Foods", "moonraker-foods"),
    ("North Pier Energy", "north-pier-energy"),
    ("Paper Kite Studio", "paper-kite-studio"),
    ("Tidewater Clinics", "tidewater-clinics"),
];

/// Every name in bodies, word by word.
pub fn names() -> impl Iterator<Item = &'static str> {
    let names = FIRST.iter().chain(&LAST).chain(&COMPANIES).flat_map(|(name, address)| [*name, *address]);
    names.flat_map(|name| name.split(|character: char| !character.is_alphabetic()))
}

/// An invented person; the serial makes the e-mail address unique.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    first: usize,
    last: usize,
    serial: u64,
}

impl Person {
    /// People with different serials never share an address.
    pub(super) fn invent(serial: u64, rng: &mut fastrand::Rng) -> Self {
        Self { first: rng.usize(..FIRST.len()), last: rng.usize(..LAST.len()), serial }
    }

    pub const fn first_name(&self) -> &'static str {
        FIRST[self.first].0
    }

    pub const fn last_name(&self) -> &'static str {
        LAST[self.last].0
    }

    /// Changes the last name; the address stays.
    pub(super) fn marry(&mut self, rng: &mut fastrand::Rng) {
        self.last = rng.usize(..LAST.len());
    }

    pub const fn email(&self) -> Email {
        Email { first: self.first, serial: self.serial, at_work: false }
    }

    pub(super) const fn work_email(&self) -> Email {
        Email { first: self.first, serial: self.serial, at_work: true }
    }

    pub const fn username(&self) -> Username {
        Username(self.first, self.serial)
    }

    /// A number of the range reserved for fiction.
    pub const fn phone(&self) -> Phone {
        Phone(self.serial % 100)
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Email {
    first: usize,
    serial: u64,
    at_work: bool,
}

impl fmt::Display for Email {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { serial, .. } = self;
        let first = FIRST[self.first].1;
        // By the serial, not by the last name: an address survives a change of the name.
        let family = LAST[pick(*serial, LAST.len())].1;
        if self.at_work {
            write!(out, "{first}{serial}@work.example.com")
        } else {
            write!(out, "{first}.{family}{serial}@{}", DOMAINS[pick(*serial, DOMAINS.len())])
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Username(usize, u64);

impl fmt::Display for Username {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}_{}", FIRST[self.0].1, self.1)
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Phone(u64);

impl fmt::Display for Phone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "+120255501{:02}", self.0)
    }
}

/// The name and slug of an organization; bodies append the serial to both.
pub fn company(serial: u64) -> (&'static str, &'static str) {
    COMPANIES[pick(serial, COMPANIES.len())]
}

/// Distributes serials evenly over indexes below `len`.
fn pick(serial: u64, len: usize) -> usize {
    usize::try_from(serial).unwrap_or(usize::MAX) % len
}
