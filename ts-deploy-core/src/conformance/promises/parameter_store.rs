//! Promises of the parameter store. A subject without one keeps them by having none.

use std::collections::BTreeMap;

use crate::conformance::further::ParameterSubject;
use crate::conformance::trial::Trial;
use crate::conformance::{Broken, Kept, Subject};
use crate::fingerprint::FingerprintKey;
use crate::ids::ParameterPath;
use crate::port::parameter_store::{
    ParameterDescription, ParameterType, ParameterValue, ParameterVersion, Protection, PutMode,
    PutRequest,
};
use crate::port::{ErrorKind, PortResult};
use crate::secret::Secret;

/// How many parameters are described at once: more than SSM answers for in one page.
const MANY: usize = 12;

/// The parameters of one trial.
pub(in crate::conformance) struct Shelf<'a> {
    pub(in crate::conformance) trial: Trial<'a>,
    pub(in crate::conformance) store: &'a ParameterSubject,
}

impl<'a> Shelf<'a> {
    /// The shelf of this promise; `None` when the subject has no parameter store.
    pub(in crate::conformance) fn new(
        subject: &'a Subject,
        promise: &'static str,
    ) -> Result<Option<Self>, Broken> {
        let trial = Trial::new(subject, promise)?;
        let store = subject.parameter_store.as_ref();
        Ok(store.map(|store| Self { trial, store }))
    }

    /// The path of a parameter of this trial alone.
    pub(in crate::conformance) fn path(&self, name: &str) -> Result<ParameterPath, Broken> {
        let (below, promise) = (&self.store.below, self.trial.promise);
        ParameterPath::parse(format!("{below}/{promise}/{name}"))
            .map_err(|error| self.trial.broken(format!("it was not tried: {error}")))
    }

    pub(in crate::conformance) fn request(path: &ParameterPath, value: &str) -> PutRequest {
        PutRequest {
            name: path.clone(),
            value: given(value),
            protection: Protection::Plain,
            mode: PutMode::Create {
                tags: BTreeMap::new(),
            },
        }
    }

    /// Makes a parameter and waits until it can be seen.
    pub(in crate::conformance) async fn made(
        &self,
        name: &str,
        value: &str,
    ) -> Result<ParameterPath, Broken> {
        let path = self.path(name)?;
        let request = Self::request(&path, value);
        self.put_once(&request).await?;
        self.seen(&path, 1).await?;
        Ok(path)
    }

    /// Makes a parameter; one whose answer was lost is there already.
    async fn put_once(&self, request: &PutRequest) -> Kept {
        let put = || async {
            match self.store.changes.put(request).await {
                Err(error) if error.kind == ErrorKind::AlreadyExists => Ok(()),
                answer => answer.map(drop),
            }
        };
        self.trial.ask(put).await
    }

    /// Waits until this version, or a later one, is described.
    async fn seen(&self, path: &ParameterPath, version: u64) -> Kept {
        let look = || async {
            let found = self.described(path).await?;
            Ok(found.filter(|one| one.version >= ParameterVersion(version)))
        };
        let sight = self.trial.subject.patience.sight;
        let what = format!("version {version} of {path}");
        self.trial.until(&what, sight, look).await.map(drop)
    }

    async fn described(&self, path: &ParameterPath) -> PortResult<Option<ParameterDescription>> {
        let names = [path.clone()];
        Ok(self.store.reads.describe(&names).await?.pop())
    }

    /// What came of trying, after these parameters were removed.
    pub(in crate::conformance) async fn cleared(
        &self,
        names: &[&str],
        tried: impl Future<Output = Kept>,
    ) -> Kept {
        let kept = tried.await;
        for name in names {
            let path = self.path(name)?;
            let cleared = self.gone(&path).await;
            if kept.is_ok() {
                cleared?;
            }
        }
        kept
    }

    /// Removes a parameter, which may be gone, and waits until it is not described.
    async fn gone(&self, path: &ParameterPath) -> Kept {
        let delete = || async {
            match self.store.changes.delete(path).await {
                Err(error) if error.kind == ErrorKind::NotFound => Ok(()),
                answer => answer,
            }
        };
        self.trial.ask(delete).await?;
        let there = || async { Ok(self.described(path).await?.is_some()) };
        self.trial
            .becomes("whether it is described", &false, there)
            .await
    }
}

pub(in crate::conformance) fn given(value: &str) -> ParameterValue {
    ParameterValue::Given(Secret::new(value.to_owned()))
}

