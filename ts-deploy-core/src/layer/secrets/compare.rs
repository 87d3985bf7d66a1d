//! What is there against what is wanted.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::SecretParameter;
use super::change::Prepared;
use super::wanted::{Wanted, blocks};
use crate::finding::{Finding, Findings};
use crate::parameter::{Change, Wire};
use crate::plan::{Action, Consent, Duration, Proposal, StepError};
use crate::port::parameter_store::{
    ParameterDescription, ParameterReader, ParameterType, ParameterValue, Protection, PutMode,
    PutRequest,
};

/// Where a parameter stands.
pub(super) enum Standing {
    /// It is as wanted.
    AsWanted {
        /// What is doubtful about it all the same.
        findings: Findings,
        /// What was seen, as evidence.
        seen: String,
        /// By which call.
        call: &'static str,
    },
    /// It is kept: there is nothing to compare its value with.
    Kept(Box<Finding>),
    /// This change would mend it.
    Differs(Box<Proposal>),
    /// Its value comes from what is not there yet.
    Awaits(Wire),
    /// It cannot go on.
    Blocked(Box<Finding>),
}

impl Standing {
    /// The same of a parameter in plain text of which this is encrypted now: a change of it needs
    /// consent, also the first of several that lead to it.
    pub(super) fn revealing(self, parameter: &SecretParameter, encrypted: Encrypted) -> Self {
        let (path, value) = (&parameter.path, &parameter.value);
        let reads = "whoever may read parameters reads it, without a right to the key";
        match self {
            Self::Differs(mut proposal) => {
                let would = match encrypted {
                    Encrypted::Source => format!(
                        "The value of {value}, which is encrypted, would stand in {path} in plain text"
                    ),
                    Encrypted::Live => format!(
                        "{path} is encrypted now, and the value of {value} would stand there in plain text"
                    ),
                };
                let plain =
                    format!("{would}: {reads}. With kind: secure_string it stays encrypted.");
                let also = proposal.consent.take().map(|own| format!(" {}", own.loses));
                let loses = plain + &also.unwrap_or_default();
                proposal.consent = Some(Consent::reveal(&parameter.id, loses));
                Self::Differs(proposal)
            }
            Self::AsWanted {
                mut findings,
                seen,
                call,
            } => {
                let told = format!("{path} has in plain text what {value} keeps encrypted");
                findings.push(
                    Finding::warns("secret-revealed", parameter.id.as_str(), told)
                        .why(format!("A secret is to be encrypted: {reads}."))
                        .remedy("If it is a secret, write kind: secure_string for it.")
                        .row(parameter.row),
                );
                Self::AsWanted {
                    findings,
                    seen,
                    call,
                }
            }
            other @ (Self::Kept(_) | Self::Awaits(_) | Self::Blocked(_)) => other,
        }
    }
}

/// What is encrypted now of a parameter that is to hold its value in plain text.
#[derive(Clone, Copy)]
pub(super) enum Encrypted {
    /// The parameter that the value is copied from.
    Source,
    /// The parameter itself.
    Live,
}

/// Compares what is there with what is wanted.
pub(super) async fn stand(
    reader: &dyn ParameterReader,
    parameter: &SecretParameter,
    tags: &BTreeMap<String, String>,
    live: Option<ParameterDescription>,
    wanted: Wanted,
) -> Result<Standing, StepError> {
    let (live, value) = match (live, wanted) {
        (_, Wanted::Unusable(finding)) => return Ok(Standing::Blocked(Box::new(finding))),
        (
            None,
            Wanted::Untold {
                spent: false,
                seen,
                remedy,
            },
        ) => {
            let finding = blocks("secret-unreadable", parameter, seen).remedy(remedy);
            return Ok(Standing::Blocked(Box::new(finding)));
        }
        (
            live,
            Wanted::Untold {
                spent,
                seen,
                remedy,
            },
        ) => {
            let live = live.as_ref();
            return Ok(without_value(parameter, live, spent, &seen, &remedy));
        }
        (None, Wanted::Value(value)) => return Ok(creation(parameter, tags, value)),
        (Some(live), Wanted::Value(value)) => (live, value),
    };
    if live.parameter_type == ParameterType::Unknown {
        return Ok(Standing::Blocked(Box::new(unknown_type(parameter))));
    }
    if live.parameter_type != parameter.protection.parameter_type() {
        return Ok(other_type(parameter, &live));
    }
    let same_value = reader.matches(&parameter.path, &value).await?;
    let same_key = has_key(&live, &parameter.protection);
    if same_value && same_key {
        return Ok(Standing::AsWanted {
            findings: Findings::none(),
            seen: format!("{}; its value is that of {}", shown(&live), parameter.value),
            call: "ssm:GetParameters",
        });
    }
    Ok(overwrite(parameter, &live, value, same_value, same_key))
}

/// True when the key is the wanted one, or is not told.
fn has_key(live: &ParameterDescription, wanted: &Protection) -> bool {
    match (&live.key, wanted.key()) {
        (Some(live), Some(wanted)) => live.is_same_as(wanted),
        _ => true,
    }
}

fn shown(live: &ParameterDescription) -> String {
    format!("{}, version {}", live.parameter_type, live.version)
}

