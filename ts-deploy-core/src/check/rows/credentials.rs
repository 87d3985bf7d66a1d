//! The account behind a target's credentials is the one that was meant.

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked, account_mismatch};
use crate::finding::Findings;
use crate::plan::{Evidence, StepError};
use crate::port::identity::IdentityReader;
use crate::target::{Target, TargetName};

/// That the credentials of a target belong to the account that the deployment names.
#[derive(Clone, Debug)]
pub struct CredentialsCheck {
    target: Target,
}

impl CredentialsCheck {
    /// The check of `target`.
    pub fn new(target: Target) -> Self {
        Self { target }
    }
}

#[async_trait]
impl Check for CredentialsCheck {
    fn id(&self) -> &'static str {
        "credentials"
    }

    fn row(&self) -> &'static str {
        "R1"
    }

    fn title(&self) -> String {
        format!("Credentials of account {}", self.target.account)
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    fn account_of(&self) -> Option<&Target> {
        Some(&self.target)
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let identity = cx.ports.get::<dyn IdentityReader>(self.target.name)?;
        let caller = identity.caller().await?;
        let mismatch = account_mismatch(&self.target, &caller);
        let evidence = vec![Evidence {
            what: format!("credentials for {}", self.target),
            seen: caller.arn,
            at: cx.now,
            call: "sts:GetCallerIdentity".to_owned(),
        }];
        let findings = mismatch.map_or_else(Findings::none, Findings::from);
        Ok(Looked { findings, evidence })
    }
}
