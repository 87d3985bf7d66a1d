//! What a stack should be, held against what it is.

use std::collections::BTreeMap;

use super::prepared::Prepared;
use super::{StackComponent, TEMPLATE_TAG};
use crate::finding::{Finding, Findings};
use crate::hash::of_parts;
use crate::ids::DeploymentName;
use crate::layer::Inputs;
use crate::layer::tags::marked;
use crate::parameter::{Basis, LiveParameters};
use crate::parameter::{Change, Contract, LiveValue, Request, Wire, reconcile};
use crate::plan::{DEPLOYMENT_TAG, Foreseen};
use crate::port::catalog::OperationToken;
use crate::port::stack::{
    Capability, ChangeSet, ChangeSetName, CreateChangeSet, CreateStack, Stack, TemplateChoice,
    TemplateSummary,
};

/// What the component wants of its stack, as its template takes it.
pub(super) struct Wanted {
    pub(super) request: Request,
    /// All that is doubtful about making it so.
    pub(super) findings: Findings,
    /// What of that is doubtful still where the stack is so already: what a template may come to does
    /// not matter once the stack was made of it.
    pub(super) lasting: Findings,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) capabilities: std::collections::BTreeSet<Capability>,
}

/// What the component sends on `basis`, or the findings that forbid it.
pub(super) fn wanted(
    component: &dyn StackComponent,
    summary: &TemplateSummary,
    text: Option<&str>,
    inputs: &Inputs,
    basis: Basis<'_>,
) -> Result<Wanted, Findings> {
    let contract: &Contract = &summary.contract;
    let mut lasting = component.check_inputs(inputs);
    let reconciled = reconcile(&component.parameters(inputs), contract, basis);
    lasting.extend(reconciled.findings);
    let mut findings = component.check_template(summary, text);
    findings.extend(unacknowledged(component, summary));
    findings.extend(lasting.clone());
    if findings.block() {
        return Err(findings);
    }
    let mut tags = component.tags().clone();
    tags.insert(TEMPLATE_TAG.to_owned(), template_tag(component));
    let needed = &summary.capabilities;
    let covered = |one: &Capability| {
        needed.contains(one) || (*one == Capability::NamedIam && needed.contains(&Capability::Iam))
    };
    let given = component.capabilities();
    Ok(Wanted {
        request: reconciled.request,
        findings,
        lasting,
        tags,
        capabilities: given.into_iter().filter(covered).collect(),
    })
}

/// What a creation sends as far as the component alone decides it.
pub(super) fn foreseen(component: &dyn StackComponent) -> Vec<Foreseen> {
    let parameters = Foreseen::parameters(&component.parameters(&Inputs::default()));
    let tags = component.tags().iter();
    let tags = tags.map(|(key, value)| Foreseen::decided(field_of(key), value));
    let template = Foreseen::decided(field_of(TEMPLATE_TAG), template_tag(component));
    let own = Foreseen::open(field_of(DEPLOYMENT_TAG), "the deployment's name");
    let sent = parameters.into_iter().chain(tags);
    sent.chain([template, own]).collect()
}

/// Enough of the template's digest to tell it from every other.
fn template_tag(component: &dyn StackComponent) -> String {
    component.template().digest().chars().take(32).collect()
}

fn unacknowledged(component: &dyn StackComponent, summary: &TemplateSummary) -> Option<Finding> {
    let given = component.capabilities();
    let allowed = |needed: &&Capability| {
        given.contains(needed)
            || (**needed == Capability::Iam && given.contains(&Capability::NamedIam))
    };
    let more: Vec<&str> = summary
        .capabilities
        .iter()
        .filter(|needed| !allowed(needed))
        .map(|needed| needed.as_str())
        .collect();
    (!more.is_empty()).then(|| {
        let seen = format!(
            "the template of the {} asks for {}",
            component.title(),
            more.join(", ")
        );
        let reason = summary.capabilities_reason.as_deref().unwrap_or_default();
        Finding::blocks("template-asks-for-more", component.name(), seen)
            .why(format!(
                "The documents' template does not need that. {}",
                crate::ids::printable(reason, 300)
            ))
            .remedy("Look at what the template does and ask the vendor before you take it.")
    })
}

