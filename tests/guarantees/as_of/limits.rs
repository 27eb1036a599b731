//! What questions about the past refuse: more events than one answer reads, and what the view has not come to.

use std::sync::Arc;

use gatelog::{
    access::SourceAccess,
    clock::{Clock, Timestamp},
    event::Position,
    event_log::EventLog,
    projection::{Rebuild, Silent},
    query::{
        PageRequest, QueryError,
        as_of::{AsOf, ObjectQuery, as_of},
        history,
        history::memberships::MembershipHistory,
        history::organizations::OrganizationHistory,
        history::sessions::SessionHistory,
        history::users::UserHistory,
        mentions::EVENTS_MAX,
    },
    storage::Store,
    views,
};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{event, on_both, open_log};

const NOW: i64 = 1_790_000_000;

fn told(event_type: &str, at: i64, data: &Value) -> String {
    json!({"object": "event", "type": event_type, "timestamp": (NOW - 1_000 + at) * 1_000, "data": data}).to_string()
}

async fn build(store: &Arc<Store>, log: &EventLog) {
    let views = views::all().into_iter().filter(|view| view.name() == "mentions").collect();
    let clock = Clock::system();
    let rebuild = Rebuild { store: Arc::clone(store), log: log.clone(), clock, views, keep_previous: None };
    rebuild.run(&Silent).await.expect("the view is built");
}

fn asked(id: &str) -> ObjectQuery<'_> {
    ObjectQuery { id, source: None, allowed_sources: &SourceAccess::All, now: Timestamp::from_seconds(NOW) }
}

const EVER: AsOf = AsOf::Time(Timestamp::from_seconds(NOW));

on_both!(a_position_that_the_view_has_not_come_to_is_not_answered, |db| async {
    let (store, log) = open_log(&db).await;
    for number in 0..3 {
        let user = json!({"id": "user_ada", "first_name": format!("Name {number}")});
        log.append(event(&format!("msg_{number}"), told("user.updated", number, &user))).await.expect("recorded");
        if number == 1 {
            build(&store, &log).await;
        }
    }
    let at =
        async |position| as_of::<UserHistory>(&store, &asked("user_ada"), AsOf::Position(Position(position))).await;
    let name = at(1).await.expect("an answer").and_then(|user| user.row.first_name);
    assert_eq!(name.as_deref(), Some("Name 1"));
    assert!(matches!(at(2).await, Err(QueryError::Behind { name: "mentions", .. })), "it knows nothing of that event");
    assert!(matches!(at(3).await, Err(QueryError::NotInLog { name: "as_of", .. })));
    // What is true is told all the same: a moment's lag is that of any view.
    assert!(as_of::<UserHistory>(&store, &asked("user_ada"), EVER).await.expect("an answer").is_some());
    log.shut_down().await;
});

/// One user is in one organization over and over: more events than an answer reads speak of both.
async fn a_crowd(log: &EventLog) {
    let mut waiting = JoinSet::new();
    for number in 0..=i64::try_from(EVENTS_MAX).expect("few") {
        let membership = json!({"id": format!("orgmem_{number}"), "organization": {"id": "org_1", "name": "Snapshot"},
            "public_user_data": {"user_id": "user_busy"}});
        let (log, event) =
            (log.clone(), event(&format!("msg_{number}"), told("organizationMembership.created", 500, &membership)));
        waiting.spawn(async move { log.append(event).await.expect("recorded") });
        if waiting.len() > 1_000 {
            waiting.join_next().await.expect("one is waiting").expect("no panic");
        }
    }
    waiting.join_all().await;
    let organization = json!({"id": "org_1", "name": "Acme"});
    let session = json!({"id": "sess_1", "user_id": "user_busy", "status": "active"});
    for (id, event_type, data) in
        [("msg_org", "organization.created", organization), ("msg_session", "session.created", session)]
    {
        log.append(event(id, told(event_type, 10, &data))).await.expect("recorded");
    }
}

on_both!(more_events_than_one_answer_reads_are_refused_and_what_needs_fewer_is_not, |db| async {
    let (store, log) = open_log(&db).await;
    build(&store, &log).await;
    a_crowd(&log).await;
    let lagging = as_of::<OrganizationHistory>(&store, &asked("org_1"), EVER).await;
    assert!(matches!(lagging, Err(QueryError::Behind { .. })), "it would say that there is none");
    build(&store, &log).await;

    let refused = as_of::<UserHistory>(&store, &asked("user_busy"), EVER).await;
    assert!(matches!(refused, Err(QueryError::TooManyEvents { events_max: EVENTS_MAX })));
    let refused = history::list::<UserHistory>(&store, &asked("user_busy"), &PageRequest::default()).await;
    assert!(matches!(refused, Err(QueryError::TooManyEvents { .. })));
    // Before all of that, there is little to read.
    let before = AsOf::Time(Timestamp::from_seconds(NOW - 700));
    assert!(as_of::<UserHistory>(&store, &asked("user_busy"), before).await.expect("an answer").is_some());

    let organization = as_of::<OrganizationHistory>(&store, &asked("org_1"), EVER).await.expect("an answer");
    assert_eq!(organization.and_then(|organization| organization.row.name).as_deref(), Some("Acme"));
    let page = history::list::<OrganizationHistory>(&store, &asked("org_1"), &PageRequest::default()).await;
    assert_eq!(page.expect("an answer").map(|page| page.data.len()), Some(1), "its own event, and no member's");
    let session =
        as_of::<SessionHistory>(&store, &asked("sess_1"), EVER).await.expect("an answer").expect("it is known");
    assert_eq!(session.concurrent, None, "too many to count");
    let membership = as_of::<MembershipHistory>(&store, &asked("orgmem_7"), EVER).await.expect("an answer");
    assert!(membership.is_some());
    log.shut_down().await;
});
