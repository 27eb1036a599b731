//! The networks of a source: those that its table lists, and those that its sender publishes in a file.

use toml::Spanned;

use super::{
    choose::{Choosing, Written as _, written},
    environment::{list, read_text},
    error::{ConfigError, PublishedError},
    file::SourceTable,
    mistake::Wanted,
    origin::Origin,
};
use crate::ingest::networks::Networks;

/// Those that stand in the file, and those of the published list.
pub(super) fn networks(
    choosing: &mut Choosing<'_>,
    source: &str,
    table: Option<&SourceTable>,
) -> Result<Networks, ConfigError> {
    let mut networks = Networks::default();
    let listed = table.and_then(|table| written(table.networks.as_ref()));
    let published = table.and_then(|table| written(table.networks_file.as_ref()));
    if let Some(list) = listed {
        networks = parse_networks(choosing, list)?;
        choosing.decided_for(source, "networks", list.as_ref().text(), choosing.file.origin(list));
    }
    if let Some(name) = published {
        let origin = choosing.file.origin(name);
        let path = choosing.file.beside(&choosing.text_in_file(name, "networks_file", Wanted::File)?);
        let text = read_text(&origin.to_string(), &path)?;
        let more = Networks::parse_published(&text).map_err(|source| PublishedError {
            place: origin.to_string(),
            path: path.clone(),
            source,
        })?;
        let shown = format!("{} ({} networks)", path.display(), more.len());
        choosing.decided_for(source, "networks_file", shown, origin);
        networks = networks.union(&more);
    }
    if networks.is_empty() {
        choosing.decided_for(source, "networks", String::new(), Origin::Default);
    }
    Ok(networks)
}

/// Those of one list of the file.
pub(super) fn parse_networks(choosing: &Choosing<'_>, list: &Spanned<Vec<String>>) -> Result<Networks, ConfigError> {
    choosing.text_in_file(list, "networks", Wanted::Plains("networks, like 10.0.0.0/8 or 2001:db8::/32"))?;
    Networks::parse(list.as_ref().iter().map(String::as_str))
        .map_err(|error| choosing.file.mistake(list, error.to_string()))
}

/// Networks as variables have them.
pub(super) fn listed_networks(text: &str) -> Option<Networks> {
    Networks::parse(list(text)).ok()
}
