//! What a person does when the credentials of a target ended, or when there are none.

use std::collections::BTreeMap;

use ts_deploy_core::deployment::Credentials;
use ts_deploy_core::ids::printable;
use ts_deploy_core::port::{CallHook, ErrorKind, PortError};
use ts_deploy_core::target::TargetName;

use super::profiles::{Profiles, SignIn};

/// What to do where credentials that were handed in have ended.
pub(super) const HANDED_IN: &str =
    "the program that runs this handed them in, and has to renew them";

/// What a person does where there are no credentials at all.
const NONE_YET: &str = "sign in (aws sso login, or aws configure) and name the profile in the spec or in AWS_PROFILE, or \
                        set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, with AWS_SESSION_TOKEN where they are a session's";

/// What a person does to renew credentials; all of it while the run goes on, where that is possible.
pub(super) fn remedy(credentials: &Credentials, profiles: &Profiles) -> String {
    match credentials {
        Credentials::Profile(name) => of_profile(name, profiles),
        Credentials::AssumeRole {
            source_profile,
            role,
            ..
        } => {
            let source = source_profile
                .as_ref()
                .map_or_else(ambient, |name| of_profile(name, profiles));
            format!("{role} is assumed with others: {source}")
        }
        // Whatever is added to that enumeration is found where AWS tools look.
        _ => ambient(),
    }
}

fn ambient() -> String {
    "sign in again (aws sso login), or renew the keys in the file of the profile; keys from \
     variables cannot be renewed in a process that runs: stop it, set new ones, run again"
        .to_owned()
}

fn of_profile(name: &str, profiles: &Profiles) -> String {
    let base = profiles.base(name).unwrap_or_else(|| name.to_owned());
    let base = printable(&base, 80);
    match profiles.sign_in(name) {
        Some(SignIn::Sso) => format!("run aws sso login --profile {base}"),
        Some(SignIn::Login) => format!("run aws login --profile {base}"),
        Some(SignIn::Process) => format!("sign in where the program of the profile {base} asks"),
        Some(SignIn::WebIdentity) => format!("renew the token in the file that {base} names"),
        Some(SignIn::Keys) | None => {
            format!("renew the keys of the profile {base} in its file, which is read again")
        }
        Some(SignIn::Elsewhere) => ambient(),
    }
}

/// Says in every error of ended credentials which target's they are and what renews them, and where
/// there are none, how there come to be some.
#[derive(Debug)]
pub(super) struct Renewal(pub(super) BTreeMap<TargetName, String>);

impl CallHook for Renewal {
    fn failed(&self, error: PortError) -> PortError {
        let target = error.call.target;
        let told = match (error.kind, self.0.get(&target)) {
            (ErrorKind::CredentialsExpired, Some(remedy)) => {
                format!("the credentials for {target} are of no use now; {remedy}")
            }
            (ErrorKind::NoCredentials, Some(_)) => {
                format!("there are none for {target}; {NONE_YET}")
            }
            _ => return error,
        };
        let told = format!("{told}. AWS or the SDK says: {}", error.message);
        PortError {
            message: printable(&told, 1000),
            ..error
        }
    }
}
