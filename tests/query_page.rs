//! Pages and cursors without a database: what a cursor is good for, and what a page says of its neighbours.

use gatelog::query::{
    Order, PageRequest, QueryError, TypePattern,
    cursor::{Cursor, CursorError, Kind, List, Part},
    page::{LIMIT_DEFAULT, LIMIT_MAX, Page, Walk},
};

static NUMBERS: List = List { name: "numbers", key: &[Kind::Integer] };
static OTHERS: List = List { name: "others", key: &[Kind::Integer] };
static NAMES: List = List { name: "names", key: &[Kind::Integer, Kind::Text] };

/// A page as the database would give it: the rows beyond the cursor, in the order in which they are walked, one more
/// than the limit.
fn answer(request: &PageRequest, rows: &[i64]) -> Page<i64> {
    let walk = Walk::of(request, &NUMBERS).expect("a good request");
    let place = |text: &String| match Cursor::decode(text, &NUMBERS, request.order).expect("a cursor").key[..] {
        [Part::Integer(number)] => number,
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
    walk.page(rows, |row| vec![Part::Integer(*row)])
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
                let request = PageRequest { limit: Some(limit), order, before: Some(prev), after: None };
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
        key: vec![Part::Integer(i64::MAX), Part::Text("user_%/?\"\u{1f512}".to_owned())],
        now: Some(1_795_212_202_528_442),
    };
    let text = cursor.encode(&NAMES, Order::Asc);
    assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));
    assert_eq!(Cursor::decode(&text, &NAMES, Order::Asc), Ok(cursor));
}

#[test]
fn a_cursor_is_good_for_its_own_list_and_order_only() {
    let text = Cursor { key: vec![Part::Integer(7)], now: None }.encode(&NUMBERS, Order::Desc);
    assert_eq!(Cursor::decode(&text, &OTHERS, Order::Desc), Err(CursorError::OtherList));
    assert_eq!(Cursor::decode(&text, &NUMBERS, Order::Asc), Err(CursorError::OtherOrder(Order::Desc)));
}

#[test]
fn a_cursor_whose_key_does_not_fit_the_list_never_reaches_the_database() {
    let keys = [
        vec![],
        vec![Part::Integer(1)],
        vec![Part::Text("1".to_owned()), Part::Text("a".to_owned())],
        vec![Part::Integer(1), Part::Text("a\0".to_owned())],
    ];
    for key in keys {
        let text = Cursor { key, now: None }.encode(&NAMES, Order::Desc);
        assert_eq!(Cursor::decode(&text, &NAMES, Order::Desc), Err(CursorError::Malformed));
    }
    for text in ["", "=", "ü", "bnVsbA", "W10"] {
        assert_eq!(Cursor::decode(text, &NAMES, Order::Desc), Err(CursorError::Malformed), "{text}");
    }
}

#[test]
fn what_cannot_be_used_is_named() {
    let name = |request: PageRequest| match Walk::of(&request, &NUMBERS) {
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
    let mut first = Walk::of(&PageRequest::default(), &NUMBERS).expect("a good request");
    assert_eq!(first.fix_now(5), 5);
    let rows = (0..=100).collect();
    let page = first.page(rows, |row: &i64| vec![Part::Integer(*row)]);
    let request = PageRequest { after: page.next, ..PageRequest::default() };
    assert_eq!(Walk::of(&request, &NUMBERS).expect("a good request").fix_now(9), 5);
}

#[test]
fn a_type_filter_is_a_type_or_a_beginning_and_nothing_else() {
    assert_eq!(TypePattern::parse("session.created"), Some(TypePattern::Exactly("session.created".to_owned())));
    assert_eq!(TypePattern::parse("session.*"), Some(TypePattern::Beginning("session.".to_owned())));
    assert_eq!(TypePattern::parse("*"), Some(TypePattern::Beginning(String::new())));
    for text in ["", "-", "ses*ion", "session.**", "session_%", "a b", "session.\u{e9}*"] {
        assert_eq!(TypePattern::parse(text), None, "{text}");
    }
}
