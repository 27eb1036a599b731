//! What surrounds every `data`: type, instance, time in milliseconds, and the request that caused it.

use bytes::Bytes;

use crate::simulate::{devices::Request, json::Json};

/// The members around `data`.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// `type`.
    pub event_type: &'static str,
    /// `instance_id`.
    pub instance_id: &'a str,
    /// `timestamp`.
    pub timestamp_ms: i64,
    /// `event_attributes.http_request`.
    pub request: Request,
}

impl Envelope<'_> {
    /// The whole body, around the members that `data` writes.
    pub fn write(&self, json: &mut Json, data: impl FnOnce(&mut Json)) -> Bytes {
        json.document(|json| {
            json.object("data", data);
            json.object("event_attributes", |json| {
                json.object("http_request", |json| {
                    match self.request.client_ip {
                        Some(ip) => json.words("client_ip", format_args!("{ip}")),
                        None => json.text("client_ip", ""),
                    }
                    json.text("user_agent", self.request.user_agent);
                });
            });
            json.text("instance_id", self.instance_id);
            json.text("object", "event");
            json.number("timestamp", self.timestamp_ms);
            json.text("type", self.event_type);
        })
    }
}
