//! The event type is found, whatever the other fields contain.

use gatelog::event::EventType;

#[test]
fn event_type_is_found_among_any_fields() {
    let of_body = |body: &str| EventType::from_body(body.as_bytes()).map(|name| name.to_string());
    let deep = format!("{}{}", "[".repeat(2_000), "]".repeat(2_000));
    for other in [&*deep, "1e400", r#""\ud800""#, r#"{"type":"role.created","\ud800":1}"#] {
        let found = of_body(&format!(r#"{{"data":{other},"type":"user.created","x":{other}}}"#));
        assert_eq!(found.as_deref(), Some("user.created"), "{other:.40}");
    }
    assert_eq!(of_body(r#"{"type":7,"type":"a.b","type":"c.d"}"#).as_deref(), Some("c.d"), "the last counts");
    assert_eq!(of_body(r#"{"\u0074ype":"\u0061.b"}"#).as_deref(), Some("a.b"));
    let long = format!(r#"{{"type":"{}"}}"#, "t".repeat(129));
    let tail = format!(r#"{{"type":"{}é"}}"#, "t".repeat(128));
    for body in [
        r#"{"type":"a\u0000b"}"#,
        r#"{"type":"a\nb"}"#,
        r#"{"type":"\ud800"}"#,
        r#"{"type":"a.b","type":null}"#,
        r#"{"type":["a.b"]}"#,
        r#"{"type":"-"}"#,
        r#"{"type":""}"#,
        r#"{"data":{"type":"a.b"}}"#,
        r#"["type","a.b"]"#,
        r#"{"type":"a.b"}}"#,
        r#"{"type":"a.b""#,
        "",
        &long,
        &tail,
    ] {
        assert_eq!(of_body(body), None, "{body:.60}");
    }
    let longest = "t".repeat(128);
    assert_eq!(of_body(&format!(r#"{{"type":"{longest}"}}"#)), Some(longest));
}
