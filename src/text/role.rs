//! Roles in organizations, which have two spellings: today's `org:admin`, and `admin`, as it was once written and as people
//! say it.

/// What stands before the name of a role today.
const PREFIX: &str = "org:";

/// The name that both spellings have in common.
#[must_use]
pub fn short(role: &str) -> &str {
    role.strip_prefix(PREFIX).unwrap_or(role)
}
