//! Promises of the reader of rights.

use std::sync::Arc;

use super::AccountSubject;
use crate::conformance::trial::Trial;
use crate::conformance::{Broken, Kept};
use crate::ids::{PolicyArn, PrincipalArn};
use crate::port::ErrorKind;
use crate::port::identity::IdentityReader;
use crate::port::rights::{RightsHolder, RightsQuestion, RightsReader, holder_of};

const NOBODY: &str = "nobody-made-this-one";

impl Trial<'_, AccountSubject<'_>> {
    /// The caller as IAM has it; `None` for the root user and federated users, whom IAM does not have.
    async fn caller(&self, rights: &Arc<dyn RightsReader>) -> Result<Option<RightsHolder>, Broken> {
        let identity = self.port::<dyn IdentityReader>()?;
        let caller = self.ask(|| identity.caller()).await?;
        let principal = caller.principal();
        principal.map_err(|error| self.broken(error.to_string()))?;
        self.ask(|| holder_of(rights.as_ref(), &caller)).await
    }
}

/// The role or user that calls is found by its name, in the account that is looked at.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is not, or another is.
pub async fn the_caller_is_found_with_its_path(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "the_caller_is_found_with_its_path")?;
    let rights = trial.port::<dyn RightsReader>()?;
    let account = trial.caller(&rights).await?.map(|one| one.arn.account());
    match account {
        Some(found) => {
            let wanted = Some(subject.target.account.clone());
            trial.same("the account of the caller", &wanted, &found)
        }
        None => Ok(()),
    }
}

/// A role, a user and their rights are not found when there is no such principal.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is answered otherwise.
pub async fn a_principal_that_is_not_there_is_not_found(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_principal_that_is_not_there_is_not_found")?;
    let rights = trial.port::<dyn RightsReader>()?;
    let missing = ErrorKind::NotFound;
    trial.refused(missing, || rights.role(NOBODY)).await?;
    trial.refused(missing, || rights.user(NOBODY)).await?;
    let (partition, account) = (subject.target.region.partition(), &subject.target.account);
    let arn = PrincipalArn::parse(format!("arn:{partition}:iam::{account}:role/{NOBODY}"));
    let question = RightsQuestion {
        principal: arn.map_err(|error| trial.broken(error.to_string()))?,
        actions: vec!["s3:GetObject".to_owned()],
        resources: Vec::new(),
        context: Vec::new(),
    };
    let asked = || rights.simulate(&question);
    trial.refused(missing, asked).await.map(drop)
}

/// A policy that AWS gives every account is there; one that is known to be absent is not, and is no
/// error.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is told otherwise.
pub async fn a_policy_of_aws_is_there_and_an_absent_one_is_not(
    subject: &AccountSubject<'_>,
) -> Kept {
    let promise = "a_policy_of_aws_is_there_and_an_absent_one_is_not";
    let trial = Trial::new(subject, promise)?;
    let rights = trial.port::<dyn RightsReader>()?;
    let partition = subject.target.region.partition();
    let arn = PolicyArn::parse(format!("arn:{partition}:iam::aws:policy/ReadOnlyAccess"));
    let arn = arn.map_err(|error| trial.broken(error.to_string()))?;
    let there = trial.ask(|| rights.has_policy(&arn)).await?;
    trial.holds(there, format!("{arn} is not there"))?;
    if let Some(arn) = &subject.holds.absent_policy {
        let there = trial.ask(|| rights.has_policy(arn)).await?;
        trial.holds(!there, format!("{arn} is there"))?;
    }
    Ok(())
}

/// A question about a principal is answered with a verdict for each action, in the order they were
/// asked. Tried with the caller, where IAM has it.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when a verdict is missing, or they come in another order.
pub async fn a_verdict_comes_for_each_action_in_its_order(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_verdict_comes_for_each_action_in_its_order")?;
    let rights = trial.port::<dyn RightsReader>()?;
    let Some(caller) = trial.caller(&rights).await? else {
        return Ok(());
    };
    let actions = ["s3:GetObject", "iam:GetRole", "ec2:DescribeVpcs"];
    let question = RightsQuestion {
        principal: caller.arn,
        actions: actions.map(str::to_owned).to_vec(),
        resources: Vec::new(),
        context: Vec::new(),
    };
    let verdicts = trial.ask(|| rights.simulate(&question)).await?;
    let about: Vec<String> = verdicts.into_iter().map(|one| one.action).collect();
    trial.same("the actions", &question.actions, &about)
}
