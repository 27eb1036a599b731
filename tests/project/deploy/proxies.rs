//! `deploy/nginx.conf` and `deploy/Caddyfile`: they pass what Gatelog accepts, close idle connections before it does, and
//! redirect nothing. `tests/drills/proxy.sh` runs them.

use std::net::SocketAddr;

use gatelog::{
    config::LISTEN_DEFAULT,
    ingest::signature::SIGNATURE_HEADER_BYTES_MAX,
    overload::{bodies::BODY_BYTES_MAX, limits::IDLE},
};

use super::{file, lines, seconds};

/// A query is stopped after this many seconds.
const QUERY_SECONDS_MAX: u64 = 30;

fn nginx() -> String {
    file("deploy/nginx.conf")
}

/// The arguments of a directive of nginx.
fn directive(name: &str) -> String {
    let text = nginx();
    let found = lines(&text).find_map(|line| line.strip_prefix(&format!("{name} ")).map(str::to_owned));
    found.unwrap_or_else(|| panic!("no {name}")).trim_end_matches(';').to_owned()
}

/// The bytes of `3m`, `16k` or `3MB`.
fn bytes(text: &str) -> usize {
    let (number, unit) = text.split_at(text.find(|letter: char| !letter.is_ascii_digit()).expect("a unit"));
    let unit = if unit.to_lowercase().starts_with('m') { 1_000_000 } else { 1_000 };
    number.parse::<usize>().expect("a number") * unit
}

#[test]
fn proxies_reach_the_default_address() {
    let listen: SocketAddr = LISTEN_DEFAULT.parse().expect("an address");
    assert_eq!(directive("server"), listen.to_string());
    assert!(file("deploy/Caddyfile").contains(&format!("reverse_proxy {listen} {{")));
}

#[test]
fn proxies_pass_what_gatelog_accepts() {
    assert!(bytes(&directive("client_max_body_size")) > BODY_BYTES_MAX);
    assert_eq!(
        directive("client_body_buffer_size"),
        directive("client_max_body_size"),
        "bodies would be written to files"
    );
    let header = directive("large_client_header_buffers");
    assert!(bytes(header.split(' ').nth(1).expect("a size")) > SIGNATURE_HEADER_BYTES_MAX);
    let caddy = file("deploy/Caddyfile");
    let max = lines(&caddy).find_map(|line| line.strip_prefix("max_size ")).expect("a size");
    assert!(bytes(max) > BODY_BYTES_MAX);
    assert!(seconds(&directive("proxy_read_timeout")) > QUERY_SECONDS_MAX);
    // nginx's own default is 60 s.
    assert!(IDLE.as_secs() > 60 && caddy.contains("keepalive 60s"));
}

#[test]
fn proxies_rewrite_nothing_and_name_the_client() {
    for text in [nginx(), file("deploy/Caddyfile")] {
        for line in lines(&text) {
            let word = line.split(' ').next().unwrap_or_default();
            assert!(!["rewrite", "redir", "uri", "encode"].contains(&word), "{line}");
            assert!(!line.starts_with("return 3"), "{line}");
        }
    }
    assert_eq!(directive("proxy_pass"), "http://gatelog", "a path after it would make nginx rewrite the path");
    // What the client claims is replaced, not passed on.
    assert_eq!(directive("proxy_set_header X-Forwarded-For"), "$remote_addr");
}
