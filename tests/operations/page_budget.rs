//! No question's cost grows with the log: a page ends after a bounded number of entries, says so,
//! and the next one goes on.

use std::sync::Arc;

use gatelog::{
    access::SourceAccess,
    clock::{Clock, Timestamp},
    event_log::EventLog,
    projection::{Rebuild, Silent},
    query::{
        Instances, Interval, Order, Page, PageRequest, TypePattern, Values,
        activity::{self, ActionFilter, ActivityFilter, OrderBy},
        events::{self, EventFilter},
        invitations::{self, InvitationFilter},
        memberships::{self, MembershipFilter},
        page::{EXAMINED_MAX, GATHERED_MAX},
        sessions::{self, SessionFilter},
    },
    storage::Store,
    text::address,
    views::{self, first_sign_ins::Novelty},
};

use crate::support::{event, on_both, open_log};

/// Of each of two types: more than one page examines.
const EVENTS: u64 = EXAMINED_MAX + 500;
/// More than are read whole in another order.
const WIDE: u64 = GATHERED_MAX + 500;

/// As many sign-ins as sign-outs, by turns, of one user.
async fn append_sessions(store: &Arc<Store>, log: &EventLog) {
    append_sessions_of(store, log, EVENTS, |_| 1).await;
}

/// The same, so many, each of the user of that number.
async fn append_sessions_of(store: &Arc<Store>, log: &EventLog, count: u64, user: fn(u64) -> u64) {
    let body = |event_type: &str, number: u64| {
        format!(
            r#"{{"object":"event","type":"{event_type}","timestamp":{},"data":{{"id":"sess_{number}","object":"session","user_id":"user_{}"}},"event_attributes":{{"http_request":{{"client_ip":"10.0.0.{}"}}}}}}"#,
            1_790_000_000_000_u64 + number,
            user(number),
            number % 250
        )
    };
    let mut numbers = (0..count).peekable();
    while numbers.peek().is_some() {
        let mut waiting = tokio::task::JoinSet::new();
        for number in numbers.by_ref().take(500) {
            for verb in ["created", "removed"] {
                let event_type = format!("session.{verb}");
                let (log, event) = (log.clone(), event(&format!("msg_{verb}_{number}"), body(&event_type, number)));
                waiting.spawn(async move { log.append(event).await.expect("recorded") });
            }
        }
        waiting.join_all().await;
    }
    rebuild(store, log).await;
}

async fn rebuild(store: &Arc<Store>, log: &EventLog) {
    let views = views::all();
    let rebuild =
        Rebuild { store: Arc::clone(store), log: log.clone(), clock: Clock::system(), views, keep_previous: None };
    rebuild.run(&Silent).await.expect("the views are built");
}

/// What two filters have in common that many rows have each, and none both.
fn never() -> ActivityFilter {
    ActivityFilter {
        action: ActionFilter::parse("signed_in").expect("an action").into(),
        event_type: TypePattern::parse("session.removed").expect("a pattern").into(),
        ..ActivityFilter::default()
    }
}

/// Follows a list without rows to its end.
async fn assert_bounded(store: &Store, filter: &ActivityFilter, order_by: OrderBy, pages: usize) {
    let (instances, sources) = (Instances::default(), SourceAccess::All);
    let mut request = PageRequest::default();
    for number in 1.. {
        let page = activity::list(store, filter, order_by, &instances, &sources, &request).await.expect("a page");
        assert_eq!(page.data.len(), 0, "{order_by:?}");
        if !page.has_more {
            assert_eq!((number, &page.next, page.incomplete), (pages, &None, false), "{order_by:?}");
            break;
        }
        assert!(page.incomplete, "{order_by:?}");
        assert!(
            page.notes.iter().any(|note| note.contains(&format!("{EXAMINED_MAX} entries"))),
            "{order_by:?}: {:?}",
            page.notes
        );
        request.after = page.next;
        assert!(request.after.is_some(), "{order_by:?}: the next page has a cursor");
    }
}

