//! What the profiles of the AWS configuration say that the AWS SDK for Rust does not heed.

use aws_config::profile::{Profile, ProfileFileLoadError, ProfileSet};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_types::os_shim_internal::{Env, Fs};
use ts_deploy_core::deployment::{Credentials, TargetSettings};
use ts_deploy_core::error::chain;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::printable;

use super::ProfilePaths;
use super::credentials::profile;

/// The longest session of a role that another role's session assumes, in seconds.
const CHAINED: u32 = 3600;

/// How many profiles may follow each other by `source_profile`; the SDK refuses loops by itself.
const LINKS: usize = 16;

/// The profiles of this machine.
#[derive(Debug)]
pub(super) struct Profiles(ProfileSet);

/// How a profile's own credentials, at the end of its `source_profile`s, are had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignIn {
    /// IAM Identity Center: `aws sso login`.
    Sso,
    /// A session of the console: `aws login`.
    Login,
    /// A program is asked.
    Process,
    /// A token in a file, which somebody else renews.
    WebIdentity,
    /// Keys in a file.
    Keys,
    /// Somewhere else: variables, a container, an instance.
    Elsewhere,
}

/// The files as the SDK's loader takes them.
pub(super) fn files(paths: Option<&ProfilePaths>) -> EnvConfigFiles {
    match paths {
        None => EnvConfigFiles::default(),
        Some(paths) => EnvConfigFiles::builder()
            .with_file(EnvConfigFileKind::Config, &paths.config)
            .with_file(EnvConfigFileKind::Credentials, &paths.credentials)
            .build(),
    }
}

/// A doubt about files whose profiles nobody names.
pub(super) fn unread_files(settings: &TargetSettings, paths: &ProfilePaths) -> Option<Finding> {
    if profile(&settings.credentials).is_some() {
        return None;
    }
    let at = format!("targets.{}", settings.target.name);
    let files = format!(
        "{} and {}",
        paths.config.display(),
        paths.credentials.display()
    );
    let seen = format!(
        "no profile is named, and credentials are not looked for in {}",
        printable(&files, 300)
    );
    let finding = Finding::warns("profile-files-unread", at, seen);
    Some(
        finding
            .why(
                "The SDK looks for them where AWS tools do, in variables and the standard files, and \
                 takes no other files for that.",
            )
            .remedy(
                "Name a profile of these files, or say with AWS_CONFIG_FILE and \
                 AWS_SHARED_CREDENTIALS_FILE where they are.",
            ),
    )
}

impl Profiles {
    /// Reads them, as the SDK will.
    pub(super) async fn read(paths: Option<&ProfilePaths>) -> Result<Self, Finding> {
        let read = aws_config::profile::load(&Fs::real(), &Env::real(), &files(paths), None).await;
        read.map(Self).map_err(|error| unreadable(&error))
    }

    /// What is wrong or doubtful about the profiles that a target's credentials come from.
    pub(super) fn check(&self, settings: &TargetSettings) -> Findings {
        let (name, field) = match &settings.credentials {
            Credentials::Profile(name) => (name, "profile"),
            Credentials::AssumeRole {
                source_profile: Some(name),
                ..
            } => (name, "assume_role.source_profile"),
            _ => return Findings::none(),
        };
        let place = format!("targets.{}", settings.target.name);
        let at = format!("{place}.{field}");
        let links = self.links(name);
        if links.is_empty() {
            return self.unknown(name, at).into();
        }
        let mut findings: Findings = links
            .iter()
            .flat_map(|link| [unasked_mfa(link, &at), unread_duration(link, &at)])
            .flatten()
            .collect();
        findings.extend(self.chained_too_long(&settings.credentials, &place));
        findings
    }

    /// How the credentials of a profile are had; `None` when there is no such profile.
    pub(super) fn sign_in(&self, name: &str) -> Option<SignIn> {
        let links = self.links(name);
        let base = links.last()?;
        let has = |key| base.get(key).is_some();
        Some(if has("sso_session") || has("sso_start_url") {
            SignIn::Sso
        } else if has("login_session") {
            SignIn::Login
        } else if has("web_identity_token_file") {
            SignIn::WebIdentity
        } else if has("aws_access_key_id") {
            SignIn::Keys
        } else if has("credential_process") {
            SignIn::Process
        } else {
            SignIn::Elsewhere
        })
    }

