//! Promises about identity providers.

use super::UserPoolSubject;
use super::made::secret;
use crate::conformance::Kept;
use crate::conformance::trial::Trial;
use crate::port::ErrorKind;
use crate::port::user_pool::DetailSecret;
use crate::secret::Secret;

/// A pool has one identity provider of a name.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when a second one is made, or the refusal has another kind.
pub async fn a_second_provider_of_one_name_already_exists(subject: &UserPoolSubject) -> Kept {
    let trial = Trial::new(subject, "a_second_provider_of_one_name_already_exists")?;
    let tried = async {
        let request = trial.provider(trial.pool().await?)?;
        trial
            .once(|| subject.writer.create_provider(&request))
            .await?;
        let again = || subject.writer.create_provider(&request);
        let refused = trial.refused(ErrorKind::AlreadyExists, again).await;
        refused.map(drop)
    };
    trial.cleared(tried).await
}

/// An update gives a provider the details and the mapping that it is handed, all of them.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when something else is shown afterwards.
pub async fn a_provider_has_what_its_update_gave(subject: &UserPoolSubject) -> Kept {
    let trial = Trial::new(subject, "a_provider_has_what_its_update_gave")?;
    let UserPoolSubject { reader, writer, .. } = subject;
    let tried = async {
        let narrow = trial.provider(trial.pool().await?)?;
        let mut wide = narrow.clone();
        let name = ("name".to_owned(), "name".to_owned());
        wide.mapping.extend([name]);
        trial.once(|| writer.create_provider(&wide)).await?;
        let mut changed = narrow;
        let scopes = ("authorize_scopes".to_owned(), "openid".to_owned());
        changed.details.shown.extend([scopes]);
        trial.ask(|| writer.update_provider(&changed)).await?;
        let seen = || reader.provider(&changed.pool, &changed.name);
        let seen = trial.ask(seen).await?;
        let seen = seen.ok_or_else(|| trial.broken("the provider is not there"))?;
        trial.same("the mapping", &changed.mapping, &seen.mapping)?;
        // Cognito adds details of its own.
        for (key, value) in &changed.details.shown {
            let shown = seen.details.get(key);
            trial.same(&format!("the detail {key}"), &Some(value), &shown)?;
        }
        Ok(())
    };
    trial.cleared(tried).await
}

/// A provider's secret is told from another, never shown, and stays through an update that keeps it.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is not known, another one is taken for it, it is
/// among the details, or it is lost.
pub async fn a_secret_is_known_and_kept_through_an_update(subject: &UserPoolSubject) -> Kept {
    let promise = "a_secret_is_known_and_kept_through_an_update";
    let trial = Trial::new(subject, promise)?;
    let UserPoolSubject { reader, writer, .. } = subject;
    let tried = async {
        let mut request = trial.provider(trial.pool().await?)?;
        trial.once(|| writer.create_provider(&request)).await?;
        let (pool, name) = (request.pool.clone(), request.name.clone());
        let own = secret();
        let is_own = || reader.provider_secret_is(&pool, &name, &own);
        trial.holds(trial.ask(is_own).await?, "its secret is not known")?;
        let other = Secret::new("another".to_owned());
        let is_other = || reader.provider_secret_is(&pool, &name, &other);
        let told = !trial.ask(is_other).await?;
        trial.holds(told, "another secret is taken for its own")?;
        let shown = trial.ask(|| reader.provider(&pool, &name)).await?;
        let hidden = shown.is_some_and(|one| !one.details.contains_key("client_secret"));
        trial.holds(hidden, "the secret stands among the details")?;
        request.details.secret = DetailSecret::Kept;
        trial.ask(|| writer.update_provider(&request)).await?;
        trial.holds(trial.ask(is_own).await?, "its secret is lost")
    };
    trial.cleared(tried).await
}

/// A provider that was removed is none; the pool stays.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is still there, or an error comes.
pub async fn a_removed_provider_is_gone(subject: &UserPoolSubject) -> Kept {
    let trial = Trial::new(subject, "a_removed_provider_is_gone")?;
    let UserPoolSubject { reader, writer, .. } = subject;
    let tried = async {
        let request = trial.provider(trial.pool().await?)?;
        let (pool, name) = (&request.pool, &request.name);
        trial.once(|| writer.create_provider(&request)).await?;
        trial.once(|| writer.delete_provider(pool, name)).await?;
        let left = trial.ask(|| reader.provider(pool, name)).await?;
        trial.holds(left.is_none(), "the provider is still there")
    };
    trial.cleared(tried).await
}