/// The source gives nothing: what is there is known by version and type only.
fn without_value(
    parameter: &SecretParameter,
    live: Option<&ParameterDescription>,
    spent: bool,
    seen: &str,
    remedy: &str,
) -> Standing {
    let path = &parameter.path;
    let Some(live) = live else {
        let seen = format!("{path} is not there, and {seen}");
        let finding = blocks("secret-unreadable", parameter, seen).remedy(remedy);
        return Standing::Blocked(Box::new(finding));
    };
    let (is, wanted) = (live.parameter_type, parameter.protection.parameter_type());
    if is != wanted {
        let seen = format!("{path} is a {is} and is to be a {wanted}, and {seen}");
        let finding = blocks("secret-unreadable", parameter, seen).remedy(remedy);
        return Standing::Blocked(Box::new(finding));
    }
    if let (false, Some(wanted)) = (
        has_key(live, &parameter.protection),
        parameter.protection.key(),
    ) {
        let seen = format!("{path} is encrypted with another key than {wanted}, and {seen}");
        let finding = blocks("secret-unreadable", parameter, seen).remedy(remedy);
        return Standing::Blocked(Box::new(finding));
    }
    let kept = format!("{path} is kept as it is ({}): {seen}", shown(live));
    let why = "It is known by type and version only, and may hold an older value.";
    let (id, at) = ("secret-not-compared", parameter.id.as_str());
    let finding = if spent {
        Finding::informs(id, at, kept)
    } else {
        Finding::warns(id, at, kept)
    };
    let finding = finding.why(why).remedy(remedy).row(parameter.row);
    Standing::Kept(Box::new(finding))
}

fn unknown_type(parameter: &SecretParameter) -> Finding {
    let seen = format!("{} has a type that is not known here", parameter.path);
    blocks("secret-type-unknown", parameter, seen)
        .remedy("Look at it in the console, and remove it if it is not needed.")
}

fn creation(
    parameter: &SecretParameter,
    tags: &BTreeMap<String, String>,
    value: ParameterValue,
) -> Standing {
    let protection = &parameter.protection;
    let key = protection.key().map(|key| format!(", key {key}"));
    let after = format!(
        "{}{}, value of {}",
        protection.parameter_type(),
        key.unwrap_or_default(),
        parameter.value
    );
    let change = change(parameter.path.as_str(), None, Some(after));
    let mode = PutMode::Create { tags: tags.clone() };
    let prepared = Prepared::Put(request(parameter, value, mode));
    let findings = Findings::none();
    propose(Action::Create, vec![change], prepared, None, None, findings)
}

/// The type cannot be changed: the parameter is removed, and made anew by the next change.
fn other_type(parameter: &SecretParameter, live: &ParameterDescription) -> Standing {
    let (is, wanted) = (live.parameter_type, parameter.protection.parameter_type());
    let loses = format!(
        "SSM cannot make a {is} a {wanted}: {} is removed and made anew, and the old version \
         history, labels and policies are lost.",
        parameter.path
    );
    let change = change("type", Some(is.to_string()), Some(wanted.to_string()));
    let consent = Consent::destroy(&parameter.id, loses);
    let prepared = Prepared::Delete {
        path: parameter.path.clone(),
        then: Some(parameter.digest()),
    };
    let findings = restart(parameter);
    let changes = vec![change];
    propose(
        Action::Remove,
        changes,
        prepared,
        Some(live),
        Some(consent),
        findings,
    )
}

fn overwrite(
    parameter: &SecretParameter,
    live: &ParameterDescription,
    value: ParameterValue,
    same_value: bool,
    same_key: bool,
) -> Standing {
    let mut changes = Vec::new();
    if !same_value {
        let before = format!("that of version {}", live.version);
        let after = format!("that of {}", parameter.value);
        changes.push(change("value", Some(before), Some(after)));
    }
    if !same_key {
        let before = live.key.as_ref().map(ToString::to_string);
        let after = parameter.protection.key().map(ToString::to_string);
        changes.push(change("key", before, after));
    }
    let prepared = Prepared::Put(request(parameter, value, PutMode::Overwrite));
    let findings = restart(parameter);
    propose(
        Action::Update,
        changes,
        prepared,
        Some(live),
        None,
        findings,
    )
}

fn change(field: &str, before: Option<String>, after: Option<String>) -> Change {
    Change {
        field: field.to_owned(),
        before,
        after,
    }
}

fn request(parameter: &SecretParameter, value: ParameterValue, mode: PutMode) -> PutRequest {
    PutRequest {
        name: parameter.path.clone(),
        value,
        protection: parameter.protection.clone(),
        mode,
    }
}

/// Services read parameters when they start.
fn restart(parameter: &SecretParameter) -> Findings {
    let Some(service) = parameter.path.service() else {
        return Findings::none();
    };
    let seen = format!("{service} goes on with the old value of {}", parameter.path);
    Finding::warns("secret-needs-restart", parameter.id.as_str(), seen)
        .why("It reads the parameter only when it starts.")
        .remedy(format!(
            "deploy restarts it once this is written. Where it is not to: aws ecs update-service \
             --service {service} --force-new-deployment, with its cluster."
        ))
        .row(parameter.row)
        .into()
}

fn propose(
    action: Action,
    changes: Vec<Change>,
    prepared: Prepared,
    live: Option<&ParameterDescription>,
    consent: Option<Consent>,
    findings: Findings,
) -> Standing {
    let observed = live.map(|live| live.version);
    Standing::Differs(Box::new(Proposal {
        action,
        changes,
        digest: prepared.digest(observed),
        last_seen: observed.map(|version| version.to_string()),
        awaits: Vec::new(),
        consent,
        takes_over: None,
        removed: None,
        expected: Duration { least: 0, most: 1 },
        findings,
        work: Arc::new(prepared),
    }))
}