    /// The profile to sign in to: the last of those that follow each other.
    pub(super) fn base(&self, name: &str) -> Option<String> {
        let links = self.links(name);
        links.last().map(|profile| profile.name().to_owned())
    }

    /// The profile and those it takes its credentials from, in order.
    fn links(&self, name: &str) -> Vec<&Profile> {
        let mut links: Vec<&Profile> = Vec::new();
        let mut next = self.0.get_profile(name);
        while let Some(profile) = next.filter(|_| links.len() < LINKS) {
            links.push(profile);
            next = profile
                .get("role_arn")
                .and_then(|_| profile.get("source_profile"))
                .filter(|source| *source != profile.name())
                .and_then(|source| self.0.get_profile(source));
        }
        links
    }

    fn unknown(&self, name: &str, at: String) -> Finding {
        let mut known: Vec<&str> = self.0.profiles().collect();
        known.sort_unstable();
        let there = if known.is_empty() {
            "there is none at all".to_owned()
        } else {
            format!("there are {}", printable(&known.join(", "), 300))
        };
        let seen = format!(
            "no profile {} is in the AWS configuration: {there}",
            printable(name, 80)
        );
        Finding::blocks("profile-unknown", at, seen)
            .why("Its credentials are those of the target, and no others may stand in for them.")
            .remedy(
                "Add it (aws configure sso, or aws configure), correct its name, or say with \
                 AWS_CONFIG_FILE where the configuration is.",
            )
    }

    /// True when the credentials of a profile are a role's session.
    fn is_role_session(&self, name: &str) -> bool {
        let sign_in = self.sign_in(name);
        matches!(sign_in, Some(SignIn::Sso | SignIn::WebIdentity))
            || self
                .links(name)
                .iter()
                .any(|link| link.get("role_arn").is_some())
    }

    fn chained_too_long(&self, credentials: &Credentials, place: &str) -> Option<Finding> {
        let Credentials::AssumeRole {
            source_profile: Some(source),
            duration_seconds: Some(seconds),
            ..
        } = credentials
        else {
            return None;
        };
        if *seconds <= CHAINED || !self.is_role_session(source) {
            return None;
        }
        let seen = format!(
            "a session of {} minutes is asked for, and the credentials of the profile {} are a \
             role's session themselves",
            seconds / 60,
            printable(source, 80)
        );
        let at = format!("{place}.assume_role.duration");
        let finding = Finding::blocks("session-too-long", at, seen)
            .why(
                "AWS gives a role that another role's session assumes (sign-in by IAM Identity \
                 Center is one) an hour at most, and refuses to give more.",
            )
            .remedy(
                "Leave the duration out: the session is renewed by itself, as long as the profile \
                 can be signed in to.",
            );
        Some(finding)
    }
}

fn unreadable(error: &ProfileFileLoadError) -> Finding {
    let seen = format!("the AWS configuration cannot be read: {}", chain(error));
    Finding::blocks("profiles-unreadable", "targets", printable(&seen, 500))
        .why("Profiles, and with them the credentials, come from it.")
        .remedy("Mend the file, or say with AWS_CONFIG_FILE which one is meant.")
}

fn unasked_mfa(profile: &Profile, at: &str) -> Option<Finding> {
    profile.get("mfa_serial")?;
    let name = printable(profile.name(), 80);
    let seen = format!("the profile {name} names an MFA device, and nobody is asked for its code");
    let finding = Finding::warns("profile-mfa-unasked", at, seen)
        .why(
            "The AWS SDK for Rust does not read mfa_serial: a role that demands MFA is refused as \
             access denied.",
        )
        .remedy(format!(
            "Let the AWS CLI ask: make another profile with credential_process = aws configure \
             export-credentials --profile {name}, sign in once with aws sts get-caller-identity \
             --profile {name}, and name the new profile in the spec."
        ));
    Some(finding)
}

fn unread_duration(profile: &Profile, at: &str) -> Option<Finding> {
    let seconds = profile.get("duration_seconds")?;
    let name = printable(profile.name(), 80);
    let seen = format!(
        "the profile {name} asks for sessions of {} seconds, and gets an hour",
        printable(seconds, 20)
    );
    let finding = Finding::informs("profile-duration-unread", at, seen)
        .why("The AWS SDK for Rust does not read duration_seconds.")
        .remedy(
            "Nothing, where the profile it comes from stays signed in: the session is renewed by \
             itself. Else name the role in the spec, as assume_role with a duration.",
        );
    Some(finding)
}
