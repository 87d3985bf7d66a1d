//! The value that a parameter is to have, as far as it can be told now.

use std::sync::Arc;

use super::SecretParameter;
use super::output::OutputOf;
use super::source::{SecretSource, SourceErrorKind, SourceKind, SourceName, Sources, ValueFrom};
use crate::finding::Finding;
use crate::ids::ParameterPath;
use crate::port::parameter_store::{ParameterDescription, ParameterValue, refused_value};

/// Why a secret matters at all, for findings.
const WHY: &str =
    "The platform's services read it when they start, and the Service Layer starts them.";

/// Where the value comes from, with the program's sources put in.
#[derive(Clone)]
pub(super) enum Origin {
    /// This source.
    Source(Arc<dyn SecretSource>),
    /// Another parameter.
    Copy(ParameterPath),
    /// An output of a product.
    Output(OutputOf),
    /// A name for which the program passed nothing.
    NotPassed(SourceName),
}

impl Origin {
    pub(super) fn of(value: &ValueFrom, sources: &Sources) -> Self {
        match value {
            ValueFrom::Given(source) => Self::Source(Arc::clone(source)),
            ValueFrom::Parameter(path) => Self::Copy(path.clone()),
            ValueFrom::Output(output) => Self::Output(output.clone()),
            ValueFrom::Named(name) => match sources.get(name) {
                Some(source) => Self::Source(Arc::clone(source)),
                None => Self::NotPassed(name.clone()),
            },
        }
    }

    /// The other parameter that is to be looked at for it.
    pub(super) fn copied(&self) -> Option<&ParameterPath> {
        match self {
            Self::Copy(path) => Some(path),
            Self::Source(_) | Self::Output(_) | Self::NotPassed(_) => None,
        }
    }
}

/// The value that is wanted.
pub(super) enum Wanted {
    /// It is known.
    Value(ParameterValue),
    /// It came from a one-shot source, which has nothing more to give, or its source is not there
    /// now, as for somebody who only looks: what is there cannot be compared with it, which is not the same as a difference.
    Untold {
        /// True for a one-shot source, of which nothing else is expected.
        spent: bool,
        /// What the source said.
        seen: String,
        /// What to do when it is needed.
        remedy: String,
    },
    /// It cannot be told, and this blocks.
    Unusable(Finding),
}

impl Wanted {
    /// The value of `parameter` from `origin`; `described` is what is known of the parameter that
    /// it is copied from.
    pub(super) async fn of(
        parameter: &SecretParameter,
        origin: &Origin,
        described: Option<&ParameterDescription>,
    ) -> Self {
        let source = match origin {
            Origin::Source(source) => source,
            Origin::Copy(_) if described.is_some() => {
                let from = origin.copied().cloned();
                return from.map_or_else(
                    || Self::Unusable(not_there(parameter)),
                    |from| Self::Value(ParameterValue::CopyOf(from)),
                );
            }
            Origin::Copy(_) => return Self::Unusable(not_there(parameter)),
            Origin::NotPassed(name) => return Self::Unusable(not_passed(parameter, name)),
            // The step asks the product before, and this only for what it is told there.
            Origin::Output(output) => return Self::Unusable(not_told(parameter, output)),
        };
        match source.read().await {
            Ok(secret) => match refused_value(&secret) {
                Some(why) => Self::Unusable(refused(parameter, source.as_ref(), &why)),
                None => Self::Value(ParameterValue::Given(secret)),
            },
            Err(error) => {
                let once = source.kind() == SourceKind::OneShot;
                let spent = once && error.kind == SourceErrorKind::Exhausted;
                if spent || error.kind == SourceErrorKind::Missing {
                    let (seen, remedy) = (error.seen, error.remedy);
                    return Self::Untold {
                        spent,
                        seen,
                        remedy,
                    };
                }
                let finding = blocks("secret-unreadable", parameter, error.seen);
                Self::Unusable(finding.remedy(error.remedy))
            }
        }
    }
}

/// A finding of this parameter's step that blocks.
pub(super) fn blocks(id: &'static str, parameter: &SecretParameter, seen: String) -> Finding {
    Finding::blocks(id, parameter.id.as_str(), seen)
        .why(WHY)
        .row(parameter.row)
}

fn not_there(parameter: &SecretParameter) -> Finding {
    let seen = format!(
        "{} is to have the value of {}, which is not there",
        parameter.path, parameter.value
    );
    blocks("secret-copy-missing", parameter, seen)
        .remedy("Write that parameter, or name another source.")
}

fn not_passed(parameter: &SecretParameter, name: &SourceName) -> Finding {
    let seen = format!(
        "{} is to come from {name}, and the program that runs this passed no such source",
        parameter.path
    );
    blocks("secret-source-missing", parameter, seen)
        .remedy("Pass the sources of the deployment's secrets when its steps are made.")
}

fn not_told(parameter: &SecretParameter, output: &OutputOf) -> Finding {
    let seen = format!(
        "{} is to have {output}, which was not asked for",
        parameter.path
    );
    blocks("secret-unreadable", parameter, seen).remedy("Run it again.")
}

fn refused(parameter: &SecretParameter, source: &dyn SecretSource, why: &str) -> Finding {
    let (shown, path) = (source.shown(), &parameter.path);
    let seen = format!("the value that {shown} gives for {path} cannot be written: {why}");
    blocks("secret-value-refused", parameter, seen).remedy("Give it another value there.")
}
