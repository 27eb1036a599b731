//! Names of users and organizations for the rows of one page. The page is limited first, then
//! names are looked up by primary key, so the cost depends only on the number of rows.

use sea_orm::{
    ConnectionTrait, FromQueryResult, Iden,
    sea_query::{Asterisk, BinOper, Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr},
};

use super::{error::QueryError, live_view::LiveView};
use crate::views::{
    Organizations, Users,
    activity::labels::full_name,
    organizations,
    users::{self, UserRow},
};

/// Alias of the rows of a page.
pub(super) const PAGE: &str = "page";

/// Null if either side is null.
const CONCAT: BinOper = BinOper::Custom("||");

/// The views with the names. A page requires both: without one, its names would be null like those
/// of people without a name.
pub(super) struct NameViews {
    users: LiveView,
    organizations: LiveView,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonName {
    /// First and last name, otherwise the user name.
    pub name: Option<String>,
    pub email: Option<String>,
}

impl PersonName {
    /// From a stored user, the same as in SQL.
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

    /// Selects from the rows of a page, so that names can be added.
    pub(super) fn add_to(&self, page: SelectStatement) -> NamedPage<'_> {
        let statement = Query::select().column((PAGE, Asterisk)).from_subquery(page, PAGE).take();
        NamedPage { names: self, statement }
    }
}

pub(super) struct NamedPage<'a> {
    names: &'a NameViews,
    pub(super) statement: SelectStatement,
}

impl NamedPage<'_> {
    /// Adds the name and the address of the user whose id is in a column.
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

    /// Adds the name of the organization whose id is in the row.
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

/// The value of a subquery; null if it has no row.
fn scalar(found: SelectStatement) -> SimpleExpr {
    Expr::SubQuery(None, Box::new(found.into()))
}
