//! What users and organizations are called, beside their ids in the rows of one page. The page is
//! cut first and its names are looked up by primary key, so that their cost depends on nothing but
//! the number of rows.

use sea_orm::{
    ConnectionTrait, EntityTrait, FromQueryResult, Iden, QueryTrait, Select,
    sea_query::{Asterisk, BinOper, Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr},
};

use super::{error::QueryError, live_view::LiveView};
use crate::views::{
    Organizations, Users,
    activity::labels::full_name,
    organizations,
    users::{self, UserRow},
};

/// The rows of a page, under this name in a query.
pub(super) const PAGE: &str = "page";

/// Null where either side is.
const CONCAT: BinOper = BinOper::Custom("||");

/// The views that give names. A page waits for both: without one, its names would be null, as those of people who have
/// none are.
pub(super) struct NameViews {
    users: LiveView,
    organizations: LiveView,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonName {
    /// First and last name, else the user name.
    pub name: Option<String>,
    pub email: Option<String>,
}

impl PersonName {
    /// By the row of a user, as the query has it.
    pub(super) fn from_row(user: &UserRow) -> Self {
        let name = full_name(user.first_name.as_deref(), user.last_name.as_deref());
        let name = name.map(std::borrow::Cow::into_owned).or_else(|| user.username.clone());
        Self { name, email: user.primary_email.clone() }
    }
}

impl NameViews {
    pub(super) async fn load(on: &impl ConnectionTrait) -> Result<Self, QueryError> {
        Ok(Self {
            users: LiveView::load::<Users>(on).await?,
            organizations: LiveView::load::<Organizations>(on).await?,
        })
    }

    /// The rows of a page, to which names are added.
    pub(super) fn add_to<E: EntityTrait>(&self, page: Select<E>) -> NamedPage<'_> {
        let statement = Query::select().column((PAGE, Asterisk)).from_subquery(page.into_query(), PAGE).take();
        NamedPage { names: self, statement }
    }
}

pub(super) struct NamedPage<'a> {
    names: &'a NameViews,
    pub(super) statement: SelectStatement,
}

impl NamedPage<'_> {
    /// With the name and the address of the user whose id a column holds.
    pub(super) fn person(mut self, id: impl Iden + Copy, name: &'static str, email: &'static str) -> Self {
        use users::Column::{FirstName, LastName, PrimaryEmail, Source, UserId, Username};
        let own = |column: users::Column| Expr::col((users::Entity, column));
        let both = own(FirstName).binary(CONCAT, " ").binary(CONCAT, own(LastName));
        let called = Func::coalesce([both, own(FirstName), own(LastName), own(Username)]);
        for (value, alias) in [(Expr::from(called), name), (own(PrimaryEmail), email)] {
            let found = Query::select()
                .expr(value)
                .from_as(self.names.users.table.clone(), users::Entity)
                .and_where(own(Source).equals((PAGE, Source)))
                .and_where(own(UserId).eq(Expr::col((PAGE, id))))
                .take();
            self.statement.expr_as(scalar(found), alias);
        }
        self
    }

    /// With the name of the organization whose id is in the row.
    pub(super) fn organization(mut self) -> Self {
        use organizations::Column::{Name, OrganizationId, Source};
        let own = |column: organizations::Column| Expr::col((organizations::Entity, column));
        let found = Query::select()
            .expr(own(Name))
            .from_as(self.names.organizations.table.clone(), organizations::Entity)
            .and_where(own(Source).equals((PAGE, Source)))
            .and_where(own(OrganizationId).equals((PAGE, OrganizationId)))
            .take();
        self.statement.expr_as(scalar(found), "organization_name");
        self
    }

    pub(super) async fn all<T: FromQueryResult>(self, on: &impl ConnectionTrait) -> Result<Vec<T>, QueryError> {
        Ok(T::find_by_statement(on.get_database_backend().build(&self.statement)).all(on).await?)
    }
}

/// The one value of a subquery; null where there is none.
fn scalar(found: SelectStatement) -> SimpleExpr {
    Expr::SubQuery(None, Box::new(found.into()))
}
