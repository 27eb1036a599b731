//! The origins of requests: browsers, cities, and addresses of the ranges reserved for
//! documentation.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The browser fields of `latest_activity`, and the user agent.
#[derive(Debug)]
pub struct Browser {
    /// `browser_name`.
    pub name: &'static str,
    /// `browser_version`.
    pub version: &'static str,
    /// `device_type`.
    pub device_type: &'static str,
    /// `is_mobile`.
    pub(super) mobile: bool,
    pub user_agent: &'static str,
}

const BROWSERS: [Browser; 6] = [
    Browser {
        name: "Chrome",
        version: "141.0.0.0",
        device_type: "desktop",
        mobile: false,
        user_agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    },
    Browser {
        name: "Safari",
        version: "18.6",
        device_type: "desktop",
        mobile: false,
        user_agent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
    },
    Browser {
        name: "Firefox",
        version: "144.0",
        device_type: "desktop",
        mobile: false,
        user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
    },
    Browser {
        name: "Mobile Safari",
        version: "18.6",
        device_type: "mobile",
        mobile: true,
        user_agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
    },
    Browser {
        name: "Chrome Mobile",
        version: "141.0.0.0",
        device_type: "mobile",
        mobile: true,
        user_agent: "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
    },
    Browser {
        name: "Edge",
        version: "141.0.0.0",
        device_type: "desktop",
        mobile: false,
        user_agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
    },
];

const CITIES: [(&str, &str); 12] = [
    ("Accra", "GH"),
    ("Antwerp", "BE"),
    ("Aarhus", "DK"),
    ("Bengaluru", "IN"),
    ("Curitiba", "BR"),
    ("Galway", "IE"),
    ("Göteborg", "SE"),
    ("Kraków", "PL"),
    ("Lyon", "FR"),
    ("Osaka", "JP"),
    ("Portland", "US"),
    ("Valparaíso", "CL"),
];

pub fn city_names() -> impl Iterator<Item = &'static str> {
    CITIES.iter().map(|(city, _)| *city)
}

/// User agents of servers that call Clerk's Backend API.
const SERVER_AGENTS: [&str; 2] = ["clerk/clerk-sdk-go@v2.3.1", "@clerk/backend@2.18.3"];

/// A browser at a place, with which a user signs in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Device {
    browser: usize,
    city: usize,
    pub ip: IpAddr,
}

impl Device {
    pub(super) fn invent(rng: &mut fastrand::Rng) -> Self {
        Self { browser: rng.usize(..BROWSERS.len()), city: rng.usize(..CITIES.len()), ip: address(rng) }
    }

    pub const fn browser(&self) -> &'static Browser {
        &BROWSERS[self.browser]
    }

    pub const fn place(&self) -> (&'static str, &'static str) {
        CITIES[self.city]
    }

    pub const fn request(&self) -> HttpRequest {
        HttpRequest { client_ip: Some(self.ip), user_agent: self.browser().user_agent }
    }
}

/// `event_attributes.http_request`: the request to Clerk that caused the event.
#[derive(Clone, Copy, Debug)]
pub(super) struct HttpRequest {
    /// The body holds `None` as an empty text, like Clerk's bodies for some calls from servers.
    pub client_ip: Option<IpAddr>,
    pub user_agent: &'static str,
}

impl HttpRequest {
    /// A call of the Backend API: its address and user agent belong to a server.
    pub(super) fn from_server(rng: &mut fastrand::Rng) -> Self {
        let client_ip = (rng.u8(..4) > 0).then(|| {
            let host = rng.u16(1..64);
            IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0xc1e, 0, 0, 0, 0, host))
        });
        Self { client_ip, user_agent: SERVER_AGENTS[rng.usize(..SERVER_AGENTS.len())] }
    }
}

/// An address in `192.0.2.0/24`, `198.51.100.0/24`, `203.0.113.0/24` or `2001:db8::/32`.
fn address(rng: &mut fastrand::Rng) -> IpAddr {
    let host = rng.u8(1..255);
    match rng.u8(..4) {
        0 => IpAddr::V4(Ipv4Addr::new(192, 0, 2, host)),
        1 => IpAddr::V4(Ipv4Addr::new(198, 51, 100, host)),
        2 => IpAddr::V4(Ipv4Addr::new(203, 0, 113, host)),
        _ => IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0xface, rng.u16(..), 0, 0, 0, u16::from(host))),
    }
}
