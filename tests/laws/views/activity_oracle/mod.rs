//! What the activity view must hold, by a replay of a whole history in its true order. Shares no code with the view: here
//! every audited field is a value of some class, and the class says when two values differ.

mod facts;
mod row;

use std::collections::BTreeMap;

use gatelog::{clock::Timestamp, event::clerk::Data, views::activity::ActivityRow};
use serde_json::{Value, json};

use self::{
    facts::{Facts, Known, compare, domain_facts, known, membership_facts, organization_facts, user_facts},
    row::{in_order, row, system_row, word},
};
use super::{
    history::{Said, View},
    oracle::{Order, occurred, order, senders, type_of},
};

const MEMBERSHIP_DELETED: &str = "organizationMembership.deleted";
const DOMAIN_DELETED: &str = "organizationDomain.deleted";

/// What one event says of itself.
struct Link<'a> {
    order: Order,
    said: &'a Said,
    facts: Facts,
}

/// Whom and what an event of a membership, an invitation or a domain is about: the user, the organization, the e-mail
/// address, the role and the name.
type Names = [Option<String>; 5];

fn names(said: &Said) -> Names {
    let own = row(said);
    let labels: Value = own.labels.as_deref().map_or(Value::Null, |labels| serde_json::from_str(labels).expect("JSON"));
    let label = |name: &str| labels[name].as_str().map(str::to_owned);
    [own.user_id, own.organization_id, label("email"), label("role"), label("thing")]
}

/// The row of an event, with what it lacks of these as it was last told.
fn with_names(row: ActivityRow, chain: &str, [user_id, organization_id, email, role, thing]: Names) -> ActivityRow {
    if chain.starts_with("user/") || chain.starts_with("organization/") {
        return row;
    }
    let row = ActivityRow { user_id, organization_id, ..row };
    if chain.starts_with("organizationMembership/") {
        return row;
    }
    let own = row.labels.as_deref().map_or(json!({}), |labels| serde_json::from_str(labels).expect("JSON"));
    let mut labels = own.as_object().expect("an object").clone();
    for (name, label) in [("email", email), ("role", role), ("thing", thing)] {
        labels.extend(label.map(|label| (name.to_owned(), label.into())));
    }
    ActivityRow { labels: in_order(&labels), ..row }
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
            Ok(Data::Invitation(of)) => ("organizationInvitation", &of.id, of.updated_at, Facts::new()),
            Ok(Data::Other(of)) if type_of(said) == DOMAIN_DELETED && of.id.is_some() => {
                let last = Timestamp::from_micros(i64::MAX);
                ("organizationDomain", of.id.as_ref().expect("an id"), Some(last), Facts::new())
            }
            Ok(Data::Other(of)) if type_of(said).starts_with("organizationDomain.") && of.id.is_some() => {
                ("organizationDomain", of.id.as_ref().expect("an id"), None, domain_facts(of))
            }
            _ => {
                let row = row(said);
                rows.insert((row.source.clone(), row.svix_id.clone()), row);
                continue;
            }
        };
        // What only names its subject describes nothing.
        let is_bare = facts.iter().all(|(.., value)| value.is_none());
        let facts = if is_bare { Facts::new() } else { facts };
        let chain = (said.source.as_str().to_owned(), format!("{kind}/{id}"));
        chains.entry(chain).or_default().push(Link { order: order(said, updated_at), said, facts });
    }
    for ((source, chain), mut links) in chains {
        links.sort_by(|one, other| one.order.cmp(&other.order));
        let (mut last_known, mut last_names): (Option<(i64, Known)>, Names) = (None, Names::default());
        for link in &links {
            let before = last_known.as_ref();
            let is_baseline = before.is_none();
            let (changes, mut actions) =
                before.map(|(since, known)| compare(known, &link.facts, *since)).unwrap_or_default();
            // A notice describes nothing.
            if !link.facts.is_empty() {
                last_known = Some((link.order.0, known(before.map(|(_, known)| known), &link.facts)));
            }
            for (last, own) in last_names.iter_mut().zip(names(link.said)) {
                *last = own.or(last.take());
            }
            let own = word(type_of(link.said), None, None);
            let own = own.first().expect("one");
            match *own {
                "user_updated" | "organization_updated" | "member_updated" | "organizationDomain.updated"
                    if !actions.is_empty() => {}
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
                baseline: is_baseline && !chain.starts_with("organizationInvitation/"),
                chain: Some(chain.clone()),
                version_at: Some(link.order.0),
                version_occurred_at: Some(link.order.1),
                version_rank: Some(link.order.2),
                ..with_names(row(link.said), &chain, last_names.clone())
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
