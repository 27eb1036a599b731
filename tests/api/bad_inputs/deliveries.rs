//! Bad deliveries: each header wrong in every way, bodies other than the signed one, other methods
//! and paths. Apart from the error of its case, each delivery is correct and signed.

use super::{
    PLANTED,
    case::{Case, Expected, request},
};
use crate::{
    api::asking::{now, signature},
    support::test_server::SIGNING_SECRET,
};

const PATH: &str = "/webhooks/clerk";
const POST: &str = "POST /webhooks/clerk";
const ID: &str = "msg_bad";

/// One byte more than the longest body.
const TOO_LONG: usize = 2 * 1024 * 1024 + 1;

type Headers = Vec<(&'static str, Vec<u8>)>;

fn body() -> Vec<u8> {
    format!(r#"{{"object":"event","type":"user.created","data":{{"id":"{PLANTED}"}}}}"#).into_bytes()
}

/// The headers of a correct delivery.
fn signed(body: &[u8]) -> Headers {
    signed_at(now(), body)
}

fn signed_at(timestamp: i64, body: &[u8]) -> Headers {
    vec![
        ("svix-id", ID.into()),
        ("svix-timestamp", timestamp.to_string().into_bytes()),
        ("svix-signature", signature(ID, timestamp, body).into_bytes()),
    ]
}

/// The same with one header replaced.
fn but(name: &'static str, value: impl Into<Vec<u8>>) -> Headers {
    let mut headers = signed(&body());
    headers.retain(|(kept, _)| *kept != name);
    headers.push((name, value.into()));
    headers
}

fn with(mut headers: Headers, name: &'static str, value: impl Into<Vec<u8>>) -> Headers {
    headers.push((name, value.into()));
    headers
}

fn length(body: &[u8]) -> Vec<u8> {
    body.len().to_string().into_bytes()
}

/// A delivery with the correct content-length.
fn deliver(line: &str, headers: Headers, body: &[u8]) -> Vec<u8> {
    let headers = with(headers, "content-length", length(body));
    let headers: Vec<(&str, &[u8])> = headers.iter().map(|(name, value)| (*name, value.as_slice())).collect();
    request(line, &headers, body)
}

/// The same in chunks.
fn deliver_chunked(headers: Headers, pieces: &[u8]) -> Vec<u8> {
    let headers = with(headers, "transfer-encoding", "chunked");
    let headers: Vec<(&str, &[u8])> = headers.iter().map(|(name, value)| (*name, value.as_slice())).collect();
    request(POST, &headers, pieces)
}

pub fn cases() -> Vec<Case> {
    [headers(), values(), signatures(), bodies(), addresses()].into_iter().flatten().collect()
}

/// Missing, repeated and mixed headers.
fn headers() -> Vec<Case> {
    let bad = |name: String, headers| Case::new(name, Expected::Problem(400), deliver(POST, headers, &body()));
    let mut cases = vec![bad("webhook: no header at all".to_owned(), vec![])];
    for name in ["svix-id", "svix-timestamp", "svix-signature"] {
        let mut without = signed(&body());
        without.retain(|(kept, _)| *kept != name);
        cases.push(bad(format!("webhook: {name} missing"), without.clone()));
        let value = signed(&body()).into_iter().find(|(kept, _)| *kept == name).expect("it is there").1;
        cases.push(bad(format!("webhook: {name} twice, the same"), with(signed(&body()), name, value)));
        cases.push(bad(format!("webhook: {name} twice, another"), with(signed(&body()), name, PLANTED)));
        cases.push(bad(format!("webhook: {name} empty"), but(name, "")));
    }
    let mut torn: Headers = signed(&body());
    torn[2].0 = "webhook-signature";
    cases.push(bad("webhook: two families, neither complete".to_owned(), torn));
    cases
}

/// Ids and timestamps.
fn values() -> Vec<Case> {
    let long = "x".repeat(257);
    let ids: [(&str, &[u8]); 8] = [
        ("with a space", b"msg bad"),
        ("with a full stop", b"msg_bad.1"),
        ("of 257 bytes", long.as_bytes()),
        ("beginning sys_", b"sys_forged"),
        ("with a tab", b"msg\tbad"),
        ("with a byte that is not UTF-8", b"msg_\xff"),
        ("with an accent", "msg_é".as_bytes()),
        ("with an injected line in it, encoded", b"msg%0d%0a planted-7f3a"),
    ];
    let stamps: [(&str, &[u8]); 12] = [
        ("a word", b"soon"),
        ("negative", b"-1790000000"),
        ("with a sign", b"+1790000000"),
        ("with a fraction", b"1790000000.5"),
        ("with an exponent", b"1e9"),
        ("hexadecimal", b"0x6ab00000"),
        ("with a leading zero", b"01790000000"),
        ("with an underscore", b"1_790_000_000"),
        ("of 13 digits", b"1790000000000"),
        ("of 30 digits", b"999999999999999999999999999999"),
        ("the smallest number of 64 bits", b"-9223372036854775808"),
        ("two, with a comma", b"1790000000, 1790000000"),
    ];
    let bad = |name: String, headers| Case::new(name, Expected::Problem(400), deliver(POST, headers, &body()));
    let ids = ids.into_iter().map(|(what, id)| bad(format!("webhook: id {what}"), but("svix-id", id)));
    let stamps =
        stamps.into_iter().map(|(what, stamp)| bad(format!("webhook: timestamp {what}"), but("svix-timestamp", stamp)));
    let stale = [
        ("301 s old", -302),
        ("a year old", -31_536_000),
        ("310 s ahead", 310),
        ("in the year 9999", 251_000_000_000 - 1_790_000_000),
    ];
    let stale = stale.into_iter().map(|(what, shift)| {
        let headers = signed_at(now() + shift, &body());
        Case::new(format!("webhook: signed, timestamp {what}"), Expected::Problem(401), deliver(POST, headers, &body()))
    });
    ids.chain(stamps).chain(stale).collect()
}

/// Malformed signatures, and signatures of something else.
fn signatures() -> Vec<Case> {
    let good = signature(ID, now(), &body());
    let urlsafe = format!("v1,{}", good[3..].replace('+', "-").replace('/', "_").replace('=', "")).into_bytes();
    let unverified: Vec<(&str, Vec<u8>)> = vec![
        ("of another body", signature(ID, now(), b"{}").into()),
        ("of another id", signature("msg_other", now(), &body()).into()),
        ("of another time", signature(ID, now() - 1, &body()).into()),
        ("of 32 zero bytes", "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".into()),
        ("of no length", "v1,".into()),
        ("cut short", good[..good.len() - 4].into()),
        ("with more behind it", format!("{good}AAAA").into()),
        ("in the alphabet of URLs, without padding", urlsafe),
        ("of an unknown version", good.replacen("v1,", "v2,", 1).into()),
        ("labelled as asymmetric", good.replacen("v1,", "v1a,", 1).into()),
        ("with a capital version", good.replacen("v1,", "V1,", 1).into()),
        ("without a version", good[3..].into()),
        ("a hundred times wrong", vec!["v1,AAAA"; 100].join(" ").into()),
        ("that is no base64", format!("v1,{PLANTED}!").into()),
        ("the secret itself", SIGNING_SECRET.replacen("whsec_", "v1,", 1).into()),
    ];
    let malformed: Vec<(&str, Vec<u8>)> =
        vec![("of 9 KiB", vec![b'A'; 9 * 1024]), ("not UTF-8", b"v1,\xff\xfe".to_vec())];
    let case = |status| {
        move |(what, value): (&str, Vec<u8>)| {
            let bytes = deliver(POST, but("svix-signature", value), &body());
            Case::new(format!("webhook: signature {what}"), Expected::Problem(status), bytes)
        }
    };
    unverified.into_iter().map(case(401)).chain(malformed.into_iter().map(case(400))).collect()
}

/// Bodies that differ from the signed one, are too long, or incomplete.
fn bodies() -> Vec<Case> {
    let long = vec![b'x'; TOO_LONG];
    let mut changed = body();
    changed[20] ^= 1;
    let reserialised = String::from_utf8(body()).expect("text").replace(':', ": ").into_bytes();
    let in_one_piece = |body: &[u8]| [format!("{:x}\r\n", body.len()).as_bytes(), body, b"\r\n0\r\n\r\n"].concat();
    let mut cut = deliver(POST, signed(&body()), &body());
    cut.truncate(cut.len() - 7);
    let mut cut_chunk = deliver_chunked(signed(&body()), &in_one_piece(&body()));
    cut_chunk.truncate(cut_chunk.len() - 12);
    let announced = with(signed(b""), "content-length", TOO_LONG.to_string());
    let announced: Vec<(&str, &[u8])> = announced.iter().map(|(name, value)| (*name, value.as_slice())).collect();
    let expecting = with(with(but("svix-signature", "v1,AAAA"), "expect", "100-continue"), "x-note", PLANTED);
    let problem =
        |name: &str, status, bytes| Case::new(format!("webhook: body {name}"), Expected::Problem(status), bytes);
    vec![
        problem("changed in one bit", 401, deliver(POST, signed(&body()), &changed)),
        problem("written anew by a JSON library", 401, deliver(POST, signed(&body()), &reserialised)),
        problem("with a line feed behind it", 401, deliver(POST, signed(&body()), &[body(), b"\n".to_vec()].concat())),
        problem("none, another was signed", 401, deliver(POST, signed(&body()), b"")),
        problem("of 2 MiB and a byte, announced", 413, deliver(POST, signed(&long), &long)),
        problem("of 2 MiB and a byte, announced and never sent", 413, request(POST, &announced, b"")),
        problem("of 2 MiB and a byte, in pieces", 413, deliver_chunked(signed(&long), &in_one_piece(&long))),
        Case::new("webhook: body cut off, announced", Expected::Refused, cut).hanging_up(),
        Case::new("webhook: body cut off, in pieces", Expected::Refused, cut_chunk).hanging_up(),
        problem("with a piece of no size", 408, deliver_chunked(signed(&body()), b"zz\r\nplanted-7f3a\r\n0\r\n\r\n")),
        problem("with a piece of too large a size", 408, deliver_chunked(signed(&body()), b"fffffffffffffffff\r\nx")),
        problem(
            "with a piece longer than it says",
            408,
            deliver_chunked(signed(&body()), b"1\r\nplanted-7f3a\r\n0\r\n\r\n"),
        ),
        problem("to be asked for first, badly signed", 401, deliver(POST, expecting, &body())),
    ]
}

/// Correct deliveries to other paths or with other methods.
fn addresses() -> Vec<Case> {
    let mut cases = Vec::new();
    for method in ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "post"] {
        let bytes = deliver(&format!("{method} {PATH}"), signed(&body()), &body());
        cases.push(Case::new(format!("webhook: {method}"), Expected::Problem(405), bytes));
    }
    for path in [
        "/webhooks",
        "/webhooks/unknown",
        "/webhooks/system",
        "/webhooks/clerk/more",
        "/webhooks/CLERK",
        "/webhooks//clerk",
        "//webhooks/clerk",
        "/webhooks/clerk%2F",
        "/webhooks%2Fclerk",
        "/webhooks/clerk%00",
        "/webhooks/clerk;planted-7f3a",
        "/webhooks/x/../clerk",
        "/webhooks/%2e%2e/webhooks/clerk",
        "/webhooks/..%2f..%2fetc%2fpasswd",
        "/api/webhooks/clerk/x",
    ] {
        let bytes = deliver(&format!("POST {path}"), signed(&body()), &body());
        cases.push(Case::new(format!("webhook: POST {path}"), Expected::Problem(404), bytes));
    }
    cases
}
