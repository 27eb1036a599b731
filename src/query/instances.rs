//! Which instances' rows a list shows. A default of the query and nothing more: what is hidden is recorded and folded
//! like everything else.

use sea_orm::{
    ConnectionTrait, EntityTrait, QueryTrait, Select,
    sea_query::{Condition, Expr, ExprTrait, IntoColumnRef},
};

use super::{error::QueryError, page::Page};
use crate::event::Source;

/// The instances that each source was configured with.
#[derive(Clone, Debug, Default)]
pub struct Instances(Vec<(Source, Vec<String>)>);

impl Instances {
    /// Of sources with their configured instances; a source without any shows all.
    #[must_use]
    pub fn new(sources: impl IntoIterator<Item = (Source, Vec<String>)>) -> Self {
        Self(sources.into_iter().filter(|(_, instances)| !instances.is_empty()).collect())
    }

    /// Those of one source; empty means all.
    #[must_use]
    pub fn of(&self, source: &str) -> &[String] {
        self.0.iter().find(|(name, _)| name.as_str() == source).map_or(&[], |(_, instances)| instances)
    }

    /// The rows of one instance where it is asked for, else all but those of instances that are not configured.
    pub(super) fn shown<C: IntoColumnRef + Copy>(&self, source: C, instance: C, asked: Option<&str>) -> Condition {
        if let Some(asked) = asked {
            return Condition::all().add(Expr::col(instance).eq(asked));
        }
        self.0.iter().fold(Condition::all(), |shown, (name, instances)| {
            shown.add(
                Condition::any()
                    .add(Expr::col(source).ne(name.as_str()))
                    .add(Expr::col(instance).is_null())
                    .add(Expr::col(instance).is_in(instances.iter().map(String::as_str))),
            )
        })
    }

    /// Adds to an empty page that rows match which are hidden, and how to ask for them. `select` makes the query of the
    /// page by the given instances: the same query without them finds the first hidden row at the cost of the page.
    pub(super) async fn explain<T, E: EntityTrait>(
        &self,
        page: &mut Page<T>,
        on: &impl ConnectionTrait,
        asked: Option<&str>,
        (source, instance): (impl IntoColumnRef, impl IntoColumnRef),
        select: impl FnOnce(&Self) -> Select<E>,
    ) -> Result<(), QueryError> {
        if !page.data.is_empty() || asked.is_some() || self.0.is_empty() {
            return Ok(());
        }
        let mut select = select(&Self::default());
        let first = QueryTrait::query(&mut select)
            .clear_selects()
            .expr_as(Expr::col(source), "hidden_source")
            .expr_as(Expr::col(instance), "hidden_instance")
            .limit(1);
        if let Some(row) = on.query_one(first).await? {
            let source: String = row.try_get("", "hidden_source")?;
            let instance: Option<String> = row.try_get("", "hidden_instance")?;
            page.notes.extend(instance.map(|instance| hidden(&source, &instance)));
        }
        Ok(())
    }
}

fn hidden(source: &str, instance: &str) -> String {
    format!(
        "instance_id: rows match that are hidden by default, because the source {source} is not configured with their \
         instance; write instance_id={instance} to see those of that instance"
    )
}
