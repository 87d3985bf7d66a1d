//! Promises of key pairs. What is tried is removed again.

use super::AccountSubject;
use crate::conformance::Kept;
use crate::conformance::trial::Trial;
use crate::port::ErrorKind;
use crate::port::key_pair::{KeyPairReader, KeyPairRequest, KeyPairWriter};

/// A key pair is made once, with a private key, and is found by its name; a second one of that name is
/// refused. Removed by its id, it is gone, and removing it again is done.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is not found, made twice, without its private key, or
/// not removed.
pub async fn a_key_pair_is_made_once_and_removed(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_key_pair_is_made_once_and_removed")?;
    let Some(changes) = &subject.changes else {
        return Ok(());
    };
    let writer = trial.writer::<dyn KeyPairWriter>(changes)?;
    let reader = trial.port::<dyn KeyPairReader>()?;
    let Some(name) = &changes.key_pair else {
        return Ok(());
    };
    let request = KeyPairRequest {
        name: name.clone(),
        tags: [("purpose".to_owned(), "try".to_owned())].into(),
    };
    let create = || async {
        match writer.create(&request).await {
            Err(error) if error.kind == ErrorKind::AlreadyExists => Ok(None),
            made => made.map(Some),
        }
    };
    let mut made = None;
    for _ in 0..5 {
        // One that an earlier trial left, or whose answer was lost, has a key that nobody knows.
        if let Some(left) = trial.ask(|| reader.pair(name)).await? {
            trial.ask(|| writer.delete(&left.id)).await?;
        }
        made = trial.ask(create).await?;
        if made.is_some() {
            break;
        }
    }
    let made = made.ok_or_else(|| trial.broken("five pairs were made, and no key was told"))?;
    let pem = made.private_key.expose().starts_with("-----BEGIN ");
    trial.holds(pem, "the private key is not in PEM")?;
    let found = || async { Ok(reader.pair(name).await?.map(|one| one.id)) };
    let id = Some(made.id.clone());
    trial.becomes("the pair", &id, found).await?;
    let second = || writer.create(&request);
    trial.refused(ErrorKind::AlreadyExists, second).await?;
    trial.ask(|| writer.delete(&made.id)).await?;
    trial.becomes("the pair", &None, found).await?;
    trial.ask(|| writer.delete(&made.id)).await
}
