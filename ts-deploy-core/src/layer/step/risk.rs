//! What an update risks, or cannot do.

use super::resolve::Resolved;
use crate::finding::Finding;
use crate::ids::printable;
use crate::layer::ProductComponent;
use crate::parameter::Change;
use crate::plan::{Consent, StepId};
use crate::port::catalog::VersionId;
use crate::port::stack::Stack;

/// The consent for an update of keys whose change may replace what holds data.
pub(super) fn replacing(
    step: &StepId,
    component: &dyn ProductComponent,
    changes: &[Change],
) -> Option<Consent> {
    let risky: Vec<&str> = changes
        .iter()
        .map(|change| change.field.as_str())
        .filter(|field| component.replacing().contains(field))
        .collect();
    (!risky.is_empty()).then(|| {
        let loses = format!(
            "Changing {} of a running {} may replace what stands on it, with the data it holds; the templates are the \
             vendor's, so ask the vendor first.",
            risky.join(", "),
            component.title()
        );
        Consent::destroy(step, loses)
    })
}

/// Why an update cannot be: it would change what is decided once for all.
pub(super) fn fixed(component: &dyn ProductComponent, changes: &[Change]) -> Option<Finding> {
    let change = changes
        .iter()
        .find(|change| component.fixed().contains(&change.field.as_str()))?;
    let (field, title) = (&change.field, component.title());
    let known = change.before.as_deref().unwrap_or("nothing");
    let seen = format!(
        "{field} of the running {title} is {}, and the spec says {}",
        printable(known, 200),
        printable(change.after.as_deref().unwrap_or("nothing"), 200)
    );
    Some(
        Finding::blocks("parameter-fixed", field.as_str(), seen)
            .why("All that the platform made is named after it: it cannot be changed later.")
            .remedy(format!(
                "Change it back to {}. Another name is another platform, with a spec and a journal of its own.",
                printable(known, 200)
            )),
    )
}

/// A warning when an update goes to an older version.
pub(super) fn downgrade(
    step: &StepId,
    resolved: &Resolved,
    running: &VersionId,
) -> Option<Finding> {
    let made = |id: &VersionId| {
        resolved
            .versions
            .iter()
            .find(|version| version.id == *id)
            .map(|version| version.created)
    };
    let older = made(&resolved.version)? < made(running)?;
    older.then(|| {
        let seen = format!(
            "version {} is older than {}, which runs",
            resolved.version_name,
            resolved.name_of(running)
        );
        Finding::warns("version-downgrade", step.as_str(), seen)
            .why("Vendors seldom test that way; data may have been migrated already.")
            .remedy("Ask the vendor, or choose the version that runs.")
    })
}

/// A warning when the tags wanted are not those the stack has: an update cannot carry them.
pub(super) fn tags_differ(component: &dyn ProductComponent, stack: &Stack) -> Option<Finding> {
    let has = &stack.tags;
    let missing: Vec<&str> = component
        .tags()
        .iter()
        .filter(|(key, value)| has.get(*key) != Some(*value))
        .map(|(key, _)| key.as_str())
        .collect();
    (!missing.is_empty()).then(|| {
        let seen = format!("the running {} has other values for the tags {}", component.title(), missing.join(", "));
        Finding::warns("tags-differ", "tags", seen)
            .why("Service Catalog takes tags at launch; an update carries them only where the vendor allows it.")
            .remedy("Change them on the stack by hand, or accept the difference.")
            .row("L")
    })
}
