//! What a backend of user pools promises. A suite of its own: it needs no product.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Broken, Kept, try_all};
use crate::ids::{ProviderName, UserPoolId, UserPoolName};
use crate::port::user_pool::{
    AppClientSettings, AttributeType, DetailSecret, DetailsChange, OtherSettings, PoolSettings,
    ProviderRequest, ProviderType, SchemaAttribute, UserPoolReader, UserPoolWriter,
};
use crate::port::{ErrorKind, PortError, PortResult};

/// A backend of user pools, and the name of the pools that are made and removed there.
#[derive(Clone)]
pub struct UserPoolSubject {
    /// Reads.
    pub reader: Arc<dyn UserPoolReader>,
    /// Changes.
    pub writer: Arc<dyn UserPoolWriter>,
    /// The name of the pools that the suite makes; nobody else's may have it.
    pub name: UserPoolName,
}

/// Tries every promise, one after the other, always in the same order; each with its name. Each
/// removes what it made.
pub async fn all(subject: &UserPoolSubject) -> Vec<(&'static str, Kept)> {
    try_all![
        subject;
        a_pool_is_found_by_its_name_with_what_it_was_given,
        pools_of_one_name_stand_side_by_side,
        a_protected_pool_is_not_removed,
        a_custom_attribute_is_added_once,
        a_client_has_a_secret_and_keeps_it_through_an_update,
        an_update_gives_all_settings_that_it_is_handed,
        a_second_provider_of_one_name_already_exists,
        a_domain_that_nobody_has_is_none,
    ]
}

/// One promise under trial, on a pool of its own.
struct Trial<'a> {
    subject: &'a UserPoolSubject,
    promise: &'static str,
}

impl Trial<'_> {
    fn broken(&self, saw: impl Into<String>) -> Broken {
        let (promise, saw) = (self.promise, saw.into());
        Broken { promise, saw }
    }

    fn holds(&self, holds: bool, saw: &str) -> Kept {
        if holds { Ok(()) } else { Err(self.broken(saw)) }
    }

    fn answer<T>(&self, answer: PortResult<T>) -> Result<T, Broken> {
        answer.map_err(|error| self.broken(crate::error::chain(&error)))
    }

    fn refused<T>(&self, kind: ErrorKind, answer: &PortResult<T>) -> Kept {
        let is = |error: &PortError| error.kind == kind;
        let saw = format!("it was to be {}", kind.as_str());
        self.holds(answer.as_ref().err().is_some_and(is), &saw)
    }

    async fn pool(&self) -> Result<UserPoolId, Broken> {
        let UserPoolSubject { writer, name, .. } = self.subject;
        self.answer(writer.create_pool(name, &[email()], &settings(false)).await)
    }

    /// What came of trying, after the pools were removed.
    async fn cleared(&self, tried: impl Future<Output = Kept>) -> Kept {
        let kept = tried.await;
        let UserPoolSubject {
            reader,
            writer,
            name,
        } = self.subject;
        for id in self.answer(reader.pools_named(name).await)? {
            self.answer(writer.update_pool(&id, &settings(false)).await)?;
            self.answer(writer.delete_pool(&id).await)?;
        }
        kept
    }
}

fn email() -> SchemaAttribute {
    SchemaAttribute {
        name: "email".to_owned(),
        kind: AttributeType::String,
        required: true,
        mutable: true,
        max_length: None,
    }
}

fn groups() -> SchemaAttribute {
    SchemaAttribute {
        name: "custom:groups".to_owned(),
        required: false,
        max_length: Some(2048),
        ..email()
    }
}

fn settings(deletion_protection: bool) -> PoolSettings {
    PoolSettings {
        only_administrators_create_users: true,
        deletion_protection,
        tags: BTreeMap::from([("purpose".to_owned(), "try".to_owned())]),
        other: OtherSettings::none(),
    }
}

fn client() -> AppClientSettings {
    AppClientSettings {
        name: "try".to_owned(),
        callback_urls: vec!["https://try.example/back".to_owned()],
        scopes: vec!["openid".to_owned()],
        flows: vec!["code".to_owned()],
        flows_enabled: true,
        read_attributes: vec!["email".to_owned()],
        write_attributes: vec!["email".to_owned()],
        providers: vec!["COGNITO".to_owned()],
        ..AppClientSettings::default()
    }
}

/// A pool is found by its name, with schema, settings and tags as they were given.
///
/// # Errors
/// [`Broken`] when it is not.
pub async fn a_pool_is_found_by_its_name_with_what_it_was_given(subject: &UserPoolSubject) -> Kept {
    let promise = "a_pool_is_found_by_its_name_with_what_it_was_given";
    let trial = Trial { subject, promise };
    let tried = async {
        let id = trial.pool().await?;
        let named = trial.answer(subject.reader.pools_named(&subject.name).await)?;
        trial.holds(named == [id.clone()], "its name does not lead to it alone")?;
        let pool = trial.answer(subject.reader.pool(&id).await)?;
        let pool = pool.ok_or_else(|| trial.broken("the pool is not there"))?;
        let required = pool
            .attribute("email")
            .is_some_and(|one| one.required && one.mutable);
        trial.holds(required, "email is not required")?;
        trial.holds(
            pool.settings.tags == settings(false).tags,
            "its tags are others",
        )
    };
    trial.cleared(tried).await
}

