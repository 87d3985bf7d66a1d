//! Strictness of importing a portfolio.

use crate::conformance::trial::Trial;
use crate::conformance::{Kept, Subject};
use crate::ids::{AccountId, PrincipalArn};
use crate::port::ErrorKind;

/// A principal of another account is refused, and not listed. AWS looks it up in IAM and words
/// its refusal otherwise each time; associated, it could launch nothing here.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is let through.
pub async fn a_principal_of_another_account_is_refused(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_principal_of_another_account_is_refused")?;
    let (Some(one), Some(stranger)) = (&subject.portfolio, stranger(subject)) else {
        return Ok(());
    };
    let accept = || one.changes.accept_share(&one.portfolio);
    trial.ask(accept).await?;
    let associate = || one.changes.associate_principal(&one.portfolio, &stranger);
    trial.refused(ErrorKind::Invalid, associate).await?;
    let listed = trial.ask(|| one.reads.principals(&one.portfolio)).await?;
    let saw = format!("{stranger} is among the portfolio's principals");
    trial.holds(listed.iter().all(|p| p.arn != stranger.as_str()), saw)
}

/// The subject's principal, as if it were of another account.
fn stranger(subject: &Subject) -> Option<PrincipalArn> {
    let own = subject.account.as_str();
    let other = ["000000000000", "000000000001"].into_iter();
    let other = other.filter_map(|id| AccountId::parse(id).ok());
    let other = other.into_iter().find(|id| id.as_str() != own)?;
    let principal = subject.portfolio.as_ref()?.principal.as_str();
    PrincipalArn::parse(principal.replace(own, other.as_str())).ok()
}