/// A parameter that was made is described, with its type and version 1.
///
/// # Errors
/// [`Broken`] when it is described otherwise, or not at all.
pub async fn a_made_parameter_is_described(subject: &Subject) -> Kept {
    let Some(shelf) = Shelf::new(subject, "a_made_parameter_is_described")? else {
        return Ok(());
    };
    let tried = async {
        let path = shelf.made("one", "green").await?;
        let wanted = Some(ParameterDescription {
            name: path.clone(),
            parameter_type: ParameterType::String,
            version: ParameterVersion(1),
            key: None,
            modified: None,
        });
        // When it was made is the backend's to say.
        let described = || async {
            let described = shelf.described(&path).await?;
            Ok(described.map(|one| ParameterDescription {
                modified: None,
                ..one
            }))
        };
        let trial = &shelf.trial;
        trial.becomes("the description", &wanted, described).await
    };
    shelf.cleared(&["one"], tried).await
}

/// Any number of parameters is described in one call, each once; those that are not there are left
/// out.
///
/// # Errors
/// [`Broken`] when one is missing, or described twice.
pub async fn many_parameters_are_described_at_once(subject: &Subject) -> Kept {
    let Some(shelf) = Shelf::new(subject, "many_parameters_are_described_at_once")? else {
        return Ok(());
    };
    let names: Vec<String> = (0..MANY).map(|number| format!("number-{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let tried = async {
        let mut there = Vec::new();
        for name in &names {
            there.push(shelf.made(name, name).await?);
        }
        there.sort();
        let asked = [there.clone(), vec![shelf.path("absent")?]].concat();
        let look = || async {
            let described = shelf.store.reads.describe(&asked).await?;
            let mut names: Vec<ParameterPath> = described.into_iter().map(|d| d.name).collect();
            names.sort();
            Ok(names)
        };
        let trial = &shelf.trial;
        trial.becomes("what is described", &there, look).await
    };
    shelf.cleared(&names, tried).await
}

/// A parameter matches its own value and no other.
///
/// # Errors
/// [`Broken`] when it matches another, or not its own.
pub async fn a_parameter_matches_its_own_value_only(subject: &Subject) -> Kept {
    let Some(shelf) = Shelf::new(subject, "a_parameter_matches_its_own_value_only")? else {
        return Ok(());
    };
    let tried = async {
        let path = shelf.made("one", "green").await?;
        for (value, wanted) in [("green", true), ("gree", false), ("Green", false)] {
            let value = given(value);
            let matches = || shelf.store.reads.matches(&path, &value);
            let trial = &shelf.trial;
            trial
                .becomes("whether it matches", &wanted, matches)
                .await?;
        }
        Ok(())
    };
    shelf.cleared(&["one"], tried).await
}

/// Two parameters of one value have one fingerprint; another value, and another key, make another.
///
/// # Errors
/// [`Broken`] when values cannot be told apart by their fingerprints.
pub async fn a_fingerprint_tells_values_apart(subject: &Subject) -> Kept {
    let Some(shelf) = Shelf::new(subject, "a_fingerprint_tells_values_apart")? else {
        return Ok(());
    };
    let tried = async {
        let trial = &shelf.trial;
        let (key, other_key) = (FingerprintKey::new([1; 32]), FingerprintKey::new([2; 32]));
        let green = shelf.made("one", "green").await?;
        let too = shelf.made("too", "green").await?;
        let other = shelf.made("other", "Green").await?;
        let of = async |path, key| trial.ask(|| shelf.store.reads.fingerprint(path, key)).await;
        let wanted = of(&green, &key).await?;
        let same = of(&too, &key).await? == wanted;
        trial.holds(same, "one value has two fingerprints")?;
        let differs = of(&other, &key).await? != wanted;
        trial.holds(differs, "two values have one fingerprint")?;
        let differs = of(&green, &other_key).await? != wanted;
        trial.holds(differs, "the key changes nothing")?;
        let absent = shelf.path("absent")?;
        let asked = || shelf.store.reads.fingerprint(&absent, &key);
        trial.refused(ErrorKind::NotFound, asked).await.map(drop)
    };
    shelf.cleared(&["one", "too", "other"], tried).await
}

/// A value is taken over from another parameter, and matches it.
///
/// # Errors
/// [`Broken`] when another value is taken over.
pub async fn a_value_is_taken_over_from_another_parameter(subject: &Subject) -> Kept {
    let promise = "a_value_is_taken_over_from_another_parameter";
    let Some(shelf) = Shelf::new(subject, promise)? else {
        return Ok(());
    };
    let tried = async {
        let from = shelf.made("from", "green").await?;
        let path = shelf.path("to")?;
        let request = PutRequest {
            value: ParameterValue::CopyOf(from.clone()),
            ..Shelf::request(&path, "")
        };
        shelf.put_once(&request).await?;
        shelf.seen(&path, 1).await?;
        for value in [given("green"), ParameterValue::CopyOf(from)] {
            let matches = || shelf.store.reads.matches(&path, &value);
            let trial = &shelf.trial;
            trial.becomes("whether it matches", &true, matches).await?;
        }
        Ok(())
    };
    shelf.cleared(&["from", "to"], tried).await
}

/// An overwrite answers with the next version and is described by it; the value is the new one.
///
/// # Errors
/// [`Broken`] when the version is another, or the value the old one.
pub async fn an_overwrite_makes_a_later_version(subject: &Subject) -> Kept {
    let Some(shelf) = Shelf::new(subject, "an_overwrite_makes_a_later_version")? else {
        return Ok(());
    };
    let tried = async {
        let path = shelf.made("one", "green").await?;
        let request = PutRequest {
            mode: PutMode::Overwrite,
            ..Shelf::request(&path, "red")
        };
        let version = shelf
            .trial
            .ask(|| shelf.store.changes.put(&request))
            .await?;
        let saw = format!("the overwrite of version 1 answered version {version}");
        shelf.trial.holds(version > ParameterVersion(1), saw)?;
        shelf.seen(&path, version.0).await?;
        let value = given("red");
        let matches = || shelf.store.reads.matches(&path, &value);
        let trial = &shelf.trial;
        trial.becomes("whether it matches", &true, matches).await
    };
    shelf.cleared(&["one"], tried).await
}

/// Making what is there is refused as already existing, and leaves its value.
///
/// # Errors
/// [`Broken`] when it is made again.
pub async fn a_parameter_that_is_there_is_not_made_again(subject: &Subject) -> Kept {
    let promise = "a_parameter_that_is_there_is_not_made_again";
    let Some(shelf) = Shelf::new(subject, promise)? else {
        return Ok(());
    };
    let tried = async {
        let path = shelf.made("one", "green").await?;
        let request = Shelf::request(&path, "red");
        let again = || shelf.store.changes.put(&request);
        shelf.trial.refused(ErrorKind::AlreadyExists, again).await?;
        let value = given("green");
        let matches = || shelf.store.reads.matches(&path, &value);
        let trial = &shelf.trial;
        trial.becomes("whether it matches", &true, matches).await
    };
    shelf.cleared(&["one"], tried).await
}

/// Values that SSM refuses are refused as invalid, and the words do not hold them.
///
/// # Errors
/// [`Broken`] when one is taken, or told.
pub async fn a_value_that_ssm_refuses_is_invalid(subject: &Subject) -> Kept {
    let Some(shelf) = Shelf::new(subject, "a_value_that_ssm_refuses_is_invalid")? else {
        return Ok(());
    };
    let long = "swordfish".repeat(500);
    let tried = async {
        let path = shelf.path("one")?;
        for value in ["", "{{swordfish}}", &long] {
            let request = Shelf::request(&path, value);
            let put = || shelf.store.changes.put(&request);
            let words = shelf.trial.refused(ErrorKind::Invalid, put).await?;
            let saw = "the refusal holds the value";
            shelf.trial.holds(!words.contains("swordfish"), saw)?;
        }
        Ok(())
    };
    shelf.cleared(&["one"], tried).await
}

/// A parameter that is not there is not found by what needs it: it matches nothing and cannot be
/// removed.
///
/// # Errors
/// [`Broken`] when it is answered otherwise.
pub async fn a_parameter_that_is_not_there_is_not_found(subject: &Subject) -> Kept {
    let promise = "a_parameter_that_is_not_there_is_not_found";
    let Some(shelf) = Shelf::new(subject, promise)? else {
        return Ok(());
    };
    let (path, value) = (shelf.path("absent")?, given("green"));
    let missing = ErrorKind::NotFound;
    let matches = || shelf.store.reads.matches(&path, &value);
    shelf.trial.refused(missing, matches).await?;
    let delete = || shelf.store.changes.delete(&path);
    shelf.trial.refused(missing, delete).await.map(drop)
}

/// A removed parameter is described no more, and its name is free for a new one of version 1.
///
/// # Errors
/// [`Broken`] when it stays, or its versions go on.
pub async fn a_removed_parameter_is_gone(subject: &Subject) -> Kept {
    let Some(shelf) = Shelf::new(subject, "a_removed_parameter_is_gone")? else {
        return Ok(());
    };
    let tried = async {
        let path = shelf.made("one", "green").await?;
        shelf.gone(&path).await?;
        shelf.made("one", "red").await?;
        let look = || async { Ok(shelf.described(&path).await?.map(|one| one.version)) };
        let version = Some(ParameterVersion(1));
        shelf.trial.becomes("the version", &version, look).await
    };
    shelf.cleared(&["one"], tried).await
}
