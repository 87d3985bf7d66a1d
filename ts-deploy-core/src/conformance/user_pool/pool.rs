//! Promises about pools and what their users are known by.

use super::UserPoolSubject;
use super::made::{groups, settings};
use crate::conformance::Kept;
use crate::conformance::trial::Trial;
use crate::port::ErrorKind;

/// A pool is found by its name, with schema, settings and tags as they were given.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is not.
pub async fn a_pool_is_found_by_its_name_with_what_it_was_given(subject: &UserPoolSubject) -> Kept {
    let promise = "a_pool_is_found_by_its_name_with_what_it_was_given";
    let trial = Trial::new(subject, promise)?;
    let tried = async {
        let id = trial.pool().await?;
        let named = || subject.reader.pools_named(&subject.name);
        let named = trial.ask(named).await?;
        trial.holds(named == [id.clone()], "its name does not lead to it alone")?;
        let pool = trial.ask(|| subject.reader.pool(&id)).await?;
        let pool = pool.ok_or_else(|| trial.broken("the pool is not there"))?;
        let required = pool
            .attribute("email")
            .is_some_and(|one| one.required && one.mutable);
        trial.holds(required, "email is not required")?;
        let (wanted, seen) = (settings(false), pool.settings);
        trial.same("its tags", &wanted.tags, &seen.tags)
    };
    trial.cleared(tried).await
}

/// Names are not unique.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when a second pool of one name is refused or takes the
/// place of the first.
pub async fn pools_of_one_name_stand_side_by_side(subject: &UserPoolSubject) -> Kept {
    let trial = Trial::new(subject, "pools_of_one_name_stand_side_by_side")?;
    let tried = async {
        let (one, two) = (trial.pool().await?, trial.pool().await?);
        let named = || subject.reader.pools_named(&subject.name);
        let named = trial.ask(named).await?;
        let both = named.contains(&one) && named.contains(&two);
        trial.holds(one != two && both, "the two are not both there")
    };
    trial.cleared(tried).await
}

/// A pool that is protected from deletion is not removed.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is, or the refusal has another kind.
pub async fn a_protected_pool_is_not_removed(subject: &UserPoolSubject) -> Kept {
    let trial = Trial::new(subject, "a_protected_pool_is_not_removed")?;
    let tried = async {
        let id = trial.pool().await?;
        let protection = settings(true);
        trial
            .ask(|| subject.writer.update_pool(&id, &protection))
            .await?;
        let removal = || subject.writer.delete_pool(&id);
        trial.refused(ErrorKind::Invalid, removal).await.map(drop)
    };
    trial.cleared(tried).await
}

/// A custom attribute is shown once it was added, and cannot be added again.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is not shown, or is added twice.
pub async fn a_custom_attribute_is_added_once(subject: &UserPoolSubject) -> Kept {
    let trial = Trial::new(subject, "a_custom_attribute_is_added_once")?;
    let tried = async {
        let id = trial.pool().await?;
        let added = [groups()];
        trial
            .once(|| subject.writer.add_attributes(&id, &added))
            .await?;
        let pool = trial.ask(|| subject.reader.pool(&id)).await?;
        let shown = pool.and_then(|pool| pool.attribute("custom:groups").cloned());
        trial.same("the attribute", &Some(groups()), &shown)?;
        let again = || subject.writer.add_attributes(&id, &added);
        trial.refused(ErrorKind::Invalid, again).await.map(drop)
    };
    trial.cleared(tried).await
}
