//! Details of a session that are presented but not searched or sorted by. They are read from the
//! bodies of the events that its row names.

use super::row::Model;
use crate::event::clerk::{Body, Data, body::Text};

/// Details that one event reports, or the combined details of a session. Null if the body is gone
/// or damaged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    pub client_id: Option<String>,
    /// The address of the device. If absent, `request_ip` is the address of the session.
    pub activity_ip: Option<String>,
    pub browser: Option<String>,
    pub browser_version: Option<String>,
    pub device_type: Option<String>,
    pub is_mobile: Option<bool>,
    pub city: Option<String>,
    pub country: Option<String>,
    /// The address of the request that opened the session.
    pub request_ip: Option<String>,
    /// The user agent of that request.
    pub user_agent: Option<String>,
}

impl Details {
    /// The details in one event; `None` if it is not about a session.
    #[must_use]
    pub fn read(body: &Body<'_>) -> Option<Self> {
        let Ok(Data::Session(session)) = &body.data else { return None };
        let text = |text: &Option<Text<'_>>| text.as_deref().map(str::to_owned);
        let activity = session.latest_activity.as_ref();
        Some(Self {
            client_id: text(&session.client_id),
            activity_ip: activity.and_then(|activity| text(&activity.ip)),
            browser: activity.and_then(|activity| text(&activity.browser)),
            browser_version: activity.and_then(|activity| text(&activity.browser_version)),
            device_type: activity.and_then(|activity| text(&activity.device_type)),
            is_mobile: activity.and_then(|activity| activity.is_mobile),
            city: activity.and_then(|activity| text(&activity.city)),
            country: activity.and_then(|activity| text(&activity.country)),
            request_ip: text(&body.client_ip),
            user_agent: text(&body.user_agent),
        })
    }

    /// Combines the details of a session, each field from the event that its row names for it.
    /// `reported` returns the details of the event at a position.
    #[must_use]
    pub fn collect<'a>(row: &Model, reported: impl Fn(i64) -> Option<&'a Self>) -> Self {
        let origins = row.origins();
        let at = |origin: Option<super::origin::EventOrigin>| origin.and_then(|origin| reported(origin.position));
        let device = at(origins.device).cloned().unwrap_or_default();
        let request = at(origins.request).cloned().unwrap_or_default();
        Self {
            client_id: at(origins.client).and_then(|client| client.client_id.clone()),
            request_ip: request.request_ip,
            user_agent: request.user_agent,
            ..device
        }
    }
}

impl Model {
    /// Positions of the events whose bodies have the [`Details`].
    #[must_use]
    pub fn detail_positions(&self) -> Vec<i64> {
        let origins = self.origins();
        [origins.device, origins.request, origins.client].into_iter().flatten().map(|origin| origin.position).collect()
    }
}
