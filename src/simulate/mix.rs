//! How often what happens, out of all occurrences of a history. Proportions only; what each does stands elsewhere.

/// Something that happens in a history; most are one event, some are a few.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occurrence {
    /// `user.created` and `session.created`, one in ten after `email.created`.
    SignUp,
    /// `session.created`, sometimes after `session.pending`.
    SignIn,
    /// `session.removed`, sometimes `session.ended`.
    SignOut,
    /// `user.updated`.
    Update,
    /// `user.updated` and a `session.revoked` for each session.
    Ban,
    /// `session.revoked`.
    Revocation,
    /// `session.created` with an actor, mostly followed by `session.removed`.
    Impersonation,
    /// `user.deleted`.
    Deletion,
    /// `organization.…`.
    Organization,
    /// `organizationMembership.…`.
    Membership,
    /// `organizationInvitation.…`.
    Invitation,
    /// `email.created`.
    Email,
}

/// A weight for each occurrence; only their proportions count. The default is out of 100: two thirds are people coming
/// in and going out, as an audit log sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mix {
    /// New users.
    pub sign_ups: u32,
    /// Sessions started.
    pub sign_ins: u32,
    /// Sessions ended by the user.
    pub sign_outs: u32,
    /// Changes of a user.
    pub updates: u32,
    /// Bans, and bans lifted.
    pub bans: u32,
    /// Sessions ended by somebody else.
    pub revocations: u32,
    /// Sessions of somebody else in a user's name.
    pub impersonations: u32,
    /// Users deleted.
    pub deletions: u32,
    /// Organizations founded, changed, deleted.
    pub organizations: u32,
    /// Members who join, change, leave.
    pub memberships: u32,
    /// Invitations sent and answered.
    pub invitations: u32,
    /// Codes by e-mail alone.
    pub emails: u32,
}

impl Default for Mix {
    fn default() -> Self {
        Self {
            sign_ups: 6,
            sign_ins: 36,
            sign_outs: 30,
            updates: 10,
            bans: 1,
            revocations: 3,
            impersonations: 2,
            deletions: 1,
            organizations: 2,
            memberships: 4,
            invitations: 3,
            emails: 2,
        }
    }
}

impl Mix {
    /// One occurrence by the weights; a sign-in where all weights are 0.
    pub fn choose(&self, rng: &mut fastrand::Rng) -> Occurrence {
        let weights = [
            (Occurrence::SignUp, self.sign_ups),
            (Occurrence::SignIn, self.sign_ins),
            (Occurrence::SignOut, self.sign_outs),
            (Occurrence::Update, self.updates),
            (Occurrence::Ban, self.bans),
            (Occurrence::Revocation, self.revocations),
            (Occurrence::Impersonation, self.impersonations),
            (Occurrence::Deletion, self.deletions),
            (Occurrence::Organization, self.organizations),
            (Occurrence::Membership, self.memberships),
            (Occurrence::Invitation, self.invitations),
            (Occurrence::Email, self.emails),
        ];
        let total: u64 = weights.iter().map(|(_, weight)| u64::from(*weight)).sum();
        let mut left = rng.u64(..total.max(1));
        for (occurrence, weight) in weights {
            if left < u64::from(weight) {
                return occurrence;
            }
            left -= u64::from(weight);
        }
        Occurrence::SignIn
    }
}
