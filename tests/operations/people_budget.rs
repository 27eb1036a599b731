//! A page of people ends after a bounded number of entries, and the next one goes on.

use std::sync::Arc;

use gatelog::{
    access::SourceAccess,
    clock::{Clock, Timestamp},
    event_log::EventLog,
    projection::{Rebuild, Silent},
    query::{
        Instances, Order, PageRequest,
        activity::{self, ActivityFilter},
        page::EXAMINED_MAX,
        users::{self, OrderBy, UserFilter},
    },
    storage::Store,
    text::words::Search,
    views,
};

use crate::support::{event, on_both, open_log};

/// More than one page examines, even of those called Person.
const USERS: u64 = EXAMINED_MAX + 1_500;
/// The first users are called Alpha, and all but the first ones Person: 100 are both.
const ALPHAS: u64 = 1_500;
const FIRST_PERSON: u64 = 1_400;

/// Only the last one by id and by sign-in is banned, and called Zelda.
async fn append_users(store: &Arc<Store>, log: &EventLog) {
    let body = |number: u64| {
        let is_last = number == USERS - 1;
        let last_name = match number {
            _ if is_last => "Zelda",
            ..ALPHAS => "Alpha",
            _ => "Same",
        };
        let first_name = if number < FIRST_PERSON { "Other" } else { "Person" };
        let at = 1_790_000_000_000_u64 + number;
        format!(
            r#"{{"object":"event","type":"user.created","timestamp":{at},"data":{{"id":"user_{number:06}","object":"user","first_name":"{first_name}","last_name":"{last_name}","banned":{is_last},"last_sign_in_at":{at}}}}}"#
        )
    };
    let mut numbers = (0..USERS).peekable();
    while numbers.peek().is_some() {
        let mut waiting = tokio::task::JoinSet::new();
        for number in numbers.by_ref().take(500) {
            let (log, event) = (log.clone(), event(&format!("msg_{number}"), body(number)));
            waiting.spawn(async move { log.append(event).await.expect("recorded") });
        }
        waiting.join_all().await;
    }
    let views = views::all();
    let rebuild =
        Rebuild { store: Arc::clone(store), log: log.clone(), clock: Clock::system(), views, keep_previous: None };
    rebuild.run(&Silent).await.expect("the views are built");
}

on_both!(page_of_people_ends_after_a_bounded_number_of_entries, |db| async {
    let (store, log) = open_log(&db).await;
    append_users(&store, &log).await;
    let (instances, sources, now) = (Instances::default(), SourceAccess::All, Timestamp::from_seconds(1_800_000_000));
    let list = async |filter: &UserFilter, request: &PageRequest| {
        users::list(&store, filter, &instances, &sources, request, now).await.expect("a page")
    };
    let search = |text: &str| UserFilter { search: Some(Search::parse(text).expect("words")), ..UserFilter::default() };
    let mid = Some(Timestamp::from_millis(1_790_000_000_000 + i64::try_from(USERS).expect("few") - 1));
    for (name, filter, order) in [
        ("q", UserFilter { banned: Some(true), ..search("person") }, Order::Asc),
        (
            "order_by",
            UserFilter { banned: Some(true), order_by: Some(OrderBy::LastSignIn), ..UserFilter::default() },
            Order::Asc,
        ),
        (
            "last_sign_in_before",
            UserFilter { last_sign_in_before: mid, banned: Some(true), ..UserFilter::default() },
            Order::Desc,
        ),
        (
            "never_signed_in",
            UserFilter { never_signed_in: Some(false), source: Some("none".to_owned()), ..search("person") },
            Order::Desc,
        ),
    ] {
        let (mut request, mut found, mut pages) = (PageRequest { order, ..PageRequest::default() }, 0, 0);
        loop {
            let page = list(&filter, &request).await;
            (found, pages) = (found + page.data.len(), pages + 1);
            assert_eq!(page.incomplete, page.has_more, "{name}: a page is not full, and says so if there are more");
            if !page.has_more {
                break;
            }
            request.after = page.next;
            assert!(request.after.is_some(), "{name}: the next page has a cursor");
        }
        let expected = usize::from(["q", "order_by"].contains(&name));
        assert_eq!((found, pages), (expected, 2), "{name}");
    }
    // A word that few have leads to them at once, whichever way it is written.
    for text in ["zelda", "person zelda", "zel person"] {
        let page = list(&search(text), &PageRequest::default()).await;
        assert_eq!((page.data.len(), page.has_more), (1, false), "{text}");
    }
    // What is about people of two frequent words, whom no page of people finds at once.
    let about = ActivityFilter { search: search("person alpha").search, ..ActivityFilter::default() };
    let (mut request, mut found) = (PageRequest::default(), 0);
    loop {
        let order_by = activity::OrderBy::OccurredAt;
        let page = activity::list(&store, &about, order_by, &instances, &sources, &request).await.expect("a page");
        found += page.data.len() as u64;
        if !page.has_more {
            break;
        }
        request.after = page.next;
    }
    assert_eq!(found, ALPHAS - FIRST_PERSON);
    // An index has the banned ones, and those of a time.
    let banned = UserFilter { banned: Some(true), ..UserFilter::default() };
    assert_eq!(list(&banned, &PageRequest::default()).await.data.len(), 1);
    let page = list(&search("person"), &PageRequest::default()).await;
    assert_eq!((page.data.len(), page.has_more, page.incomplete), (100, true, false), "a full page");
});
