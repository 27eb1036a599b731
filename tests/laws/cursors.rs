//! Pages and cursors without a database: what a cursor is good for, and what a page says of its neighbours.

use gatelog::{
    clock::Timestamp,
    event::{Anchor, Position},
    query::{
        Order, PageRequest, QueryError, TypePattern,
        cursor::{Cursor, CursorError, KeyKind, KeyPart, List},
        page::{LIMIT_DEFAULT, LIMIT_MAX, Page, Pager},
    },
};

static NUMBERS: List = List { name: "numbers", key: &[KeyKind::Integer] };
static POSITIONS: List = List { name: "positions", key: &[KeyKind::Position] };
static OTHERS: List = List { name: "others", key: &[KeyKind::Integer] };
static NAMES: List = List { name: "names", key: &[KeyKind::Integer, KeyKind::Text] };

/// A page as the database would give it: the rows beyond the cursor, in the order in which they are walked, one more
/// than the limit.
fn answer(request: &PageRequest, rows: &[i64]) -> Page<i64> {
    let pager = Pager::new(request, &NUMBERS).expect("a good request");
    let place = |text: &String| match Cursor::decode(text, &NUMBERS, request.order).expect("a cursor").key[..] {
        [KeyPart::Integer(number)] => number,
        _ => panic!("another key"),
    };
    let ascending = (request.order == Order::Asc) != request.before.is_some();
    let mut rows = rows.to_vec();
    rows.sort_unstable();
    if !ascending {
        rows.reverse();
    }
    if let Some(from) = request.after.as_ref().or(request.before.as_ref()).map(place) {
        rows.retain(|row| if ascending { *row > from } else { *row < from });
    }
    rows.truncate(usize::try_from(request.limit.unwrap_or(LIMIT_DEFAULT)).expect("few") + 1);
    let page = pager.keyed_page(rows, |row| vec![KeyPart::Integer(*row)]);
    let cursor = |key| Cursor { key, now: None, anchor: None }.encode(&NUMBERS, request.order);
    let Page { data, next, prev, has_more, incomplete, interval, notes, unread } = page;
    Page { data, next: next.map(cursor), prev: prev.map(cursor), has_more, incomplete, interval, notes, unread }
}

fn key(number: i64) -> Vec<KeyPart> {
    vec![KeyPart::Integer(number)]
}

/// Where a page by position goes on: of the events at these positions, in a log whose newest is at that one.
fn next_by_position(
    request: &PageRequest,
    until: Option<Timestamp>,
    rows: &[i64],
    newest: i64,
) -> Option<Vec<KeyPart>> {
    let mut pager = Pager::new(request, &POSITIONS).expect("a good request").up_to(newest);
    pager.ends_at(until);
    pager.keyed_page(rows.to_vec(), |row| key(*row)).next
}

fn by_position(order: Order, after: Option<i64>) -> PageRequest {
    let cursor = |at| Cursor { key: key(at), now: None, anchor: None }.encode(&POSITIONS, order);
    PageRequest { limit: Some(2), order, after: after.map(cursor), ..PageRequest::default() }
}

#[test]
fn ascending_pages_by_position_always_have_a_next() {
    let asc = |after| by_position(Order::Asc, after);
    assert_eq!(next_by_position(&asc(None), None, &[3, 5, 6], 9), Some(key(5)), "there is more");
    assert_eq!(next_by_position(&asc(None), None, &[3], 9), Some(key(9)), "up to what was looked at");
    assert_eq!(next_by_position(&asc(Some(3)), None, &[], 9), Some(key(9)));
    assert_eq!(next_by_position(&asc(Some(9)), None, &[], 9), Some(key(9)));
    assert_eq!(next_by_position(&asc(Some(9)), None, &[], 4), Some(key(9)), "never back: nothing is repeated");
    assert_eq!(next_by_position(&asc(None), None, &[], -1), Some(key(-1)), "of an empty log, before its first event");
    assert_eq!(next_by_position(&by_position(Order::Desc, None), None, &[3], 9), None);
}

