//! Which groups have which roles.

use std::collections::BTreeSet;

use ts_deploy_core::deployment::single_sign_on::OrganisationRoles;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::printable;

use crate::component::{CognitoSso, CognitoSsoDraft};
use crate::roles::RoleRow;

const AT: &str = "single_sign_on.organisations";

pub(super) fn check(draft: &CognitoSsoDraft, found: &mut Findings) {
    let mut seen = BTreeSet::new();
    for roles in &draft.organisations {
        if !seen.insert(&roles.organisation) {
            found.push(listed_twice(roles));
        }
        shared(roles, found);
    }
    let sso = CognitoSso {
        draft: draft.clone(),
        findings: Findings::none(),
    };
    let table = sso.role_table();
    let changed = table.rows.iter().filter(|row| row.changes_on_the_way());
    found.extend(changed.map(encoded));
}

fn listed_twice(roles: &OrganisationRoles) -> Finding {
    let name = printable(roles.organisation.as_str(), 80);
    let seen = format!("the organisation {name} is listed twice");
    Finding::blocks("organisation-twice", AT, seen)
        .why("Its settings in the portal have one box a role.")
        .remedy("List it once, with all its groups.")
        .row("I7")
}

fn shared(roles: &OrganisationRoles, found: &mut Findings) {
    let groups: Vec<_> = roles.groups().collect();
    for (n, (role, group)) in groups.iter().enumerate() {
        let earlier = groups.iter().take(n).find(|(_, other)| other == group);
        let Some((other, _)) = earlier else {
            continue;
        };
        let seen = format!(
            "in {}, the group {} has the roles {} and {}",
            printable(roles.organisation.as_str(), 80),
            printable(group.as_str(), 80),
            other.as_str(),
            role.as_str()
        );
        found.push(
            Finding::warns("group-with-two-roles", AT, seen)
                .why("Which of them a member of it gets is not documented.")
                .remedy("Give each role a group of its own.")
                .row("I7"),
        );
    }
}

fn encoded(row: &RoleRow) -> Finding {
    let arrives = row.among_several.as_deref().unwrap_or_default();
    let seen = format!(
        "the group {} may arrive as {}",
        printable(row.type_in.as_str(), 80),
        printable(arrives, 80)
    );
    Finding::warns("group-changes-on-the-way", AT, seen)
        .why("Cognito encodes groups with other characters than letters, digits and * - . _ when a user has several: the platform then compares another text than the one typed in.")
        .remedy("Let the identity provider send names without spaces and such characters, or try a user with several groups before others rely on it.")
        .row("I7")
}
