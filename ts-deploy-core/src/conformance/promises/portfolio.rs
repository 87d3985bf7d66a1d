//! Promises of importing a portfolio. A subject without a portfolio keeps them by having none.

use crate::conformance::further::PortfolioSubject;
use crate::conformance::trial::Trial;
use crate::conformance::{Kept, Subject};
use crate::ids::PortfolioId;
use crate::port::{ErrorKind, PortResult};

/// How often the subject's portfolio is among the imported ones.
async fn imported(one: &PortfolioSubject) -> PortResult<usize> {
    let imported = one.reads.imported().await?;
    Ok(imported.iter().filter(|p| p.id == one.portfolio).count())
}

/// How often the subject's principal is among the portfolio's.
async fn associated(one: &PortfolioSubject) -> PortResult<usize> {
    let principals = one.reads.principals(&one.portfolio).await?;
    let own = principals
        .iter()
        .filter(|p| p.arn == one.principal.as_str());
    Ok(own.count())
}

/// An accepted share is among the imported portfolios, and accepting it again changes nothing.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is refused, not listed, or listed twice.
pub async fn an_accepted_share_is_imported_once(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "an_accepted_share_is_imported_once")?;
    let Some(one) = &subject.portfolio else {
        return Ok(());
    };
    for _ in 0..2 {
        trial
            .ask(|| one.changes.accept_share(&one.portfolio))
            .await?;
    }
    trial
        .becomes("listed portfolios of this id", &1, || imported(one))
        .await
}

/// A share that nobody offers is not found, and is not among the imported portfolios.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is accepted, or listed.
pub async fn a_share_that_is_not_offered_is_not_found(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_share_that_is_not_offered_is_not_found")?;
    let Some((one, unknown)) = subject.portfolio.as_ref().zip(unknown()) else {
        return Ok(());
    };
    let accept = || one.changes.accept_share(&unknown);
    trial.refused(ErrorKind::NotFound, accept).await?;
    let listed = trial.ask(|| one.reads.imported()).await?;
    let saw = format!("{unknown} is among the imported portfolios");
    trial.holds(listed.iter().all(|p| p.id != unknown), saw)
}

/// An associated principal is among the portfolio's, and associating it again changes nothing.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is refused, not listed, or listed twice.
pub async fn an_associated_principal_is_listed_once(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "an_associated_principal_is_listed_once")?;
    let Some(one) = &subject.portfolio else {
        return Ok(());
    };
    trial
        .ask(|| one.changes.accept_share(&one.portfolio))
        .await?;
    trial
        .becomes("listed portfolios of this id", &1, || imported(one))
        .await?;
    for _ in 0..2 {
        let changes = &one.changes;
        trial
            .ask(|| changes.associate_principal(&one.portfolio, &one.principal))
            .await?;
    }
    trial
        .becomes("listed principals of this ARN", &1, || associated(one))
        .await
}

/// A portfolio that is not imported has no principals, and gets none.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is answered otherwise.
pub async fn an_unknown_portfolio_is_not_found(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "an_unknown_portfolio_is_not_found")?;
    let Some((one, unknown)) = subject.portfolio.as_ref().zip(unknown()) else {
        return Ok(());
    };
    let missing = ErrorKind::NotFound;
    trial
        .refused(missing, || one.reads.principals(&unknown))
        .await?;
    let associate = || one.changes.associate_principal(&unknown, &one.principal);
    trial.refused(missing, associate).await.map(drop)
}

fn unknown() -> Option<PortfolioId> {
    PortfolioId::parse("port-unknownunknow").ok()
}
