//! What an access is refused or doubted for by its own values.

use super::{Vendor, VendorLogAccess, VendorLogAccessDraft};
use crate::finding::{Finding, Findings};
use crate::ids::{Arn, IamRolePrefix};

/// Where the document says it.
pub(crate) const AT: &str = "vendor_log_access";
/// How many tags a role may have, the owner's left out.
const TAGS: usize = 49;
/// How many characters its trust may have, and the policies that stand in it.
const TRUST: usize = 2_048;
const INLINE: usize = 10_240;

impl From<VendorLogAccessDraft> for Result<VendorLogAccess, Findings> {
    fn from(draft: VendorLogAccessDraft) -> Self {
        let findings = check(&draft);
        if findings.block() {
            Err(findings)
        } else {
            Ok(VendorLogAccess { draft, findings })
        }
    }
}

fn check(draft: &VendorLogAccessDraft) -> Findings {
    let found = [
        elsewhere(draft),
        own_account(draft),
        without_prefix(draft),
        too_many_tags(draft),
        too_long(draft),
    ];
    found.into_iter().flatten().collect()
}

/// A principal of another partition.
fn elsewhere(draft: &VendorLogAccessDraft) -> Option<Finding> {
    let arn = Arn::parse(&draft.principal()).ok()?;
    let home = draft.target.region.partition();
    (arn.partition != home).then(|| {
        let seen = format!(
            "the vendor's principal is in the partition {}, the platform in {home}",
            arn.partition
        );
        Finding::blocks("vendor-in-another-partition", format!("{AT}.vendor"), seen)
            .why("No principal can assume a role of another partition.")
            .remedy(format!(
                "Ask the vendor for an account or principal whose ARN begins with arn:{home}:."
            ))
            .row("T9")
    })
}

/// The platform's own account, or somebody in it, in the vendor's place.
fn own_account(draft: &VendorLogAccessDraft) -> Option<Finding> {
    let own = &draft.target.account;
    (draft.vendor.account().as_ref() == Some(own)).then(|| {
        let (field, owned) = match &draft.vendor {
            Vendor::Account(_) => ("account", "is the platform's own account"),
            Vendor::Principal(_) => ("principal", "is in the platform's own account"),
        };
        let seen = format!("the vendor's {field} {owned}, {own}");
        let at = format!("{AT}.vendor.{field}");
        Finding::blocks("vendor-is-own-account", at, seen)
            .why("The role would let in people of this account, and not the vendor.")
            .remedy("Ask the vendor for an account or principal of its own.")
            .row("T9")
    })
}

/// A name that the account's rules may refuse.
fn without_prefix(draft: &VendorLogAccessDraft) -> Option<Finding> {
    let prefix = draft.role_prefix.as_ref()?;
    let named = draft.role.as_str().starts_with(prefix.as_str());
    (!named).then(|| lacks(draft, prefix))
}

fn lacks(draft: &VendorLogAccessDraft, prefix: &IamRolePrefix) -> Finding {
    let seen = format!(
        "the role {} does not begin with {prefix}, as the platform's roles do",
        draft.role
    );
    Finding::warns("role-without-prefix", format!("{AT}.role_name"), seen)
        .why("Where the account lets roles of that prefix alone be made, IAM refuses it.")
        .remedy(format!("Call it {prefix}{}.", draft.role))
        .row("T9")
}

fn too_many_tags(draft: &VendorLogAccessDraft) -> Option<Finding> {
    let count = draft.tags.len();
    (count > TAGS).then(|| {
        let seen =
            format!("there are {count} tags, and the role gets one more that says whose it is");
        Finding::blocks("too-many-tags", "tags", seen)
            .why("IAM allows 50 on a role.")
            .remedy(format!("Give at most {TAGS}."))
            .row("T9")
    })
}

fn too_long(draft: &VendorLogAccessDraft) -> Option<Finding> {
    let (trust, rights) = (draft.trust().len(), draft.rights().len());
    let (field, length, limit) = if trust > TRUST {
        ("external_id", trust, TRUST)
    } else if rights > INLINE {
        ("log_groups", rights, INLINE)
    } else {
        return None;
    };
    let seen = format!("the role's policy would have {length} characters");
    let finding = Finding::blocks("role-policy-too-long", format!("{AT}.{field}"), seen);
    Some(
        finding
            .why(format!("IAM allows {limit}."))
            .remedy("Shorten it; several log groups are named by their beginning and a star.")
            .row("T9"),
    )
}
