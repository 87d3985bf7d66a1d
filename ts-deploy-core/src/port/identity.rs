//! Who is calling (`sts`).

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{PortResult, ReadPort};
use crate::ids::{AccountId, Arn, InvalidValue, PrincipalArn, printable};

/// The identity behind a target's credentials (`sts:GetCallerIdentity`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallerIdentity {
    /// The account the credentials belong to.
    pub account: AccountId,
    /// The ARN of the caller: a user, or a role session.
    pub arn: String,
}

/// Who is behind a caller, by the name that IAM's console shows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Principal {
    /// A user.
    User(String),
    /// A role, whatever the session.
    Role(String),
    /// A federated user.
    FederatedUser(String),
    /// The account's root user.
    Root,
}

impl std::fmt::Display for Principal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (kind, name) = match self {
            Self::User(name) => ("IAM user", name),
            Self::Role(name) => ("IAM role", name),
            Self::FederatedUser(name) => ("federated user", name),
            Self::Root => return f.write_str("the account's root user"),
        };
        write!(f, "{kind} {}", printable(name, NAME_SHOWN))
    }
}

impl From<&PrincipalArn> for Principal {
    /// Whom the ARN names, its path left out: names are unique in an account whatever their paths.
    fn from(arn: &PrincipalArn) -> Self {
        let name = arn.as_str().rsplit('/').next().unwrap_or_default();
        if arn.as_str().contains(":user/") {
            Self::User(name.to_owned())
        } else {
            Self::Role(name.to_owned())
        }
    }
}

/// Names in IAM have at most 64 characters.
const NAME_SHOWN: usize = 64;

impl CallerIdentity {
    /// Who is behind the caller. A role's session tells the role's name without its path.
    ///
    /// # Errors
    /// [`InvalidValue`] when the ARN is none of the kinds that `sts:GetCallerIdentity` gives.
    pub fn principal(&self) -> Result<Principal, InvalidValue> {
        let refuse = || InvalidValue::new("the ARN of a caller", &self.arn, RULE);
        let arn = Arn::parse(&self.arn)?;
        let parts: Vec<&str> = arn.resource.split('/').collect();
        match (arn.service.as_str(), parts.as_slice()) {
            ("iam", ["root"]) => Ok(Principal::Root),
            ("iam", ["user", .., name]) => Ok(Principal::User((*name).to_owned())),
            ("sts", ["assumed-role", role, _]) => Ok(Principal::Role((*role).to_owned())),
            ("sts", ["federated-user", name]) => Ok(Principal::FederatedUser((*name).to_owned())),
            _ => Err(refuse()),
        }
    }
}

const RULE: &str = "it names a user, the session of a role, a federated user or the root user";

/// Tells who is calling. Read-only and repeatable; needs no rights in AWS.
#[async_trait]
pub trait IdentityReader: Send + Sync {
    /// The identity behind the target's credentials (`sts:GetCallerIdentity`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn caller(&self) -> PortResult<CallerIdentity>;
}

impl ReadPort for dyn IdentityReader {
    const NAME: &'static str = "identity reader";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(arn: &str) -> String {
        let account = AccountId::parse("111122223333").unwrap();
        let arn = arn.to_owned();
        let caller = CallerIdentity { account, arn };
        match caller.principal() {
            Ok(principal) => principal.to_string(),
            Err(refused) => refused.to_string(),
        }
    }

    #[test]
    fn a_session_is_known_by_its_role() {
        let arn = "arn:aws-us-gov:sts::111122223333:assumed-role/deployer/jane@acme.example";
        assert_eq!(shown(arn), "IAM role deployer");
    }

    #[test]
    fn a_user_is_known_by_its_name_without_the_path() {
        let arn = "arn:aws:iam::111122223333:user/platform/eu/jane";
        assert_eq!(shown(arn), "IAM user jane");
    }

    #[test]
    fn a_role_is_the_same_in_its_session_and_in_its_arn_with_a_path() {
        let arn = "arn:aws:iam::111122223333:role/platform/deployer";
        let role = Principal::from(&PrincipalArn::parse(arn).unwrap());
        let session = "arn:aws:sts::111122223333:assumed-role/deployer/jane";
        assert_eq!(role.to_string(), shown(session));
    }

    #[test]
    fn the_root_user_has_no_name() {
        assert_eq!(
            shown("arn:aws:iam::111122223333:root"),
            "the account's root user"
        );
    }

    #[test]
    fn the_arn_of_something_else_is_no_caller() {
        let arn = "arn:aws:s3:::bucket/assumed-role/a/b";
        assert!(
            shown(arn).contains("is not the ARN of a caller"),
            "{}",
            shown(arn)
        );
    }
}
