//! Promises of the readers of stack resources, clusters and search domains.

use super::{InstallationSubject, NOBODY};
use crate::conformance::Kept;
use crate::conformance::trial::Trial;
use crate::port::ErrorKind;
use crate::port::cluster::ClusterReader;
use crate::port::search_domain::SearchDomainReader;
use crate::port::stack::StackArn;
use crate::port::stack_list::StackListReader;
use crate::port::stack_resource::StackResourceReader;
use crate::port::stack_template::StackTemplateReader;

/// All that a stack and the stacks nested in it made is told, each part once: each nested stack that
/// stands has parts in the list.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when nothing is told, something twice, or a nested stack's
/// parts are left out.
pub async fn a_stack_tells_what_it_and_its_nested_stacks_made(
    subject: &InstallationSubject<'_>,
) -> Kept {
    let promise = "a_stack_tells_what_it_and_its_nested_stacks_made";
    let trial = Trial::new(subject, promise)?;
    let reader = trial.port::<dyn StackResourceReader>()?;
    let all = trial.ask(|| reader.resources(&subject.stack)).await?;
    trial.holds(!all.is_empty(), "nothing is told")?;
    let mut once: Vec<_> = all
        .iter()
        .map(|one| (&one.stack, &one.logical_id))
        .collect();
    once.sort();
    once.dedup();
    let saw = format!("{} parts, {} of them differ", all.len(), once.len());
    trial.holds(once.len() == all.len(), saw)?;
    let nested = all
        .iter()
        .filter(|one| one.stands() && one.resource_type == "AWS::CloudFormation::Stack");
    for stack in nested {
        let id = &stack.physical_id;
        let told = all.iter().any(|one| one.stack.0 == *id);
        trial.holds(told, format!("nothing is told of the nested stack {id}"))?;
    }
    Ok(())
}

/// What a stack made that never was is not found.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is answered otherwise.
pub async fn a_stack_that_never_was_made_nothing(subject: &InstallationSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_stack_that_never_was_made_nothing")?;
    let reader = trial.port::<dyn StackResourceReader>()?;
    let never = trial.no_stack();
    let made = || reader.resources(&never);
    trial.refused(ErrorKind::NotFound, made).await.map(drop)
}

/// The template of a stack is told, and that of each stack nested in it; the template of a stack that
/// never was is not found.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when a text has no resources, or it is answered otherwise.
pub async fn a_stack_tells_its_template(subject: &InstallationSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_stack_tells_its_template")?;
    let reader = trial.port::<dyn StackTemplateReader>()?;
    let nested = trial.parts("AWS::CloudFormation::Stack").await?;
    let nested = nested.into_iter().map(StackArn);
    for stack in nested.chain([subject.stack.clone()]) {
        let text = trial.ask(|| reader.template_of(&stack)).await?;
        let whole = text.contains("Resources");
        trial.holds(whole, format!("the template of {stack} has no resources"))?;
    }
    let never = trial.no_stack();
    let missing = || reader.template_of(&never);
    trial.refused(ErrorKind::NotFound, missing).await.map(drop)
}

/// A stack that stands is listed once, and those nested in it are not.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is not, or they are.
pub async fn a_stack_is_listed_once_and_its_nested_stacks_are_not(
    subject: &InstallationSubject<'_>,
) -> Kept {
    let trial = Trial::new(
        subject,
        "a_stack_is_listed_once_and_its_nested_stacks_are_not",
    )?;
    let reader = trial.port::<dyn StackListReader>()?;
    let nested = trial.parts("AWS::CloudFormation::Stack").await?;
    let roots = trial.ask(|| reader.roots()).await?;
    let own = roots.iter().filter(|one| one.arn == subject.stack).count();
    trial.holds(own == 1, format!("{own} stacks of its ARN"))?;
    let found = roots.iter().find(|one| nested.contains(&one.arn.0));
    trial.holds(found.is_none(), format!("{found:?} is nested"))
}

/// A cluster that the stack made is found by its name; one that nobody made is none, and neither are
/// its changes.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is answered otherwise.
pub async fn a_cluster_is_found_by_its_name(subject: &InstallationSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_cluster_is_found_by_its_name")?;
    let reader = trial.port::<dyn ClusterReader>()?;
    for name in trial.parts("AWS::EKS::Cluster").await? {
        let found = trial.ask(|| reader.cluster(&name)).await?;
        let found = found.map(|cluster| cluster.name);
        trial.same("the cluster", &Some(name.clone()), &found)?;
        let change = || reader.update(&name, "00000000-0000-0000-0000-000000000000");
        trial.same("its change", &None, &trial.ask(change).await?)?;
    }
    let none = trial.ask(|| reader.cluster(NOBODY)).await?;
    trial.same("nobody's cluster", &None, &none)
}

/// A search domain that the stack made is found by its name; one that nobody made is none.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is answered otherwise.
pub async fn a_search_domain_is_found_by_its_name(subject: &InstallationSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_search_domain_is_found_by_its_name")?;
    let reader = trial.port::<dyn SearchDomainReader>()?;
    for name in trial.parts("AWS::Elasticsearch::Domain").await? {
        let found = trial.ask(|| reader.domain(&name)).await?;
        let found = found.filter(|domain| domain.usable);
        let found = found.map(|domain| domain.name);
        trial.same("the domain", &Some(name.clone()), &found)?;
    }
    let none = trial.ask(|| reader.domain(NOBODY)).await?;
    trial.same("nobody's domain", &None, &none)
}
