//! Accounts, regions and credentials.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::deployment::Credentials;
use crate::finding::Finding;
use crate::ids::{AccountId, ExternalId, InvalidValue, Region, RoleArn};
use crate::spec::declare::record;
use crate::spec::decode::Decode;
use crate::spec::leaf::{invalid, text};
use crate::spec::notes::{At, Notes};
use crate::spec::tree::Node;
use crate::spec::words::{Line, SessionName};

record! {
    /// The places of the deployment.
    Targets {
        /// Where the platform is deployed.
        main: Place,
        /// The second account and another region; given exactly when disaster_recovery is.
        dr: Option<Place>,
    }
}

record! {
    /// An account and a region. Credentials come from a profile, from a role to assume, or, with
    /// neither, from where AWS tools look for them.
    Place {
        /// The account: 12 digits, in quotes.
        account: AccountId,
        /// The region.
        region: Region,
        /// A profile of the AWS configuration. Not together with assume_role.
        profile: Option<Line>,
        /// A role to assume. Not together with profile.
        assume_role: Option<AssumeRole>,
    }
}

record! {
    /// A role that is assumed for a target.
    AssumeRole {
        /// The role.
        role: RoleArn,
        /// The profile whose credentials assume it. Default: where AWS tools look for them.
        source_profile: Option<Line>,
        /// What the role's owner demands of those who assume it.
        external_id: Option<ExternalId>,
        /// The name of the session in CloudTrail. Default: chosen by the AWS SDK.
        session_name: Option<SessionName>,
        /// How long the credentials are good for, such as 1h or 90m: 15 minutes to 12 hours, and
        /// not longer than the role allows. Default: 1 hour, as AWS gives.
        duration: Option<SessionDuration>,
    }
}

impl Place {
    /// Notes a region that nobody knows, and a role of another account.
    pub(crate) fn check(&self, at: &str, notes: &mut Notes) {
        if !self.region.is_known() {
            notes.add(unknown_region(&self.region, format!("{at}.region")));
        }
        let role = self.assume_role.as_ref().map(|assumed| &assumed.role);
        let owner = role.and_then(RoleArn::account);
        if let Some(owner) = owner.filter(|owner| *owner != self.account) {
            let seen = format!(
                "The role belongs to account {owner}, and {at} is account {}.",
                self.account
            );
            let finding = Finding::blocks(
                "role-account-mismatch",
                format!("{at}.assume_role.role"),
                seen,
            )
            .why("With the role's credentials every call would go to its own account.")
            .remedy("Give a role of the target's account, or mend the account.");
            notes.add(finding);
        }
    }

    /// Where its credentials come from; both sources at once are noted.
    pub(crate) fn credentials(&self, at: &str, notes: &mut Notes) -> Option<Credentials> {
        match (&self.profile, &self.assume_role) {
            (None, None) => Some(Credentials::Ambient),
            (Some(profile), None) => Some(Credentials::Profile(profile.to_string())),
            (None, Some(assumed)) => Some(Credentials::AssumeRole {
                source_profile: assumed.source_profile.as_ref().map(ToString::to_string),
                role: assumed.role.clone(),
                external_id: assumed.external_id.as_ref().map(ToString::to_string),
                session_name: assumed.session_name.as_ref().map(ToString::to_string),
                duration_seconds: assumed.duration.as_ref().map(|duration| duration.0),
            }),
            (Some(_), Some(_)) => {
                let seen = format!("{at} names both a profile and a role to assume.");
                let finding = Finding::blocks("choice-not-single", format!("{at}.profile"), seen)
                    .why("Which credentials are meant cannot be told.")
                    .remedy(
                        "Keep one of them; a profile whose credentials assume the role is \
                         assume_role.source_profile.",
                    );
                notes.add(finding);
                None
            }
        }
    }
}

fn unknown_region(region: &Region, at: String) -> Finding {
    let near = region.nearest_known();
    let meant = near.map_or_else(String::new, |near| format!("Did you mean {near}? "));
    let seen = format!(
        "{region} is not among the regions known on {}.",
        Region::KNOWN_ON
    );
    Finding::warns("region-unknown", at, seen)
        .why("AWS may have opened it since; a misspelt region has no hosts that answer.")
        .remedy(format!("{meant}Mend it, or go on when the region exists."))
        .row("R18")
}

/// How long assumed credentials are good for, in seconds: 900 to 43200, as `AssumeRole` accepts.
#[derive(Debug)]
pub(crate) struct SessionDuration(pub(crate) u32);

impl Decode for SessionDuration {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        const WHAT: &str = "a duration";
        let written = text(node, at, WHAT, notes)?;
        let seconds = written
            .parse::<jiff::SignedDuration>()
            .ok()
            .and_then(|duration| u32::try_from(duration.as_secs()).ok())
            .filter(|seconds| (900..=43_200).contains(seconds));
        if seconds.is_none() {
            let rule = "it has a unit and is from 15 minutes to 12 hours";
            let refused = InvalidValue::new(WHAT, written, rule);
            notes.add(invalid(at, &refused, "1h"));
        }
        seconds.map(Self)
    }
}

impl JsonSchema for SessionDuration {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SessionDuration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "minLength": 2, "examples": ["1h", "90m", "PT1H"]})
    }
}
