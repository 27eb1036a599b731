//! Bytes that are no HTTP, and ambiguous HTTP. No request gets two answers, and a request hidden
//! in a body is not executed.

use super::{
    PLANTED,
    case::{Case, Expected, ask, request},
};
use crate::support::test_server::API_KEY;

pub fn cases() -> Vec<Case> {
    [no_http(), lengths(), heads(), odd_and_harmless()].into_iter().flatten().collect()
}

fn refused(name: &str, bytes: impl Into<Vec<u8>>) -> Case {
    Case::new(format!("wire: {name}"), Expected::Refused, bytes)
}

fn no_http() -> Vec<Case> {
    vec![
        refused("nothing", "").hanging_up(),
        refused("one byte", "G").hanging_up(),
        refused("a head without an end", format!("GET /healthz HTTP/1.1\r\nhost: {PLANTED}\r\n")).hanging_up(),
        refused("bytes of no text", [0_u8, 255, 0, 128, 13, 10, 13, 10]),
        refused("the beginning of TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n".to_vec()),
        refused("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        refused("HTTP/0.9", "GET /healthz\r\n\r\n"),
        refused("HTTP/3.7", "GET /healthz HTTP/3.7\r\nhost: x\r\n\r\n"),
        refused("a version in small letters", "GET /healthz http/1.1\r\nhost: x\r\n\r\n"),
        refused("an address with a space", format!("GET /v1/{PLANTED} x HTTP/1.1\r\nhost: x\r\n\r\n")),
        refused("an address with a NUL", b"GET /v1/\0 HTTP/1.1\r\nhost: x\r\n\r\n".to_vec()),
        refused("an address without a slash", "GET v1/events HTTP/1.1\r\nhost: x\r\n\r\n"),
        refused("a method with a NUL", b"GE\0T / HTTP/1.1\r\nhost: x\r\n\r\n".to_vec()),
        refused("no method", " /healthz HTTP/1.1\r\nhost: x\r\n\r\n"),
    ]
}

/// The end of a body must be unambiguous.
fn lengths() -> Vec<Case> {
    let hidden = format!("GET /healthz HTTP/1.1\r\nhost: hidden\r\nx-note: {PLANTED}\r\n\r\n");
    let post = |headers: &str, body: &str| {
        format!("POST /webhooks/clerk HTTP/1.1\r\nhost: x\r\n{headers}\r\n{body}").into_bytes()
    };
    let smuggling = format!("0\r\n\r\n{hidden}");
    let one_answer = |name: &str, headers: &str, body: &str| refused(name, post(headers, body));
    vec![
        one_answer("content-length that is negative", "content-length: -1\r\n", &hidden),
        one_answer("content-length with a sign", "content-length: +5\r\n", &hidden),
        one_answer("content-length that is a word", "content-length: five\r\n", &hidden),
        one_answer("content-length over 64 bits", "content-length: 99999999999999999999999\r\n", &hidden),
        one_answer("two content-lengths that differ", "content-length: 5\r\ncontent-length: 6\r\n", &hidden),
        one_answer("content-length with two values", "content-length: 5, 6\r\n", &hidden),
        one_answer("an unknown transfer-encoding", "transfer-encoding: xchunked\r\n", &smuggling),
        one_answer("transfer-encoding: chunked, identity", "transfer-encoding: chunked, identity\r\n", &smuggling),
        one_answer(
            "content-length and transfer-encoding",
            "content-length: 4\r\ntransfer-encoding: chunked\r\n",
            &smuggling,
        ),
        one_answer(
            "transfer-encoding and content-length",
            "transfer-encoding: chunked\r\ncontent-length: 4\r\n",
            &smuggling,
        ),
        one_answer("transfer-encoding with a space before the colon", "transfer-encoding : chunked\r\n", &smuggling),
        refused(
            "transfer-encoding under HTTP/1.0",
            format!("POST /webhooks/clerk HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n{smuggling}"),
        ),
    ]
}

fn heads() -> Vec<Case> {
    let get = |headers: &[u8]| [b"GET /healthz HTTP/1.1\r\nhost: x\r\n", headers, b"\r\n"].concat();
    let many: Vec<String> = (0..2_000).map(|number| format!("x-{number}: {PLANTED}\r\n")).collect();
    vec![
        refused("a header without a colon", get(b"planted-7f3a\r\n")),
        refused("a header without a name", get(b": planted-7f3a\r\n")),
        refused("a header name with a space", get(b"x y: planted-7f3a\r\n")),
        refused("a header name with a NUL", get(b"x\0y: planted-7f3a\r\n")),
        refused("a header value with a NUL", get(b"x-y: planted\0-7f3a\r\n")),
        refused("a header value with a carriage return", get(b"x-y: planted\r-7f3a\r\n")),
        refused("a header folded into two lines", get(b"x-y: planted\r\n -7f3a\r\n")),
        refused("a head over 64 KiB", get(format!("x-y: {}\r\n", "x".repeat(70_000)).as_bytes())),
        refused("2,000 headers", get(many.concat().as_bytes())),
        refused("an address of 70,000 characters", request(&format!("GET /{}", "x".repeat(70_000)), &[], b"")),
    ]
}

/// Odd requests with their normal meaning.
fn odd_and_harmless() -> Vec<Case> {
    let key = format!("Bearer {API_KEY}");
    let problem =
        |name: &str, status, bytes: Vec<u8>| Case::new(format!("wire: {name}"), Expected::Problem(status), bytes);
    let status =
        |name: &str, status, bytes: Vec<u8>| Case::new(format!("wire: {name}"), Expected::Status(status), bytes);
    let upgrade = |to| request("GET /v1/events", &[("connection", b"upgrade"), ("upgrade", to)], b"");
    vec![
        status("HTTP/1.0", 200, b"GET /healthz HTTP/1.0\r\n\r\n".to_vec()),
        problem("an absolute address, without the key", 401, request("GET http://planted-7f3a/v1/events", &[], b"")),
        problem(
            "an absolute address of another scheme, without the key",
            401,
            request("GET ftp://x/v1/events", &[], b""),
        ),
        problem("an upgrade to WebSocket, without the key", 401, upgrade(b"websocket")),
        problem("an upgrade to HTTP/2, without the key", 401, upgrade(b"h2c")),
        problem("OPTIONS *", 404, request("OPTIONS *", &[], b"")),
        problem("CONNECT", 405, request("CONNECT localhost:22", &[], b"")),
        status(
            "a question with a body",
            200,
            request("GET /v1/sources", &[("authorization", key.as_bytes()), ("content-length", b"5")], b"ABCDE"),
        ),
        status("a range", 200, ask("GET /v1/sources", &[("range", b"bytes=0-1")])),
        status("another media type asked for", 200, ask("GET /v1/sources", &[("accept", b"application/xml")])),
        status("a method in a header", 200, ask("GET /v1/sources", &[("x-http-method-override", b"DELETE")])),
        status(
            "a request id with a byte that is not UTF-8",
            200,
            ask("GET /v1/sources", &[("x-request-id", b"a\xff")]),
        ),
        status("a request id of 8 KiB", 200, ask("GET /v1/sources", &[("x-request-id", &[b'a'; 8192])])),
        status("another host", 200, ask("GET /v1/sources", &[("host", b"planted-7f3a"), ("x-forwarded-host", b"x")])),
        status(
            "a request that claims another address",
            200,
            ask("GET /v1/sources", &[("x-forwarded-for", b"planted-7f3a, ::1"), ("forwarded", b"for=planted-7f3a")]),
        ),
    ]
}
