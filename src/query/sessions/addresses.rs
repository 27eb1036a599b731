//! The filter of sessions by the IP addresses of their requests and devices. An inverted index has
//! the addresses in order, so a network is a range of its entries.

use ipnet::IpNet;
use sea_orm::{
    ConnectionTrait,
    sea_query::{Condition, Expr, ExprTrait, Query},
};

use crate::{
    query::{
        error::QueryError,
        filter::Filter,
        live_view::finds_row,
        page::GATHERED_MAX,
        started::{Postings, StartedList},
        values::Values,
    },
    storage::elements,
    text::address::sortable,
    views::sessions::{ADDRESSES, Column, Entity},
};

/// The filters by these networks. The index of a network with more than [`GATHERED_MAX`] entries
/// is not read, because they are not sorted by time: its rows are only tested.
pub(super) async fn filters(
    on: &impl ConnectionTrait,
    list: &StartedList<'_>,
    networks: &Values<IpNet>,
) -> Result<Vec<Filter<Postings>>, QueryError> {
    let mut filters = Values::default();
    for network in &networks.any_of {
        filters.any_of.push(filter(on, list, network).await?);
    }
    for network in &networks.none_of {
        filters.none_of.push(filter(on, list, network).await?);
    }
    Ok(Filter::by_values(&filters, Filter::clone).collect())
}

async fn filter(
    on: &impl ConnectionTrait,
    list: &StartedList<'_>,
    network: &IpNet,
) -> Result<Filter<Postings>, QueryError> {
    let (from, to) = (sortable(network.network()), sortable(network.broadcast()));
    let of_row = elements(on.get_database_backend(), Expr::col((Entity, Column::Addresses)));
    let address = Query::select()
        .expr(Expr::value(1))
        .from_function(of_row, "tested")
        .and_where(Expr::col(("tested", "value")).between(from.as_str(), to.as_str()))
        .limit(1)
        .take();
    let condition = Condition::all().add(finds_row(address));
    if from == to {
        return Ok(Filter::walked([list.entries(ADDRESSES, from)], condition));
    }
    let entries = Query::select()
        .columns([Column::Source, Column::SessionId])
        .from(list.view.entries(ADDRESSES))
        .and_where(Expr::col("value").between(from, to))
        .take();
    if on.query_one(entries.clone().limit(1).offset(GATHERED_MAX)).await?.is_some() {
        return Ok(Filter::tested(condition));
    }
    let key = [Column::Source, Column::SessionId].map(|column| Expr::col((Entity, column)));
    let found = Condition::all().add(Expr::tuple(key).in_subquery(entries));
    Ok(Filter { postings: Some(vec![Postings::Few(found)]), condition })
}
