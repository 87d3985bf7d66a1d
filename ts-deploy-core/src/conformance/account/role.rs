//! Promises of roles. What is tried is removed again.

use super::AccountSubject;
use crate::conformance::Kept;
use crate::conformance::trial::Trial;
use crate::policy::Meaning;
use crate::port::ErrorKind;
use crate::port::role::{RoleReader, RoleRequest, RoleWriter};

/// The policy that is written into the role.
const POLICY: &str = "try";
const DOCUMENT: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:StopQuery","Resource":"*"}]}"#;

/// A role of nobody's is none, and has no policies to list.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is told otherwise.
pub async fn a_role_of_nobodys_is_none(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_role_of_nobodys_is_none")?;
    let reader = trial.port::<dyn RoleReader>()?;
    let nobody = "nobody-made-this-one".parse();
    let nobody = nobody.map_err(|_| trial.broken("there is no such name"))?;
    let role = trial.ask(|| reader.role(&nobody)).await?;
    trial.holds(role.is_none(), format!("{role:?}"))?;
    let policy = trial.ask(|| reader.inline_policy(&nobody, POLICY)).await?;
    trial.holds(policy.is_none(), format!("{policy:?}"))?;
    let missing = ErrorKind::NotFound;
    trial
        .refused(missing, || reader.inline_policies(&nobody))
        .await?;
    let attached = || reader.attached_policies(&nobody);
    trial.refused(missing, attached).await.map(drop)
}

/// A role is made once, as it was asked for and without policies; a second one of its name is refused.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is not found, is otherwise, or is made twice.
pub async fn a_role_is_made_once_as_it_was_asked_for(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_role_is_made_once_as_it_was_asked_for")?;
    let Some(changes) = &subject.changes else {
        return Ok(());
    };
    let writer = trial.writer::<dyn RoleWriter>(changes)?;
    let reader = trial.port::<dyn RoleReader>()?;
    let Some(request) = &changes.role else {
        return Ok(());
    };
    trial
        .made(request, writer.as_ref(), reader.as_ref())
        .await?;
    let name = &request.name;
    let again = || writer.create(request);
    trial.refused(ErrorKind::AlreadyExists, again).await?;
    let shown = || async {
        let role = reader.role(name).await?;
        Ok(role.map(|role| (Meaning::of(&role.trust), role.boundary, role.tags)))
    };
    let (boundary, tags) = (request.boundary.clone(), request.tags.clone());
    let wanted = Some((Meaning::of(&request.trust), boundary, tags));
    trial.becomes("the role", &wanted, shown).await?;
    let inline = trial.ask(|| reader.inline_policies(name)).await?;
    let attached = trial.ask(|| reader.attached_policies(name)).await?;
    trial.holds(inline.is_empty() && attached.is_empty(), "it has policies")?;
    trial
        .removed(request, writer.as_ref(), reader.as_ref())
        .await
}

/// A role has the trust, boundary, tags and policy that it is given, each twice, with the meaning that
/// they were given.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it has not.
pub async fn a_role_has_what_it_is_given(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_role_has_what_it_is_given")?;
    let Some(changes) = &subject.changes else {
        return Ok(());
    };
    let writer = trial.writer::<dyn RoleWriter>(changes)?;
    let reader = trial.port::<dyn RoleReader>()?;
    let Some(request) = &changes.role else {
        return Ok(());
    };
    trial
        .made(request, writer.as_ref(), reader.as_ref())
        .await?;
    let name = &request.name;
    let trust = request.trust.replace("Allow", "Deny");
    let tags = [("given".to_owned(), "later".to_owned())].into();
    for _ in 0..2 {
        trial.ask(|| writer.set_trust(name, &trust)).await?;
        trial.ask(|| writer.tag(name, &tags)).await?;
        if let Some(arn) = &request.boundary {
            trial.ask(|| writer.set_boundary(name, arn)).await?;
        }
        let put = || writer.put_inline_policy(name, POLICY, DOCUMENT);
        trial.ask(put).await?;
    }
    let shown = || async {
        let role = reader.role(name).await?;
        Ok(role.map(|role| (Meaning::of(&role.trust), role.tags)))
    };
    let mut all = request.tags.clone();
    all.extend(tags.clone());
    let wanted = Some((Meaning::of(&trust), all));
    trial.becomes("trust and tags", &wanted, shown).await?;
    let names = || reader.inline_policies(name);
    let wanted = vec![POLICY.to_owned()];
    trial.becomes("the policies", &wanted, names).await?;
    let document = || async {
        let document = reader.inline_policy(name, POLICY).await?;
        Ok(document.and_then(|text| Meaning::of(&text)))
    };
    let wanted = Meaning::of(DOCUMENT);
    trial.becomes("the policy", &wanted, document).await?;
    trial
        .removed(request, writer.as_ref(), reader.as_ref())
        .await
}

/// A role with a policy is not removed; without it, it is, and removing it again is done.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is removed too early, or stays.
pub async fn a_role_is_removed_after_its_policies(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_role_is_removed_after_its_policies")?;
    let Some(changes) = &subject.changes else {
        return Ok(());
    };
    let writer = trial.writer::<dyn RoleWriter>(changes)?;
    let reader = trial.port::<dyn RoleReader>()?;
    let Some(request) = &changes.role else {
        return Ok(());
    };
    trial
        .made(request, writer.as_ref(), reader.as_ref())
        .await?;
    let name = &request.name;
    let put = || writer.put_inline_policy(name, POLICY, DOCUMENT);
    trial.ask(put).await?;
    let delete = || writer.delete(name);
    trial.refused(ErrorKind::Conflict, delete).await?;
    trial
        .removed(request, writer.as_ref(), reader.as_ref())
        .await?;
    trial.ask(delete).await?;
    let policy = || writer.delete_inline_policy(name, POLICY);
    trial.ask(policy).await
}

impl Trial<'_, AccountSubject<'_>> {
    /// A new role; one that an earlier trial left is removed first.
    async fn made(
        &self,
        request: &RoleRequest,
        writer: &dyn RoleWriter,
        reader: &dyn RoleReader,
    ) -> Kept {
        self.removed(request, writer, reader).await?;
        self.accepted_or_there(|| writer.create(request)).await?;
        let there = || async { Ok(reader.role(&request.name).await?.is_some()) };
        self.becomes("whether it is there", &true, there).await
    }

    /// No role any more, nor what stands in it.
    async fn removed(
        &self,
        request: &RoleRequest,
        writer: &dyn RoleWriter,
        reader: &dyn RoleReader,
    ) -> Kept {
        let name = &request.name;
        let policy = || writer.delete_inline_policy(name, POLICY);
        self.ask(policy).await?;
        self.ask(|| writer.delete(name)).await?;
        let there = || async { Ok(reader.role(name).await?.is_some()) };
        self.becomes("whether it is there", &false, there).await
    }
}