#[test]
fn the_last_page_until_a_time_has_no_next() {
    let until = Some(Timestamp::from_seconds(1));
    let asc = |after| by_position(Order::Asc, after);
    assert_eq!(next_by_position(&asc(None), until, &[3], 9), None);
    assert_eq!(next_by_position(&asc(Some(3)), until, &[], 9), None);
    assert_eq!(next_by_position(&asc(None), until, &[3, 5, 6], 9), Some(key(5)));
}

#[test]
fn an_empty_page_before_a_cursor_leads_back_to_it() {
    let before = by_position(Order::Asc, Some(3)).after;
    let request = PageRequest { before, order: Order::Asc, ..PageRequest::default() };
    assert_eq!(next_by_position(&request, None, &[], 9), Some(key(2)));
}

#[test]
fn an_anchor_is_of_one_event_at_one_position() {
    let anchor = Anchor::new(Position(499), &[0xab; 32]).expect("long enough");
    assert_eq!(anchor.to_string(), "499@abababababab");
    assert_eq!(Anchor::parse("499@abababababab"), Some(anchor));
    assert!(anchor.matches(&[0xab; 32]) && !anchor.matches(&[0xac; 32]) && !anchor.matches(&[]));
    for text in [
        "",
        "@",
        "499",
        "499@",
        "@abababababab",
        "499@ababab",
        "-1@abababababab",
        "499@abababababag",
        "499@ab\u{e9}ababab",
    ] {
        assert_eq!(Anchor::parse(text), None, "{text}");
    }
    assert_eq!(Anchor::new(Position(0), &[1, 2]), None);
}

#[test]
fn walking_forth_and_back_gives_every_row_once_in_either_order() {
    let rows: Vec<i64> = (0..23).map(|row| row * 7 - 40).collect();
    for order in [Order::Asc, Order::Desc] {
        for limit in [1, 2, 5, 22, 23, 24] {
            let mut expected = rows.clone();
            if order == Order::Desc {
                expected.reverse();
            }
            let mut request = PageRequest { limit: Some(limit), order, ..PageRequest::default() };
            let (mut forth, mut last) = (Vec::<i64>::new(), answer(&request, &rows));
            loop {
                forth.extend(&last.data);
                if !last.has_more {
                    break;
                }
                request.after.clone_from(&last.next);
                last = answer(&request, &rows);
            }
            assert_eq!(forth, expected);

            let mut back = last.data.clone();
            while let Some(prev) = last.prev.take() {
                let request = PageRequest { limit: Some(limit), order, before: Some(prev), ..PageRequest::default() };
                last = answer(&request, &rows);
                back.splice(0..0, last.data.clone());
            }
            assert_eq!(back, expected);
        }
    }
}

#[test]
fn whoever_follows_a_growing_list_always_has_a_place_to_go_on_from() {
    let mut request = PageRequest { order: Order::Asc, ..PageRequest::default() };
    let first = answer(&request, &[1, 2]);
    assert!(!first.has_more);
    request.after = first.next;
    assert_eq!(answer(&request, &[1, 2]).data, Vec::<i64>::new());
    assert_eq!(answer(&request, &[1, 2, 3]).data, [3]);

    let newest_first = answer(&PageRequest::default(), &[1, 2]);
    assert_eq!((newest_first.next, newest_first.prev), (None, None));
}

#[test]
fn a_cursor_keeps_its_whole_key_and_the_moment() {
    let cursor = Cursor {
        key: vec![KeyPart::Integer(i64::MAX), KeyPart::Text("user_%/?\"\u{1f512}".to_owned())],
        now: Some(1_795_212_202_528_442),
        anchor: Anchor::parse("499@3fa9c1d2e4b0"),
    };
    let text = cursor.encode(&NAMES, Order::Asc);
    assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));
    assert_eq!(Cursor::decode(&text, &NAMES, Order::Asc), Ok(cursor));
}