/// Names are not unique.
///
/// # Errors
/// [`Broken`] when a second pool of one name is refused or takes the place of the first.
pub async fn pools_of_one_name_stand_side_by_side(subject: &UserPoolSubject) -> Kept {
    let promise = "pools_of_one_name_stand_side_by_side";
    let trial = Trial { subject, promise };
    let tried = async {
        let (one, two) = (trial.pool().await?, trial.pool().await?);
        let named = trial.answer(subject.reader.pools_named(&subject.name).await)?;
        let both = named.contains(&one) && named.contains(&two);
        trial.holds(one != two && both, "the two are not both there")
    };
    trial.cleared(tried).await
}

/// A pool that is protected from deletion is not removed.
///
/// # Errors
/// [`Broken`] when it is, or the refusal has another kind.
pub async fn a_protected_pool_is_not_removed(subject: &UserPoolSubject) -> Kept {
    let promise = "a_protected_pool_is_not_removed";
    let trial = Trial { subject, promise };
    let tried = async {
        let id = trial.pool().await?;
        trial.answer(subject.writer.update_pool(&id, &settings(true)).await)?;
        trial.refused(ErrorKind::Invalid, &subject.writer.delete_pool(&id).await)
    };
    trial.cleared(tried).await
}

/// A custom attribute is shown once it was added, and cannot be added again.
///
/// # Errors
/// [`Broken`] when it is not shown, or is added twice.
pub async fn a_custom_attribute_is_added_once(subject: &UserPoolSubject) -> Kept {
    let promise = "a_custom_attribute_is_added_once";
    let trial = Trial { subject, promise };
    let tried = async {
        let id = trial.pool().await?;
        trial.answer(subject.writer.add_attributes(&id, &[groups()]).await)?;
        let pool = trial.answer(subject.reader.pool(&id).await)?;
        let shown = pool.and_then(|pool| pool.attribute("custom:groups").cloned());
        trial.holds(shown == Some(groups()), "it is not shown as it was given")?;
        let again = subject.writer.add_attributes(&id, &[groups()]).await;
        trial.refused(ErrorKind::Invalid, &again)
    };
    trial.cleared(tried).await
}

/// A client is made with a secret, which an update leaves as it is.
///
/// # Errors
/// [`Broken`] when it has none, or another one afterwards.
pub async fn a_client_has_a_secret_and_keeps_it_through_an_update(
    subject: &UserPoolSubject,
) -> Kept {
    let promise = "a_client_has_a_secret_and_keeps_it_through_an_update";
    let trial = Trial { subject, promise };
    let UserPoolSubject { reader, writer, .. } = subject;
    let tried = async {
        let pool = trial.pool().await?;
        let id = trial.answer(writer.create_client(&pool, &client()).await)?;
        let before = trial.answer(reader.client(&pool, &id).await)?;
        let before = before.ok_or_else(|| trial.broken("the client is not there"))?;
        trial.holds(before.secret.is_some(), "it has no secret")?;
        trial.answer(writer.update_client(&pool, &id, &before.settings).await)?;
        let after = trial.answer(reader.client(&pool, &id).await)?;
        let same = after.is_some_and(|after| after.secret == before.secret);
        trial.holds(same, "its secret is another")
    };
    trial.cleared(tried).await
}

/// An update gives a client the settings that it is handed, also where it takes something away.
///
/// # Errors
/// [`Broken`] when something else is shown afterwards.
pub async fn an_update_gives_all_settings_that_it_is_handed(subject: &UserPoolSubject) -> Kept {
    let promise = "an_update_gives_all_settings_that_it_is_handed";
    let trial = Trial { subject, promise };
    let UserPoolSubject { reader, writer, .. } = subject;
    let tried = async {
        let pool = trial.pool().await?;
        let mut wide = client();
        wide.scopes.push("email".to_owned());
        let id = trial.answer(writer.create_client(&pool, &wide).await)?;
        trial.answer(writer.update_client(&pool, &id, &client()).await)?;
        let after = trial.answer(reader.client(&pool, &id).await)?;
        let scopes = after.map(|after| after.settings.scopes);
        trial.holds(scopes == Some(client().scopes), "the scope is still there")
    };
    trial.cleared(tried).await
}

/// A pool has one identity provider of a name.
///
/// # Errors
/// [`Broken`] when a second one is made, or the refusal has another kind.
pub async fn a_second_provider_of_one_name_already_exists(subject: &UserPoolSubject) -> Kept {
    let promise = "a_second_provider_of_one_name_already_exists";
    let trial = Trial { subject, promise };
    let tried = async {
        let pool = trial.pool().await?;
        let name = ProviderName::parse("try-idp");
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let request = ProviderRequest {
            pool,
            name: name.map_err(|error| trial.broken(error.to_string()))?,
            kind: ProviderType::Oidc,
            details: DetailsChange {
                shown: BTreeMap::from([
                    pair("client_id", "try"),
                    pair("attributes_request_method", "GET"),
                    pair("oidc_issuer", "https://accounts.google.com"),
                    pair("authorize_scopes", "openid email"),
                ]),
                secret: DetailSecret::Given(crate::secret::Secret::new("try".to_owned())),
            },
            mapping: BTreeMap::from([pair("email", "email")]),
            other: OtherSettings::none(),
        };
        trial.answer(subject.writer.create_provider(&request).await)?;
        let again = subject.writer.create_provider(&request).await;
        trial.refused(ErrorKind::AlreadyExists, &again)
    };
    trial.cleared(tried).await
}

/// A domain that nobody has is none, and no error.
///
/// # Errors
/// [`Broken`] when it is an error.
pub async fn a_domain_that_nobody_has_is_none(subject: &UserPoolSubject) -> Kept {
    let promise = "a_domain_that_nobody_has_is_none";
    let trial = Trial { subject, promise };
    let found = trial.answer(subject.reader.domain("nobody-has-this-prefix-4711").await)?;
    trial.holds(found.is_none(), "somebody has it")
}
