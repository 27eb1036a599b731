//! The JSON reader accepts exactly the texts that are JSON, and an odd value never hides another
//! one.

use gatelog::event::json::{JsonReader, NotJson, RawJson};
use proptest::prelude::*;
use serde::de::IgnoredAny;

fn document(bytes: &[u8]) -> Result<RawJson<'_>, NotJson> {
    JsonReader::read_document(bytes, JsonReader::value)
}

/// Reads the fields of the outermost object by callbacks instead of skipping them.
fn walk(reader: &mut JsonReader<'_>) -> Result<(), NotJson> {
    reader.fields(|key, field| if key == b"list" { field.elements(walk).map(drop) } else { walk(field) }).map(drop)
}

fn text_of(json: &str, bytes_max: usize) -> Option<String> {
    document(json.as_bytes()).expect("the test writes JSON").text(bytes_max).map(std::borrow::Cow::into_owned)
}

/// Texts of which about half are JSON.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"a\"",
        "\"list\":",
        "\"k\":",
        " ",
        "\n",
        "\u{b}",
        "0",
        "-",
        "01",
        "1",
        "12",
        ".",
        "e",
        "E+",
        "1e400",
        "-0.5",
        "true",
        "false",
        "null",
        "tru",
        "\\",
        "\\u",
        "\\ud800",
        "\\n",
        "\\x",
        "\"\\u00e9\"",
        "\"\\ud83d\\ude00\"",
        "é",
        "\u{0}",
        "\u{feff}",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat().into_bytes())
}

/// Well-formed JSON, with values that readers often reject.
fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("-0".to_owned()),
        Just("1e400".to_owned()),
        Just(r#""\ud800""#.to_owned()),
        Just(r#""a\u0000\n\"\\""#.to_owned()),
        any::<f64>().prop_map(|number| if number.is_finite() { format!("{number:e}") } else { "0".to_owned() }),
        any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
    ];
    leaf.prop_recursive(6, 48, 6, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..6);
        prop_oneof![
            list.clone().prop_map(|list| format!("[ {} ]", list.join(" ,"))),
            list.clone().prop_map(|list| format!(r#"{{"list":[{}]}}"#, list.join(","))),
            list.prop_map(|list| {
                let fields: Vec<_> = list.iter().map(|value| format!(r#""k" : {value}"#)).collect();
                format!("{{{}}}", fields.join(",\n"))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn exactly_json_is_accepted(text in pieces()) {
        let is_json = serde_json::from_slice::<IgnoredAny>(&text).is_ok();
        prop_assert_eq!(document(&text).is_ok(), is_json);
        prop_assert_eq!(JsonReader::read_document(&text, walk).is_ok(), is_json);
    }

    #[test]
    fn a_changed_byte_is_judged_like_serde_json(text in json(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        prop_assert!(document(text.as_bytes()).is_ok());
        prop_assert!(JsonReader::read_document(text.as_bytes(), walk).is_ok());
        let mut changed = text.into_bytes();
        let at = at.index(changed.len());
        changed[at] = byte;
        let is_json = serde_json::from_slice::<IgnoredAny>(&changed).is_ok();
        prop_assert_eq!(document(&changed).is_ok(), is_json);
        prop_assert_eq!(JsonReader::read_document(&changed, walk).is_ok(), is_json);
    }

    #[test]
    fn text_is_cut_at_a_character(text in any::<String>(), bytes_max in 0_usize..40) {
        let expected = text.replace('\0', "\u{fffd}");
        let plain = serde_json::to_string(&text).unwrap();
        let escaped: Vec<_> = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        for written in [plain, format!("\"{}\"", escaped.concat())] {
            prop_assert_eq!(text_of(&written, usize::MAX), Some(expected.clone()));
            let cut = text_of(&written, bytes_max).unwrap();
            prop_assert!(cut.len() <= bytes_max && expected.starts_with(&cut));
            let next = expected[cut.len()..].chars().next();
            prop_assert!(next.is_none_or(|next| cut.len() + next.len_utf8() > bytes_max));
        }
    }
}

#[test]
fn invalid_characters_become_the_replacement_character() {
    for (written, read) in [
        (r#""a\ud800b""#, "a\u{fffd}b"),
        (r#""\udc00\ud800""#, "\u{fffd}\u{fffd}"),
        (r#""\ud800\u0041""#, "\u{fffd}A"),
        (r#""\ud800\ud83d\ude00""#, "\u{fffd}😀"),
        (r#""\u0000""#, "\u{fffd}"),
        (r#""\u00E9\/\b\f\n\r\t\"\\""#, "é/\u{8}\u{c}\n\r\t\"\\"),
    ] {
        assert_eq!(text_of(written, 100).as_deref(), Some(read), "{written}");
    }
    assert_eq!(document(b"\"a\xffb\xe2\x82\"").unwrap().text(100).as_deref(), Some("a\u{fffd}b\u{fffd}"));
    assert_eq!(document(b"\"a\xff\\n\"").unwrap().text(100).as_deref(), Some("a\u{fffd}\n"));
}

#[test]
fn special_bytes_are_found_at_any_offset() {
    for (byte, at) in (0..=u8::MAX).flat_map(|byte| (0..20).map(move |at| (byte, at))) {
        for plain in *b"a~\xff " {
            let mut inner = [plain; 20];
            inner[at] = byte;
            let string = [b"\"", &inner[..], b"\""].concat();
            let is_json = serde_json::from_slice::<IgnoredAny>(&string).is_ok();
            assert_eq!(document(&string).is_ok(), is_json, "{byte:#x} at {at} among {plain:#x}");
        }
    }
}

#[test]
fn plain_text_is_borrowed() {
    let text = document("\"Ærø\"".as_bytes()).unwrap().text(100);
    assert!(matches!(text, Some(std::borrow::Cow::Borrowed("Ærø"))), "{text:?}");
}

#[test]
fn any_nesting_depth_is_skipped() {
    let depth = 1_000_000;
    let deep = [vec![b'['; depth], vec![b']'; depth]].concat();
    assert!(document(&deep).is_ok());
    assert_eq!(document(&deep[1..]), Err(NotJson));
    assert_eq!(document(&deep[..depth]), Err(NotJson));
    assert!(document(&[r#"{"a":"#.repeat(depth).as_bytes(), b"{}", &vec![b'}'; depth]].concat()).is_ok());
    assert_eq!(document(br#"[{"a":1]}"#), Err(NotJson));
}

#[test]
fn integers_are_digits_only() {
    for (written, read) in [
        ("0", Some(0)),
        ("9223372036854775807", Some(i64::MAX)),
        ("9223372036854775808", None),
        ("-1", None),
        ("-0", None),
        ("1.0", None),
        ("1e3", None),
        ("1e400", None),
        ("\"1\"", None),
        ("null", None),
    ] {
        assert_eq!(document(written.as_bytes()).unwrap().integer(), read, "{written}");
    }
}