#[test]
fn a_cursor_is_good_for_its_own_list_and_order_only() {
    let text = Cursor { key: vec![KeyPart::Integer(7)], now: None, anchor: None }.encode(&NUMBERS, Order::Desc);
    assert_eq!(Cursor::decode(&text, &OTHERS, Order::Desc), Err(CursorError::OtherList));
    assert_eq!(Cursor::decode(&text, &NUMBERS, Order::Asc), Err(CursorError::OtherOrder(Order::Desc)));
}

#[test]
fn a_cursor_whose_key_does_not_fit_the_list_never_reaches_the_database() {
    let keys = [
        vec![],
        vec![KeyPart::Integer(1)],
        vec![KeyPart::Text("1".to_owned()), KeyPart::Text("a".to_owned())],
        vec![KeyPart::Integer(1), KeyPart::Text("a\0".to_owned())],
    ];
    for key in keys {
        let text = Cursor { key, now: None, anchor: None }.encode(&NAMES, Order::Desc);
        assert_eq!(Cursor::decode(&text, &NAMES, Order::Desc), Err(CursorError::Malformed));
    }
    for text in ["", "=", "ü", "bnVsbA", "W10"] {
        assert_eq!(Cursor::decode(text, &NAMES, Order::Desc), Err(CursorError::Malformed), "{text}");
    }
    let elsewhere = Cursor { key: key(7), now: None, anchor: Anchor::parse("8@3fa9c1d2e4b0") };
    let text = elsewhere.encode(&POSITIONS, Order::Asc);
    assert_eq!(Cursor::decode(&text, &POSITIONS, Order::Asc), Err(CursorError::Malformed));
}

#[test]
fn cursors_of_earlier_versions_are_read() {
    let text = "WyJwb3NpdGlvbnMiLCJhc2MiLG51bGwsWzVdXQ";
    let cursor = Cursor { key: key(5), now: None, anchor: None };
    assert_eq!(Cursor::decode(text, &POSITIONS, Order::Asc), Ok(cursor));
}

#[test]
fn what_cannot_be_used_is_named() {
    let name = |request: PageRequest| match Pager::new(&request, &NUMBERS) {
        Err(QueryError::Parameter { name, .. }) => Some(name),
        _ => None,
    };
    let limited = |limit| PageRequest { limit: Some(limit), ..PageRequest::default() };
    let text = || Some("no cursor".to_owned());
    assert_eq!(name(limited(0)), Some("limit"));
    assert_eq!(name(limited(LIMIT_MAX + 1)), Some("limit"));
    assert_eq!(name(limited(LIMIT_MAX)), None);
    assert_eq!(name(PageRequest { after: text(), ..PageRequest::default() }), Some("after"));
    assert_eq!(name(PageRequest { before: text(), ..PageRequest::default() }), Some("before"));
    assert_eq!(name(PageRequest { after: text(), before: text(), ..PageRequest::default() }), Some("before"));
}

#[test]
fn the_moment_of_the_first_page_holds_on_every_page() {
    let mut first = Pager::new(&PageRequest::default(), &NUMBERS).expect("a good request");
    assert_eq!(first.fix_now(5), 5);
    let rows = (0..=100).collect();
    let next = first.keyed_page(rows, |row: &i64| key(*row)).next.expect("there is more");
    let cursor = Cursor { key: next, now: Some(5), anchor: None }.encode(&NUMBERS, Order::Desc);
    let request = PageRequest { after: Some(cursor), ..PageRequest::default() };
    assert_eq!(Pager::new(&request, &NUMBERS).expect("a good request").fix_now(9), 5);
}

#[test]
fn a_type_filter_is_a_type_or_a_beginning_and_nothing_else() {
    assert_eq!(TypePattern::parse("session.created"), Some(TypePattern::Exact("session.created".to_owned())));
    assert_eq!(TypePattern::parse("session.*"), Some(TypePattern::Prefix("session.".to_owned())));
    assert_eq!(TypePattern::parse("*"), Some(TypePattern::Prefix(String::new())));
    for text in ["", "-", "ses*ion", "session.**", "session_%", "a b", "session.\u{e9}*"] {
        assert_eq!(TypePattern::parse(text), None, "{text}");
    }
}
