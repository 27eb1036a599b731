//! The summary of a started service for a terminal, in place of the log lines of the start.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use console::style;

use super::service::Service;
use crate::{
    access::KeyRegistry,
    config::{Settings, SourceSettings},
    query::projections,
};

/// Names of further sources would wrap the line.
const SOURCES_MAX: usize = 3;

pub(super) struct StartSummary {
    address: SocketAddr,
    database: String,
    events: i64,
    sources: Vec<String>,
    /// Each view with its checkpoint; `None` while it is being built.
    views: Vec<(&'static str, Option<i64>)>,
    /// Whether `GATELOG_API_KEY` or its file holds a key.
    has_configured_key: bool,
    created_keys: usize,
    docs_enabled: bool,
}

impl StartSummary {
    pub(super) async fn read(service: &Service, settings: &Settings) -> anyhow::Result<Self> {
        let api = &service.api;
        let events = api.log.size().await?.0;
        let progress = projections::progress(&api.store).await?;
        let keys = KeyRegistry::new(api.log.clone(), api.clock.clone()).all().await?;
        let now = api.clock.now();
        Ok(Self {
            address: service.address,
            database: api.store.location().to_string(),
            events,
            sources: settings.sources.iter().map(describe).collect(),
            views: progress.iter().map(|view| (view.name, view.live.then_some(events - view.lag))).collect(),
            has_configured_key: settings.api_key.is_some(),
            created_keys: keys.iter().filter(|key| key.is_valid(now)).count(),
            docs_enabled: settings.docs_enabled,
        })
    }

    fn views(&self) -> String {
        let building: Vec<&str> =
            self.views.iter().filter(|(_, checkpoint)| checkpoint.is_none()).map(|(name, _)| *name).collect();
        let live = self.views.len() - building.len();
        let Some(checkpoint) = self.views.iter().filter_map(|(_, checkpoint)| *checkpoint).min() else {
            return "all are being built; queries are answered 503 until then".to_owned();
        };
        let live = format!("{live} live, at event {checkpoint} of {}", self.events);
        if building.is_empty() { live } else { format!("{live}; building {}", building.join(", ")) }
    }

    fn keys(&self) -> String {
        let created = match self.created_keys {
            1 => "1 created key".to_owned(),
            number => format!("{number} created keys"),
        };
        match (self.has_configured_key, self.created_keys) {
            (true, 0) => "the configured one".to_owned(),
            (true, _) => format!("the configured one, {created}"),
            (false, 0) => "none: every query is answered 401".to_owned(),
            (false, _) => created,
        }
    }

    fn sources(&self) -> String {
        let mut sources = self.sources.iter().take(SOURCES_MAX).cloned().collect::<Vec<_>>().join(", ");
        if self.sources.len() > SOURCES_MAX {
            sources = format!("{sources} and {} more", self.sources.len() - SOURCES_MAX);
        }
        sources
    }
}

impl fmt::Display for StartSummary {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = format!("Gatelog {}", env!("CARGO_PKG_VERSION"));
        writeln!(out, "{}", style(title).bold().for_stderr())?;
        let docs = if self.docs_enabled {
            format!("http://{}/docs", reachable(self.address))
        } else {
            "closed by server.docs".to_owned()
        };
        for (label, text) in [
            ("listening", format!("http://{}", self.address)),
            ("database", format!("{}, {} events", self.database, self.events)),
            ("sources", self.sources()),
            ("views", self.views()),
            ("API keys", self.keys()),
            ("API docs", docs),
        ] {
            let label = style(format!("{label:<9}")).dim().for_stderr();
            writeln!(out, "  {label}  {text}")?;
        }
        Ok(())
    }
}

fn describe(settings: &SourceSettings) -> String {
    let instances = match settings.instances.as_slice() {
        [] => "all instances".to_owned(),
        [instance] => instance.clone(),
        instances => format!("{} instances", instances.len()),
    };
    format!("/webhooks/{} ({instances})", settings.source)
}

/// The address by which a client on this machine reaches a server.
pub(super) fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
