//! The envelope around `data`: type, instance, time in milliseconds, and the request that caused
//! the event.

use bytes::Bytes;

use crate::simulate::{devices::HttpRequest, json::Json};

#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// `type`.
    pub event_type: &'static str,
    pub instance_id: &'a str,
    pub timestamp_ms: i64,
    /// `event_attributes.http_request`.
    pub request: HttpRequest,
}

impl Envelope<'_> {
    /// Writes the whole body; `data` writes the members of the body's `data`.
    pub fn write(&self, json: &mut Json, data: impl FnOnce(&mut Json)) -> Bytes {
        json.document(|json| {
            json.object("data", data);
            json.object("event_attributes", |json| {
                json.object("http_request", |json| {
                    match self.request.client_ip {
                        Some(ip) => json.formatted("client_ip", format_args!("{ip}")),
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
