//! What differs between the role that is there and the one that is wanted, one change at a time.

use std::collections::BTreeMap;

use super::{POLICY, Seen, tag, warns};
use crate::deployment::VendorLogAccessDraft;
use crate::finding::{Finding, Findings};
use crate::ids::{PolicyArn, printable};
use crate::parameter::Change;
use crate::plan::{Consent, StepId};
use crate::policy::Meaning;
use crate::port::role::RoleRequest;

/// How much of a document that somebody else wrote is shown.
const SHOWN: usize = 600;

/// The one call of a change.
pub(crate) enum RoleCall {
    Create(RoleRequest),
    Tag(BTreeMap<String, String>),
    Bound(PolicyArn),
    Trust(String),
    Rights(String),
}

/// A change, as it is proposed.
pub(super) struct Difference {
    pub(super) change: Change,
    pub(super) consent: Option<Consent>,
    pub(super) finding: Option<Finding>,
    pub(super) call: RoleCall,
}

impl Difference {
    fn plain(change: Change, call: RoleCall) -> Self {
        Self {
            change,
            consent: None,
            finding: None,
            call,
        }
    }
}

fn change(field: &str, before: Option<String>, after: String) -> Change {
    Change {
        field: field.to_owned(),
        before,
        after: Some(after),
    }
}

/// Who may assume it, for people.
pub(super) fn trust_shown(draft: &VendorLogAccessDraft) -> String {
    let (principal, id) = (draft.principal(), &draft.external_id);
    format!("{principal}, with the external id {id}")
}

fn tags_shown(tags: &BTreeMap<String, String>) -> String {
    let each = tags.iter().map(|(key, value)| format!("{key}={value}"));
    each.collect::<Vec<_>>().join(", ")
}

/// All that making it anew brings about; the rights follow by a call of their own.
pub(super) fn creation(draft: &VendorLogAccessDraft) -> (Vec<Change>, RoleCall) {
    let tags = draft.role_tags();
    let made = |field, after| change(field, None, after);
    let boundary = draft.boundary.as_ref();
    let changes = [
        Some(made("role", draft.role_arn().to_string())),
        Some(made("assumed by", trust_shown(draft))),
        Some(made("reads", draft.log_groups_shown())),
        boundary.map(|arn| made("permissions boundary", arn.to_string())),
        Some(made("tags", tags_shown(&tags))),
    ];
    let request = RoleRequest {
        name: draft.role.clone(),
        path: draft.role_path(),
        description: "Lets the vendor read the platform's logs".to_owned(),
        trust: draft.trust(),
        boundary: boundary.cloned(),
        tags,
    };
    (
        changes.into_iter().flatten().collect(),
        RoleCall::Create(request),
    )
}

/// The first thing that differs, what narrows before what widens.
pub(super) fn first(
    draft: &VendorLogAccessDraft,
    seen: &Seen,
    step: &StepId,
) -> Option<Difference> {
    boundary(draft, seen)
        .or_else(|| trust(draft, seen, step))
        .or_else(|| rights(draft, seen))
        .or_else(|| tags(draft, seen))
}

fn boundary(draft: &VendorLogAccessDraft, seen: &Seen) -> Option<Difference> {
    let (live, wanted) = (seen.role.boundary.as_ref(), draft.boundary.as_ref()?);
    (live != Some(wanted)).then(|| {
        let before = live.map(ToString::to_string);
        let change = change("permissions boundary", before, wanted.to_string());
        Difference::plain(change, RoleCall::Bound(wanted.clone()))
    })
}

fn tags(draft: &VendorLogAccessDraft, seen: &Seen) -> Option<Difference> {
    let mut wanted = draft.role_tags();
    let live = |key: &str| tag(&seen.role.tags, key);
    wanted.retain(|key, value| live(key) != Some(value.as_str()));
    (!wanted.is_empty()).then(|| {
        let before = wanted.keys().filter_map(|key| {
            let value = live(key)?;
            Some(printable(&format!("{key}={value}"), SHOWN))
        });
        let before: Vec<String> = before.collect();
        let before = (!before.is_empty()).then(|| before.join(", "));
        let change = change("tags", before, tags_shown(&wanted));
        Difference::plain(change, RoleCall::Tag(wanted))
    })
}

