//! The frequencies of the occurrences in a history.

/// An occurrence in a history, with the events that it causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occurrence {
    /// `user.created` and `session.created`, one in ten after `email.created`.
    SignUp,
    /// `session.created`, sometimes after `session.pending`.
    SignIn,
    /// `session.removed` or `session.ended`.
    SignOut,
    /// `user.updated`.
    Update,
    /// `user.updated` and a `session.revoked` for each session.
    Ban,
    /// `session.revoked`.
    Revocation,
    /// `session.created` with an actor, usually followed by `session.removed`.
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

/// The relative weight of each occurrence. The defaults sum up to 100, and two thirds are sign-ins
/// and sign-outs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mix {
    pub sign_ups: u32,
    pub sign_ins: u32,
    pub sign_outs: u32,
    pub updates: u32,
    pub bans: u32,
    pub revocations: u32,
    pub impersonations: u32,
    pub deletions: u32,
    pub organizations: u32,
    pub memberships: u32,
    pub invitations: u32,
    /// E-mails with a code that is not used.
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
    /// A random occurrence by weight; a sign-in when all weights are 0.
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
