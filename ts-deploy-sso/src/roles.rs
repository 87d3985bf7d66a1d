//! Which group has which role: the table to type into the portal (row I7), and how groups
//! really arrive.

use std::fmt::Write as _;

use ts_deploy_core::deployment::single_sign_on::{Protocol, Role};
use ts_deploy_core::ids::{GroupName, OrganisationName, printable};

use crate::component::CognitoSso;

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleRow {
    /// The organisation in whose settings it is typed in.
    pub organisation: OrganisationName,
    /// The role whose box it goes into.
    pub role: Role,
    /// What the documents say to type in: the group as the identity provider calls it.
    pub type_in: GroupName,
    /// How the group is written when a user has several, inside the brackets; `None` where that is
    /// not known (OIDC).
    pub among_several: Option<String>,
}

impl RoleRow {
    /// True when the group of a user who has several arrives in another spelling than the one typed
    /// in, so that signing in has to be tried with such a user.
    pub fn changes_on_the_way(&self) -> bool {
        self.among_several
            .as_ref()
            .is_some_and(|arrives| arrives != self.type_in.as_str())
    }
}

/// The table, in the order of the organisations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleTable {
    /// Its lines.
    pub rows: Vec<RoleRow>,
}

impl std::fmt::Display for RoleTable {
    /// One line a role, and what to look at afterwards.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for row in &self.rows {
            let role = row.role.as_str();
            let organisation = printable(row.organisation.as_str(), 256);
            let group = printable(row.type_in.as_str(), 1024);
            write!(f, "{organisation}, {role}: type in {group}")?;
            match &row.among_several {
                Some(arrives) if row.changes_on_the_way() => {
                    writeln!(f, " (a user with several groups brings it as {arrives})")?;
                }
                _ => writeln!(f)?,
            }
        }
        f.write_str(
            "Then sign in as one user of each group, and as one with several: the groups \
             attribute of that user in the pool shows what really arrived, in at most 2048 \
             characters for all groups together.",
        )
    }
}

/// How several groups of a user arrive in the groups attribute by SAML: one text in brackets, in
/// which a group with other characters than letters, digits and `* - . _` is encoded as in a web
/// form. A single group has no brackets; whether it is encoded too is not known, and the encoded
/// spelling is answered. AWS does not promise any of this, it was only observed: try it with a
/// user.
pub fn saml_arrival<'a>(groups: impl IntoIterator<Item = &'a GroupName>) -> String {
    let groups: Vec<String> = groups.into_iter().map(form_encoded).collect();
    match groups.as_slice() {
        [one] => one.clone(),
        several => format!("[{}]", several.join(", ")),
    }
}

/// The group as a web form encodes it: a space is `+`, other bytes are `%` and two digits.
pub(crate) fn form_encoded(group: &GroupName) -> String {
    group
        .as_str()
        .bytes()
        .fold(String::new(), |mut text, byte| {
            match byte {
                b' ' => text.push('+'),
                b'*' | b'-' | b'.' | b'_' => text.push(char::from(byte)),
                byte if byte.is_ascii_alphanumeric() => text.push(char::from(byte)),
                // Writing to a text does not fail.
                byte => _ = write!(text, "%{byte:02X}"),
            }
            text
        })
}

impl CognitoSso {
    /// The table of groups and roles to type into the portal.
    pub fn role_table(&self) -> RoleTable {
        let saml = matches!(self.draft.identity_provider.protocol, Protocol::Saml(_));
        let rows = self.draft.organisations.iter().flat_map(|organisation| {
            organisation.groups().map(move |(role, group)| RoleRow {
                organisation: organisation.organisation.clone(),
                role,
                type_in: group.clone(),
                among_several: saml.then(|| form_encoded(group)),
            })
        });
        RoleTable {
            rows: rows.collect(),
        }
    }
}