fn rights(draft: &VendorLogAccessDraft, seen: &Seen) -> Option<Difference> {
    let (wanted, live) = (draft.rights(), seen.rights.as_deref());
    if live.and_then(Meaning::of) == Meaning::of(&wanted) {
        return None;
    }
    let before = live.map(|document| printable(document, SHOWN));
    let change = change("reads", before, draft.log_groups_shown());
    Some(Difference::plain(change, RoleCall::Rights(wanted)))
}

fn trust(draft: &VendorLogAccessDraft, seen: &Seen, step: &StepId) -> Option<Difference> {
    let (wanted, live) = (draft.trust(), Meaning::of(&seen.role.trust));
    let meant = Meaning::of(&wanted);
    if live == meant {
        return None;
    }
    let before = Some(printable(&seen.role.trust, SHOWN));
    let change = change("assumed by", before, trust_shown(draft));
    let ours = meant.iter().flat_map(Meaning::principals);
    let ours: Vec<(&str, &str)> = ours.collect();
    let gone = live.iter().flat_map(Meaning::principals);
    let gone = gone.map(|(_, id)| id).find(|id| is_of_a_deleted(id));
    let finding = gone.map(|id| deleted(draft, id));
    // Who was let in by somebody else is shut out with consent only.
    let others = live.as_ref().is_none_or(|live| {
        let mut all = live.principals().into_iter();
        all.any(|one| !ours.contains(&one) && !is_of_a_deleted(one.1))
    });
    let consent = others.then(|| {
        let role = &draft.role;
        let loses = format!(
            "The role {role} is assumed by others than the spec says. Whoever assumes it now no longer can."
        );
        Consent::destroy(step, loses)
    });
    Some(Difference {
        change,
        consent,
        finding,
        call: RoleCall::Trust(wanted),
    })
}

/// True for the id that IAM writes in the place of a user's or role's ARN once that is deleted.
fn is_of_a_deleted(principal: &str) -> bool {
    let kind = ["AIDA", "AROA"];
    kind.iter().any(|kind| principal.starts_with(kind))
        && principal.len() >= 16
        && principal.chars().all(|c| c.is_ascii_alphanumeric())
}

fn deleted(draft: &VendorLogAccessDraft, id: &str) -> Finding {
    let seen = format!(
        "the role {} trusts {}, which IAM writes in the place of a user or role that was deleted",
        draft.role,
        printable(id, 128)
    );
    warns("vendor-principal-deleted", seen)
        .why("Nobody can assume the role: one of the same name that is made again has another id.")
        .remedy(
            "Ask the vendor whether its principal is there again. IAM refuses the change as long as it is not; \
             then name the vendor's account, or another principal.",
        )
}

/// The policies of the role that were not made here, each with the command that takes it away.
pub(super) fn more(draft: &VendorLogAccessDraft, seen: &Seen) -> Vec<(String, Finding)> {
    let role = &draft.role;
    let found = |name: String, command: String| {
        let seen = format!("the role {role} has a further policy, {name}");
        let finding = warns("role-has-other-rights", seen)
            .why(format!(
                "The vendor may do what it allows; only {POLICY} was made here, and nothing else is removed from here. What \
                 the vendor is to have besides belongs into a role of its own."
            ))
            .remedy(command);
        (name, finding)
    };
    let inline = seen.others.iter().map(|name| {
        let name = printable(name, 128);
        let command = format!("aws iam delete-role-policy --role-name {role} --policy-name {name}");
        found(name, command)
    });
    let attached = seen.attached.iter().map(|arn| {
        let command = format!("aws iam detach-role-policy --role-name {role} --policy-arn {arn}");
        found(arn.to_string(), command)
    });
    inline.chain(attached).collect()
}

/// What is doubtful about a role that is as wanted.
pub(super) fn doubts(draft: &VendorLogAccessDraft, seen: &Seen) -> Findings {
    let role = &draft.role;
    let bound = seen.role.boundary.as_ref();
    let bound = bound.filter(|_| draft.boundary.is_none()).map(|arn| {
        let seen = format!(
            "the role {role} has the permissions boundary {arn}, which the spec does not name"
        );
        warns("role-boundary-not-decided", seen)
            .why("The vendor may read logs only as far as it allows that.")
            .remedy("Look whether it allows to read logs. It stays as it is.")
    });
    bound.into_iter().collect()
}