on_both!(an_empty_page_ends_after_a_bounded_number_of_entries, |db| async {
    let (store, log) = open_log(&db).await;
    append_sessions(&store, &log).await;
    assert_bounded(&store, &never(), OrderBy::OccurredAt, 2).await;
    assert_bounded(&store, &never(), OrderBy::Position, 3).await;
    assert_bounded(&store, &never(), OrderBy::Changed, 3).await;
});

on_both!(rows_that_one_event_revised_are_walked_in_bounded_pages, |db| async {
    let (store, log) = open_log(&db).await;
    let update = |number: u64, name: &str| {
        format!(
            r#"{{"object":"event","type":"user.updated","timestamp":{at},"data":{{"id":"user_1","object":"user",{name}"updated_at":{at}}}}}"#,
            at = 1_790_000_000_000 + number,
        )
    };
    let mut numbers = (1..=EVENTS).peekable();
    while numbers.peek().is_some() {
        let mut waiting = tokio::task::JoinSet::new();
        for number in numbers.by_ref().take(500) {
            let (log, event) = (log.clone(), event(&format!("msg_{number}"), update(number, "")));
            waiting.spawn(async move { log.append(event).await.expect("recorded") });
        }
        waiting.join_all().await;
    }
    // What all of them lack.
    log.append(event("msg_late", update(0, r#""first_name":"Ada","#))).await.expect("recorded");
    rebuild(&store, &log).await;
    let all = ActivityFilter::default();
    let none = Values { none_of: vec![TypePattern::parse("user.*").expect("a pattern")], ..Values::default() };
    assert_bounded(&store, &ActivityFilter { event_type: none, ..all.clone() }, OrderBy::Changed, 3).await;
    for order in [Order::Asc, Order::Desc] {
        let (instances, sources) = (Instances::default(), SourceAccess::All);
        let (mut request, mut found) =
            (PageRequest { limit: Some(1_000), order, ..PageRequest::default() }, Vec::new());
        loop {
            let page =
                activity::list(&store, &all, OrderBy::Changed, &instances, &sources, &request).await.expect("a page");
            found.extend(page.data.into_iter().map(|item| (item.row.revision(), item.row.position)));
            if !page.has_more {
                break;
            }
            request.after = page.next;
        }
        if order == Order::Desc {
            found.reverse();
        }
        let last = EVENTS.cast_signed();
        assert_eq!(found, (0..=last).map(|position| (last, position)).collect::<Vec<_>>(), "{order:?}");
    }
});

on_both!(first_sign_ins_are_walked_in_bounded_pages, |db| async {
    let (store, log) = open_log(&db).await;
    // Each is the first one of its user, so nothing is new.
    append_sessions_of(&store, &log, EVENTS, |number| number).await;
    let filter = ActivityFilter { new: Some(Novelty::Network), ..ActivityFilter::default() };
    assert_bounded(&store, &filter, OrderBy::OccurredAt, 2).await;
    assert_bounded(&store, &filter, OrderBy::Position, 3).await;
});

on_both!(a_wide_network_is_walked_in_bounded_pages, |db| async {
    let (store, log) = open_log(&db).await;
    append_sessions_of(&store, &log, WIDE, |_| 1).await;
    let (instances, sources) = (Instances::default(), SourceAccess::All);
    let network = |text: &str| ActivityFilter { ip: address::parse(text).expect("a network").into(), ..never() };
    for order_by in [OrderBy::OccurredAt, OrderBy::Position, OrderBy::Changed] {
        // Every row has an address of the first, and one in 125 of the second.
        for (wide, action, rows) in [("10.0.0.0/8", None, WIDE * 2), ("10.0.0.0/31", Some("signed_in"), WIDE / 125)] {
            let action =
                action.map(|action| ActionFilter::parse(action).expect("an action").into()).unwrap_or_default();
            let filter = ActivityFilter { action, event_type: Values::default(), ..network(wide) };
            let (mut request, mut found) = (PageRequest { limit: Some(1_000), ..PageRequest::default() }, 0);
            loop {
                let page =
                    activity::list(&store, &filter, order_by, &instances, &sources, &request).await.expect("a page");
                found += page.data.len() as u64;
                if !page.has_more {
                    break;
                }
                request.after = page.next;
            }
            assert_eq!(found, rows, "{wide} {order_by:?}");
        }
        let request = PageRequest::default();
        let page = activity::list(&store, &network("10.0.0.0/8"), order_by, &instances, &sources, &request)
            .await
            .expect("a page");
        assert!(page.data.is_empty() && page.has_more, "{order_by:?}");
    }
    let status = sessions::Status::ALL.into_iter().find(|status| status.as_str() == "pending");
    let filter = SessionFilter {
        ip: address::parse("10.0.0.0/8").expect("a network").into(),
        status: status.expect("a status").into(),
        ..SessionFilter::default()
    };
    let (now, request) = (Clock::system().now(), PageRequest::default());
    let page = sessions::list(&store, &filter, &instances, &sources, &request, now).await.expect("a page");
    assert!(page.data.is_empty() && page.incomplete, "sessions");
});

on_both!(rows_of_many_members_are_walked_in_bounded_pages, |db| async {
    let (store, log) = open_log(&db).await;
    // More than one walk each would be worth, long before everything else.
    for member in 0..30 {
        let body = format!(
            r#"{{"object":"event","type":"organizationMembership.created","timestamp":1780000000000,"data":{{"id":"orgmem_{member}","object":"organization_membership","created_at":1780000000000,"organization":{{"id":"org_1"}},"public_user_data":{{"user_id":"user_member_{member}"}}}}}}"#
        );
        log.append(event(&format!("msg_member_{member}"), body)).await.expect("recorded");
    }
    append_sessions(&store, &log).await;
    let (instances, sources) = (Instances::default(), SourceAccess::All);
    let filter = ActivityFilter { member_of: Some("org_1".to_owned()), ..ActivityFilter::default() };
    for order_by in [OrderBy::OccurredAt, OrderBy::Position, OrderBy::Changed] {
        let (mut request, mut found) = (PageRequest::default(), Vec::new());
        loop {
            let page = activity::list(&store, &filter, order_by, &instances, &sources, &request).await.expect("a page");
            found.push(page.data.len());
            if !page.has_more {
                break;
            }
            assert!(page.incomplete && page.data.is_empty(), "{order_by:?}: {found:?}");
            request.after = page.next;
        }
        assert_eq!((found.len(), found.last()), (3, Some(&30)), "{order_by:?}: {found:?}");
    }
});

on_both!(a_wide_time_of_arrival_is_walked_in_bounded_pages, |db| async {
    let (store, log) = open_log(&db).await;
    append_sessions_of(&store, &log, WIDE, |_| 1).await;
    let (instances, sources) = (Instances::default(), SourceAccess::All);
    let request = PageRequest { limit: Some(1_000), order: Order::Asc, ..PageRequest::default() };
    let first = events::list(&store, &EventFilter::default(), &sources, &request).await.expect("a page");
    let since = Timestamp::from_micros(first.data.last().expect("a row").row.received_at);
    let earlier = first.data.iter().filter(|event| event.row.received_at < since.micros()).count() as u64;
    let interval = Interval { received_since: Some(since), ..Interval::default() };
    let filter = ActivityFilter { interval, ..ActivityFilter::default() };
    for order_by in [OrderBy::OccurredAt, OrderBy::Position, OrderBy::Changed] {
        let (mut request, mut found) = (PageRequest { limit: Some(1_000), ..PageRequest::default() }, 0);
        loop {
            let page = activity::list(&store, &filter, order_by, &instances, &sources, &request).await.expect("a page");
            found += page.data.len() as u64;
            if !page.has_more {
                break;
            }
            request.after = page.next;
        }
        assert_eq!(found, WIDE * 2 - earlier, "{order_by:?}");
    }
});

/// Appends as many events of one type about as many objects, and builds the views.
async fn append_objects(store: &Arc<Store>, log: &EventLog, event_type: &str, data: fn(u64) -> String) {
    let mut numbers = (0..EVENTS).peekable();
    while numbers.peek().is_some() {
        let mut waiting = tokio::task::JoinSet::new();
        for number in numbers.by_ref().take(500) {
            let (at, data) = (1_790_000_000_000_u64 + number, data(number));
            let body = format!(r#"{{"object":"event","type":"{event_type}","timestamp":{at},"data":{data}}}"#);
            let (log, event) = (log.clone(), event(&format!("msg_{number}"), body));
            waiting.spawn(async move { log.append(event).await.expect("recorded") });
        }
        waiting.join_all().await;
    }
    let (log, views) = (log.clone(), views::all());
    let rebuild = Rebuild { store: Arc::clone(store), log, clock: Clock::system(), views, keep_previous: None };
    rebuild.run(&Silent).await.expect("the views are built");
}

/// Follows a list without rows, which must end on its second page.
macro_rules! assert_ends_on_the_second_page {
    ($what:expr, $page_at:expr) => {
        let (what, page_at) = ($what, $page_at);
        let first: Page<_> = page_at(PageRequest::default()).await.expect("a page");
        assert!(first.data.is_empty() && first.incomplete && first.has_more, "{what}: {:?}", first.notes);
        assert!(
            first.notes.iter().any(|note| note.contains(&format!("{EXAMINED_MAX} entries"))),
            "{what}: {:?}",
            first.notes
        );
        let second = page_at(PageRequest { after: first.next, ..PageRequest::default() }).await.expect("a page");
        assert!(second.data.is_empty() && !second.incomplete && !second.has_more, "{what}");
    };
}

on_both!(sessions_are_tested_on_bounded_pages, |db| async {
    let (store, log) = open_log(&db).await;
    append_sessions(&store, &log).await;
    let status = |word: &str| {
        let status = sessions::Status::ALL.into_iter().find(|status| status.as_str() == word);
        Values::from(status.expect("a status"))
    };
    let only_others = |value: &str| Values { any_of: Vec::new(), none_of: vec![value.to_owned()] };
    let now = Clock::system().now();
    let open = SessionFilter {
        interval: Interval { active_at: Some(now), ..Interval::default() },
        ..SessionFilter::default()
    };
    let pending = SessionFilter { status: status("pending"), ..SessionFilter::default() };
    let others = SessionFilter { user_id: only_others("user_1"), ..SessionFilter::default() };
    let pending_of_user = SessionFilter { user_id: "user_1".to_owned().into(), ..pending.clone() };
    let of_agents = SessionFilter { impersonated: Some(false), agent: Some(true), ..SessionFilter::default() };
    let network = |text: &str| Values::from(address::parse(text).expect("a network"));
    for filter in [open, pending, others, pending_of_user] {
        assert_ends_on_the_second_page!(format!("{filter:?}"), |request| {
            let (store, filter) = (&store, &filter);
            async move { sessions::list(store, filter, &Instances::default(), &SourceAccess::All, &request, now).await }
        });
    }
    let (instances, request) = (Instances::default(), PageRequest { limit: Some(1_000), ..PageRequest::default() });
    let of_few = SessionFilter { ip: network("10.0.0.0/31"), ..SessionFilter::default() };
    let page = sessions::list(&store, &of_few, &instances, &SourceAccess::All, &request, now).await.expect("a page");
    assert_eq!((page.data.len() as u64, page.incomplete), (EVENTS / 125, false), "a narrow network is read whole");
    let page = sessions::list(&store, &of_agents, &instances, &SourceAccess::All, &request, now).await.expect("a page");
    assert_eq!((page.data.len(), page.incomplete), (0, false), "an index has no sessions of agents");
});

on_both!(memberships_are_tested_on_bounded_pages, |db| async {
    let (store, log) = open_log(&db).await;
    append_objects(&store, &log, "organizationMembership.created", |number| {
        format!(
            r#"{{"id":"orgmem_{number}","object":"organization_membership","organization":{{"id":"org_1"}},"role":"org:admin","public_user_data":{{"user_id":"user_{number}"}}}}"#
        )
    })
    .await;
    let ended = MembershipFilter { active: Some(false), ..MembershipFilter::default() };
    let role = Values { any_of: Vec::new(), none_of: vec!["admin".to_owned()] };
    let without_role = MembershipFilter { role, ..MembershipFilter::default() };
    for filter in [ended, without_role] {
        assert_ends_on_the_second_page!(format!("{filter:?}"), |request| {
            let (store, filter) = (&store, &filter);
            async move { memberships::list(store, filter, &Instances::default(), &SourceAccess::All, &request).await }
        });
    }
});

on_both!(invitations_are_tested_on_bounded_pages, |db| async {
    let now = Clock::system().now();
    let (store, log) = open_log(&db).await;
    append_objects(&store, &log, "organizationInvitation.created", |number| {
        format!(
            r#"{{"id":"orginv_{number}","object":"organization_invitation","organization_id":"org_1","role":"org:admin","status":"pending","email_address":"{number}@example.com"}}"#
        )
    })
    .await;
    let status = invitations::Status::ALL.into_iter().find(|status| status.as_str() == "revoked");
    let revoked = InvitationFilter { status: status.expect("a status").into(), ..InvitationFilter::default() };
    let role = Values { any_of: Vec::new(), none_of: vec!["admin".to_owned()] };
    let without_role = InvitationFilter { role, ..InvitationFilter::default() };
    for filter in [revoked, without_role] {
        assert_ends_on_the_second_page!(format!("{filter:?}"), |request| {
            let (store, filter) = (&store, &filter);
            async move { invitations::list(store, filter, &Instances::default(), &SourceAccess::All, &request, now).await }
        });
    }
});

on_both!(rare_rows_are_found_however_long_the_log_is, |db| async {
    let (store, log) = open_log(&db).await;
    let rare = r#"{"object":"event","type":"user.created","timestamp":1790000000000,"data":{"id":"user_rare","object":"user"}}"#;
    log.append(event("msg_rare", rare)).await.expect("recorded");
    append_sessions(&store, &log).await;
    let (instances, sources, request) = (Instances::default(), SourceAccess::All, PageRequest::default());
    let of_user = ActivityFilter { user_id: "user_rare".to_owned().into(), ..ActivityFilter::default() };
    let of_type = ActivityFilter {
        event_type: TypePattern::parse("user.*").expect("a pattern").into(),
        ..ActivityFilter::default()
    };
    for filter in [of_user, of_type] {
        for order_by in [OrderBy::OccurredAt, OrderBy::Position, OrderBy::Changed] {
            let page = activity::list(&store, &filter, order_by, &instances, &sources, &request).await.expect("a page");
            assert_eq!((page.data.len(), page.has_more), (1, false), "{filter:?} {order_by:?}");
        }
    }
    // The log has no index of types: its pages lead there one by one.
    let activity = ActivityFilter {
        event_type: TypePattern::parse("user.created").expect("a pattern").into(),
        ..ActivityFilter::default()
    };
    let filter = EventFilter { activity, ..EventFilter::default() };
    let mut request = PageRequest::default();
    let mut found = 0;
    loop {
        let page = events::list(&store, &filter, &sources, &request).await.expect("a page");
        found += page.data.len();
        if !page.has_more {
            break;
        }
        request.after = page.next;
    }
    assert_eq!(found, 1);
});
