//! Whose credentials each target has, asked before anything else is.

use futures::future::join_all;

use super::account_mismatch;
use crate::error::chain;
use crate::finding::{Finding, Findings};
use crate::ids::printable;
use crate::port::identity::IdentityReader;
use crate::port::{ErrorKind, Readers};
use crate::target::{Target, TargetName};

/// What came of asking every target who is calling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
    /// What blocks: credentials of another account, credentials that are refused, no port to ask.
    pub findings: Findings,
    /// The targets where nobody answered: nothing is known of them.
    pub unseen: Vec<Unseen>,
}

/// A target where nobody said who is calling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// The target.
    pub target: TargetName,
    /// Why.
    pub why: String,
    /// True when there are no credentials for it, so that nothing was asked at all: that is set up
    /// wrongly, and waiting does not help.
    pub no_credentials: bool,
}

/// Asks every target who is calling (`sts:GetCallerIdentity`), side by side, and compares the
/// accounts with those of the targets. [`plan`](crate::plan::plan) looks at all steps at once; asked
/// first, this keeps it from looking into a wrong account.
pub async fn accounts(ports: Readers<'_>, targets: &[Target]) -> Accounts {
    let mut accounts = Accounts::default();
    let asked = targets.iter().map(|target| ask(ports, target));
    for answer in join_all(asked).await {
        match answer {
            Ok(finding) => accounts.findings.extend(finding),
            Err(why) => accounts.unseen.push(why),
        }
    }
    accounts
}

/// What is wrong with a target's credentials; an error when nobody answered.
async fn ask(ports: Readers<'_>, target: &Target) -> Result<Option<Finding>, Unseen> {
    let at = format!("targets.{}", target.name);
    let identity = match ports.get::<dyn IdentityReader>(target.name) {
        Ok(identity) => identity,
        Err(missing) => {
            return Ok(Some(Finding::blocks(
                "port-missing",
                at,
                missing.to_string(),
            )));
        }
    };
    match identity.caller().await {
        Ok(caller) => Ok(account_mismatch(target, &caller)),
        Err(error) if error.kind.is_loss_of_sight() => Err(Unseen {
            target: target.name,
            why: chain(&error),
            no_credentials: error.kind == ErrorKind::NoCredentials,
        }),
        Err(error) => {
            let seen = format!("who is calling is not answered: {}", chain(&error));
            let finding = Finding::blocks("credentials-refused", at, printable(&seen, 1000))
                .why("Without credentials of the target nothing of it can be looked at or changed.")
                .remedy("Correct where its credentials come from, in the spec or outside of it.");
            Ok(Some(finding))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use async_trait::async_trait;

    use super::*;
    use crate::ids::{AccountId, Region};
    use crate::port::identity::CallerIdentity;
    use crate::port::{Call, PortError, PortResult, Ports};

    /// Answers with this account, or fails so.
    struct Desk(Result<&'static str, ErrorKind>);

    #[async_trait]
    impl IdentityReader for Desk {
        async fn caller(&self) -> PortResult<CallerIdentity> {
            let call = Call {
                service: "sts",
                operation: "GetCallerIdentity",
                target: TargetName::Main,
            };
            let refused = |kind| PortError::new(kind, call, "as scripted");
            let account = self.0.map_err(refused)?;
            Ok(CallerIdentity {
                account: AccountId::parse(account).unwrap(),
                arn: format!("arn:aws:iam::{account}:user/ana"),
            })
        }
    }

    fn target(name: TargetName) -> Target {
        Target {
            name,
            account: AccountId::parse("111122223333").unwrap(),
            region: Region::parse("us-east-1").unwrap(),
        }
    }

    async fn asked(main: Desk, dr: Desk) -> Accounts {
        let mut ports = Ports::new();
        ports.read::<dyn IdentityReader>(TargetName::Main, Arc::new(main));
        ports.read::<dyn IdentityReader>(TargetName::Dr, Arc::new(dr));
        let targets = [target(TargetName::Main), target(TargetName::Dr)];
        accounts(ports.readers(), &targets).await
    }

    #[tokio::test]
    async fn the_right_accounts_are_no_finding() {
        let right = || Desk(Ok("111122223333"));
        assert_eq!(asked(right(), right()).await, Accounts::default());
    }

    #[tokio::test]
    async fn every_target_with_another_account_is_found() {
        let wrong = || Desk(Ok("999999999999"));
        let found = asked(wrong(), wrong()).await.findings;
        let at: Vec<&str> = found.iter().map(|finding| finding.at.as_str()).collect();
        assert_eq!(at, ["targets.main.account", "targets.dr.account"]);
    }

    #[tokio::test]
    async fn a_target_that_does_not_answer_is_unseen_and_no_finding() {
        let lost = Desk(Err(ErrorKind::CredentialsExpired));
        let accounts = asked(Desk(Ok("111122223333")), lost).await;
        assert!(accounts.findings.is_empty(), "{}", accounts.findings);
        assert_eq!(accounts.unseen[0].target, TargetName::Dr);
        assert!(!accounts.unseen[0].no_credentials);
    }

    #[tokio::test]
    async fn a_target_without_any_credentials_is_told_from_one_whose_credentials_ended() {
        let none = Desk(Err(ErrorKind::NoCredentials));
        let accounts = asked(Desk(Ok("111122223333")), none).await;
        assert!(accounts.unseen[0].no_credentials);
    }

    #[tokio::test]
    async fn refused_credentials_block() {
        let refused = Desk(Err(ErrorKind::Denied));
        let accounts = asked(Desk(Ok("111122223333")), refused).await;
        insta::assert_snapshot!(accounts.findings, @"blocks targets.dr: who is calling is not answered: sts:GetCallerIdentity in main: access denied: as scripted. Without credentials of the target nothing of it can be looked at or changed. Correct where its credentials come from, in the spec or outside of it.");
    }

    #[tokio::test]
    async fn a_target_without_a_port_is_found() {
        let ports = Ports::new();
        let accounts = accounts(ports.readers(), &[target(TargetName::Main)]).await;
        assert!(accounts.findings.find("port-missing").is_some());
    }
}