impl Wanted {
    /// What others must give first.
    pub(super) fn awaits(&self) -> Vec<Wire> {
        self.request
            .awaited()
            .map(|(_, wire)| wire.clone())
            .collect()
    }

    /// All of it, for a stack that is not there and that `deployment` makes.
    pub(super) fn all(&self, deployment: &DeploymentName) -> Vec<Change> {
        let mut changes = self.request.changes(&LiveParameters::default());
        let tags = marked(&self.tags, deployment);
        changes.extend(tags.iter().map(|(key, value)| tag(key, None, value)));
        changes
    }

    /// What differs in `stack`.
    pub(super) fn changes(&self, stack: &Stack) -> Vec<Change> {
        let mut changes = self.request.changes(&stack.parameters);
        for (key, value) in &self.tags {
            let has = stack.tags.get(key);
            if has != Some(value) {
                changes.push(tag(key, has.cloned(), value));
            }
        }
        changes
    }

    /// The creation.
    pub(super) fn creation(
        &self,
        component: &dyn StackComponent,
        deployment: &DeploymentName,
    ) -> Prepared {
        Prepared::Create(CreateStack {
            token: OperationToken(String::new()),
            name: component.stack_name().clone(),
            template: component.template().clone(),
            parameters: self.request.clone(),
            capabilities: self.capabilities.clone(),
            tags: marked(&self.tags, deployment),
            termination_protection: component.protected(),
            disable_rollback: false,
        })
    }

    /// The change set that would bring `stack` to what is wanted. Its name tells what it wants, and
    /// of which stack as it is now: a later one has another.
    pub(super) fn change_set(
        &self,
        component: &dyn StackComponent,
        stack: &Stack,
        deployment: &DeploymentName,
    ) -> Option<CreateChangeSet> {
        let tags = marked(&self.tags, deployment);
        let tags = of_parts(tags.iter().flat_map(|(key, value)| [key.as_str(), value]));
        let (parameters, live) = (self.request.digest(), live_digest(stack));
        let own = of_parts([stack.arn.0.as_str(), &parameters, &tags, &live]);
        let own: String = own.chars().take(24).collect();
        // The rule is kept by the way it is made: letters, digits and a hyphen.
        let name = ChangeSetName::parse(format!("ts-{own}")).ok()?;
        Some(CreateChangeSet {
            token: OperationToken(String::new()),
            name,
            stack: stack.arn.clone(),
            template: TemplateChoice::New(component.template().clone()),
            parameters: self.request.clone(),
            capabilities: self.capabilities.clone(),
            tags: marked(&self.tags_with(stack), deployment),
        })
    }

    /// The tags of an update replace those of the stack, and somebody may have added some.
    fn tags_with(&self, stack: &Stack) -> BTreeMap<String, String> {
        let mut tags = stack.tags.clone();
        tags.retain(|key, _| !key.to_ascii_lowercase().starts_with("aws:"));
        tags.extend(self.tags.clone());
        tags
    }
}

fn live_digest(stack: &Stack) -> String {
    let parameters = stack.parameters.iter().map(|(key, value)| match value {
        LiveValue::Known(text) => [key, text.as_str()],
        LiveValue::Masked => [key, ""],
    });
    let tags = stack.tags.iter().map(|(key, value)| [key.as_str(), value]);
    of_parts(parameters.chain(tags).flatten())
}

/// What a tag is called where changes are shown.
fn field_of(key: &str) -> String {
    if key == TEMPLATE_TAG {
        "template".to_owned()
    } else {
        format!("tag {key}")
    }
}

fn tag(key: &str, before: Option<String>, after: &str) -> Change {
    Change {
        field: field_of(key),
        before,
        after: Some(after.to_owned()),
    }
}

/// The changes of a change set that was made, safe to show.
pub(super) fn shown(set: &ChangeSet) -> Vec<Change> {
    let mut changes = Vec::new();
    for one in &set.changes {
        let what = if one.may_lose() {
            "changed, and may be replaced or removed"
        } else {
            "added or changed"
        };
        let before = one.physical_id.as_deref();
        changes.push(Change {
            field: format!("{} {}", one.resource_type, one.logical_id),
            before: before.map(|id| crate::ids::printable(id, 100)),
            after: Some(what.to_owned()),
        });
    }
    changes
}
