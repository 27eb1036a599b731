//! What the activity view must hold, by a replay of a whole history in its true order. Shares no code with the view: here
//! every audited field is a value of some class, and the class says when two values differ.

mod facts;
mod row;

use std::collections::BTreeMap;

use gatelog::{clock::Timestamp, event::clerk::Data, views::activity::ActivityRow};
use serde_json::{Value, json};

use self::{
    facts::{Facts, compare, membership_facts, organization_facts, user_facts},
    row::{row, system_row, word},
};
use super::{
    history::{Said, View},
    oracle::{Order, occurred, order, senders, text, type_of},
};

const MEMBERSHIP_DELETED: &str = "organizationMembership.deleted";

/// What one event says of itself.
struct Link<'a> {
    order: Order,
    said: &'a Said,
    facts: Facts,
}

/// The member and the organization that an event of a membership names.
fn parties(said: &Said) -> (Option<String>, Option<String>) {
    let Ok(Data::Membership(of)) = &said.body.data else { return (None, None) };
    (of.member.as_ref().map(|member| member.user_id.to_string()), text(of.organization_id.as_ref()))
}

/// The row of a deletion that does not name both parties: each that it lacks is taken from the event before it.
fn row_of_bare_deletion(link: &Link<'_>, before: Option<&Link<'_>>) -> ActivityRow {
    let (own, known) = (parties(link.said), before.map(|before| parties(before.said)).unwrap_or_default());
    ActivityRow { user_id: own.0.or(known.0), organization_id: own.1.or(known.1), ..row(link.said) }
}

/// `position`, `received_at` and what follows from them are left empty: they tell how events arrived.
pub fn activity(history: &[Said]) -> View<ActivityRow> {
    let mut rows = View::new();
    let mut chains: BTreeMap<(String, String), Vec<Link<'_>>> = BTreeMap::new();
    for said in history.iter().filter(|said| said.source.is_system()) {
        let row = system_row(said);
        rows.insert((row.source.clone(), row.svix_id.clone()), row);
    }
    for said in senders(history) {
        let (kind, id, updated_at, facts) = match &said.body.data {
            Ok(Data::User(user)) => ("user", &user.id, user.updated_at, user_facts(user, occurred(said))),
            Ok(Data::Organization(of)) => ("organization", &of.id, of.updated_at, organization_facts(of)),
            Ok(Data::Membership(of)) if type_of(said) != MEMBERSHIP_DELETED => {
                ("organizationMembership", &of.id, of.updated_at, membership_facts(of))
            }
            Ok(Data::Membership(of)) if of.member.is_none() || of.organization_id.is_none() => {
                let last = Timestamp::from_micros(i64::MAX);
                ("organizationMembership", &of.id, Some(last), Facts::new())
            }
            _ => {
                let row = row(said);
                rows.insert((row.source.clone(), row.svix_id.clone()), row);
                continue;
            }
        };
        let chain = (said.source.as_str().to_owned(), format!("{kind}/{id}"));
        chains.entry(chain).or_default().push(Link { order: order(said, updated_at), said, facts });
    }
    for ((source, chain), mut links) in chains {
        links.sort_by(|one, other| one.order.cmp(&other.order));
        for (at, link) in links.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| &links[before]);
            let is_bare_deletion = type_of(link.said) == MEMBERSHIP_DELETED;
            let (changes, mut actions) =
                before.map(|before| compare(&before.facts, &link.facts, before.order.0)).unwrap_or_default();
            let own = word(type_of(link.said), None, None);
            let own = own.first().expect("one");
            match *own {
                "user_updated" | "organization_updated" | "member_updated" if !actions.is_empty() => {}
                // They are less grave than whatever may have changed.
                "user_created"
                | "organization_created"
                | "user_updated"
                | "organization_updated"
                | "member_updated" => {
                    actions.push(own);
                }
                "member_added" => actions.push(own),
                other => actions.push(other),
            }
            let changes = sorted(changes);
            let row = ActivityRow {
                actions: json!(actions).to_string(),
                changes: (!changes.is_empty()).then(|| json!(changes).to_string()),
                baseline: before.is_none(),
                chain: Some(chain.clone()),
                version_at: Some(link.order.0),
                version_occurred_at: Some(link.order.1),
                version_rank: Some(link.order.2),
                ..if is_bare_deletion { row_of_bare_deletion(link, before) } else { row(link.said) }
            };
            rows.insert((source.clone(), row.svix_id.clone()), row);
        }
    }
    for row in rows.values_mut().filter(|row| row.actor_kind.is_none()) {
        // What a request gives away has tests of its own.
        let actions: Vec<String> = serde_json::from_str(&row.actions).expect("a JSON array");
        row.actor_id = row.actor(&actions).id;
    }
    rows
}

/// By field; of one list in the order of ids.
fn sorted(mut changes: Vec<Value>) -> Vec<Value> {
    changes.sort_by_key(|change| change["field"].as_str().map(str::to_owned));
    changes.iter_mut().for_each(Value::sort_all_objects);
    changes
}
