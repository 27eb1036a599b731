//! Resolves the allowed networks of a source, from its table and from the address list that its
//! sender publishes.

use toml::Spanned;

use super::{
    environment::{read_text, split_list},
    error::{ConfigError, PublishedError},
    file::SourceTable,
    mistake::Expected,
    origin::Origin,
    resolver::{FileValue as _, Resolver, non_blank},
};
use crate::ingest::networks::Networks;

/// The networks that the table lists and those of the published list.
pub(super) fn resolve_networks(
    resolver: &mut Resolver<'_>,
    source: &str,
    table: Option<&SourceTable>,
) -> Result<Networks, ConfigError> {
    let mut networks = Networks::default();
    let listed = table.and_then(|table| non_blank(table.networks.as_ref()));
    let published = table.and_then(|table| non_blank(table.networks_file.as_ref()));
    if let Some(list) = listed {
        networks = parse_networks(resolver, list)?;
        resolver.record_for_source(source, "networks", list.as_ref().text(), resolver.file.origin(list));
    }
    if let Some(name) = published {
        let origin = resolver.file.origin(name);
        let path = resolver.file.relative_path(&resolver.file_value(name, "networks_file", Expected::File)?);
        let text = read_text(&origin.to_string(), &path)?;
        let more = Networks::parse_published(&text).map_err(|source| PublishedError {
            place: origin.to_string(),
            path: path.clone(),
            source,
        })?;
        let shown = format!("{} ({} networks)", path.display(), more.len());
        resolver.record_for_source(source, "networks_file", shown, origin);
        networks = networks.union(&more);
    }
    if networks.is_empty() {
        resolver.record_for_source(source, "networks", String::new(), Origin::Default);
    }
    Ok(networks)
}

pub(super) fn parse_networks(resolver: &Resolver<'_>, list: &Spanned<Vec<String>>) -> Result<Networks, ConfigError> {
    resolver.file_value(list, "networks", Expected::TextList("networks, like 10.0.0.0/8 or 2001:db8::/32"))?;
    Networks::parse(list.as_ref().iter().map(String::as_str))
        .map_err(|error| resolver.file.mistake(list, error.to_string()))
}

/// Networks in the notation of variables.
pub(super) fn parse_network_list(text: &str) -> Option<Networks> {
    Networks::parse(split_list(text)).ok()
}
