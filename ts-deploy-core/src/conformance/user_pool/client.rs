//! Promises about app clients.

use super::UserPoolSubject;
use super::made::client;
use crate::conformance::Kept;
use crate::conformance::trial::Trial;

/// A client is listed, and made with a secret, which an update leaves as it is.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is not listed, has no secret, or another one
/// afterwards.
pub async fn a_client_has_a_secret_and_keeps_it_through_an_update(
    subject: &UserPoolSubject,
) -> Kept {
    let promise = "a_client_has_a_secret_and_keeps_it_through_an_update";
    let trial = Trial::new(subject, promise)?;
    let UserPoolSubject { reader, writer, .. } = subject;
    let tried = async {
        let (pool, settings) = (trial.pool().await?, client());
        let id = trial
            .once(|| writer.create_client(&pool, &settings))
            .await?;
        let listed = trial.ask(|| reader.clients(&pool)).await?;
        let listed: Vec<_> = listed.into_iter().map(|one| one.id).collect();
        trial.holds(listed == [id.clone()], "it is not listed alone")?;
        let before = trial.ask(|| reader.client(&pool, &id)).await?;
        let before = before.ok_or_else(|| trial.broken("the client is not there"))?;
        trial.holds(before.secret.is_some(), "it has no secret")?;
        let update = || writer.update_client(&pool, &id, &before.settings);
        trial.ask(update).await?;
        let after = trial.ask(|| reader.client(&pool, &id)).await?;
        let same = after.is_some_and(|after| after.secret == before.secret);
        trial.holds(same, "its secret is another")
    };
    trial.cleared(tried).await
}

/// An update gives a client the settings that it is handed, also where it takes something away.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when something else is shown afterwards.
pub async fn an_update_gives_all_settings_that_it_is_handed(subject: &UserPoolSubject) -> Kept {
    let promise = "an_update_gives_all_settings_that_it_is_handed";
    let trial = Trial::new(subject, promise)?;
    let UserPoolSubject { reader, writer, .. } = subject;
    let tried = async {
        let pool = trial.pool().await?;
        let (mut wide, narrow) = (client(), client());
        wide.scopes.push("email".to_owned());
        let id = trial.once(|| writer.create_client(&pool, &wide)).await?;
        let update = || writer.update_client(&pool, &id, &narrow);
        trial.ask(update).await?;
        let after = trial.ask(|| reader.client(&pool, &id)).await?;
        let scopes = after.map(|after| after.settings.scopes);
        trial.same("the scopes", &Some(narrow.scopes.clone()), &scopes)
    };
    trial.cleared(tried).await
}

/// A client that was removed is none, and is not listed; the pool stays.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is still there, or an error comes.
pub async fn a_removed_client_is_gone(subject: &UserPoolSubject) -> Kept {
    let trial = Trial::new(subject, "a_removed_client_is_gone")?;
    let UserPoolSubject { reader, writer, .. } = subject;
    let tried = async {
        let (pool, settings) = (trial.pool().await?, client());
        let id = trial
            .once(|| writer.create_client(&pool, &settings))
            .await?;
        trial.once(|| writer.delete_client(&pool, &id)).await?;
        let left = trial.ask(|| reader.client(&pool, &id)).await?;
        trial.holds(left.is_none(), "the client is still there")?;
        let listed = trial.ask(|| reader.clients(&pool)).await?;
        trial.holds(listed.is_empty(), "the client is still listed")
    };
    trial.cleared(tried).await
}
