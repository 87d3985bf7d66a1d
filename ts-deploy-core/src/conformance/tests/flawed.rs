//! Backends that get one thing wrong beside the catalog.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;

use super::*;
use crate::ids::{CertificateArn, EmailAddress, HttpsUrl, KmsKeyArn, Region, RoleName};
use crate::port::catalog::OperationToken;
use crate::port::certificate::{CertificateImport, CertificateWriter};
use crate::port::cluster::{ClusterWriter, EndpointAccess};
use crate::port::key::{Key, KeyReader};
use crate::port::key_pair::{KeyPairRequest, KeyPairWriter, NewKeyPair};
use crate::port::log_group::{LogGroup, LogGroupReader};
use crate::port::log_policy::{LogPolicy, LogPolicyReader};
use crate::port::mail::{MailWriter, ProductionAccess};
use crate::port::regional_key::RegionalKeyReader;
use crate::port::rights::{ActionVerdict, Decision, RightsHolder, RightsQuestion, RightsReader};
use crate::port::role::{Role, RoleReader};
use crate::port::snapshot::{DbSnapshot, SnapshotReader};
use crate::port::stack::{StackArn, TemplateReader, TemplateSource, TemplateSummary};
use crate::port::stack_list::{RootStack, StackListReader};
use crate::port::stack_resource::{StackResource, StackResourceReader};
use crate::port::stack_template::StackTemplateReader;
use crate::port::tag_policy::TagPolicyReader;
use crate::port::web::{WebAnswer, WebReader};
use crate::port::{Call, CallHook, ErrorKind, PortError, PortResult};

/// A backend that gets something wrong.
pub(super) struct Flawed<P: ?Sized>(pub(super) Arc<P>);

/// It reads its pages twice.
#[async_trait]
impl LogPolicyReader for Flawed<dyn LogPolicyReader> {
    async fn policies(&self) -> PortResult<Vec<LogPolicy>> {
        let once = self.0.policies().await?;
        Ok([once.clone(), once].concat())
    }
}

/// It takes the beginning of a name for the name, as the service's list does.
#[async_trait]
impl LogGroupReader for Flawed<dyn LogGroupReader> {
    async fn log_group(&self, name: &str) -> PortResult<Option<LogGroup>> {
        let whole = self.0.log_group("try-logs").await?;
        Ok(whole.filter(|group| group.name.starts_with(name)))
    }
}

/// It finds a policy for every key.
#[async_trait]
impl KeyReader for Flawed<dyn KeyReader> {
    async fn key(&self, id: &str) -> PortResult<Option<Key>> {
        self.0.key(id).await
    }

    async fn policy(&self, _: &KmsKeyArn) -> PortResult<Option<String>> {
        Ok(Some("{}".to_owned()))
    }
}

/// It lists each stack twice, as who reads its pages twice.
#[async_trait]
impl StackListReader for Flawed<dyn StackListReader> {
    async fn roots(&self) -> PortResult<Vec<RootStack>> {
        let once = self.0.roots().await?;
        Ok([once.clone(), once].concat())
    }
}

/// It asks its own region, whichever it is to ask.
#[async_trait]
impl RegionalKeyReader for Flawed<dyn KeyReader> {
    async fn key_in(&self, _: &Region, id: &str) -> PortResult<Option<Key>> {
        self.0.key(id).await
    }
}

/// It tells the words of an error for the policy.
#[async_trait]
impl TagPolicyReader for Flawed<dyn TagPolicyReader> {
    async fn effective(&self) -> PortResult<Option<String>> {
        let told = self.0.effective().await?;
        Ok(told.or_else(|| Some("Your account is not a member of an organization.".to_owned())))
    }
}

/// It takes what is there already for made.
#[async_trait]
impl MailWriter for Flawed<dyn MailWriter> {
    async fn verify(
        &self,
        address: &EmailAddress,
        tags: &BTreeMap<String, String>,
    ) -> PortResult<()> {
        match self.0.verify(address, tags).await {
            Err(error) if error.kind == ErrorKind::AlreadyExists => Ok(()),
            made => made,
        }
    }

    async fn request_production_access(&self, request: &ProductionAccess) -> PortResult<()> {
        match self.0.request_production_access(request).await {
            Err(error) if error.kind == ErrorKind::Conflict => Ok(()),
            made => made,
        }
    }
}

/// It answers with the key of the pair that is there already, which nobody has.
#[async_trait]
impl KeyPairWriter for Flawed<dyn KeyPairWriter> {
    async fn create(&self, request: &KeyPairRequest) -> PortResult<NewKeyPair> {
        match self.0.create(request).await {
            Err(error) if error.kind == ErrorKind::AlreadyExists => Ok(NewKeyPair {
                id: "key-0".to_owned(),
                private_key: Secret::new(String::new()),
            }),
            made => made,
        }
    }

    async fn delete(&self, id: &str) -> PortResult<()> {
        self.0.delete(id).await
    }
}

/// It makes a new certificate where one was to take another's place.
#[async_trait]
impl CertificateWriter for Flawed<dyn CertificateWriter> {
    async fn import(&self, import: &CertificateImport) -> PortResult<CertificateArn> {
        let over = None;
        self.0
            .import(&CertificateImport {
                over,
                ..import.clone()
            })
            .await
    }
}

/// It hands documents on as IAM sends them.
#[async_trait]
impl RoleReader for Flawed<dyn RoleReader> {
    async fn role(&self, name: &RoleName) -> PortResult<Option<Role>> {
        let role = self.0.role(name).await?;
        Ok(role.map(|role| Role {
            trust: role.trust.replace('"', "%22"),
            ..role
        }))
    }

    async fn inline_policies(&self, name: &RoleName) -> PortResult<Vec<String>> {
        self.0.inline_policies(name).await
    }

    async fn inline_policy(&self, name: &RoleName, policy: &str) -> PortResult<Option<String>> {
        self.0.inline_policy(name, policy).await
    }

    async fn attached_policies(&self, name: &RoleName) -> PortResult<Vec<crate::ids::PolicyArn>> {
        self.0.attached_policies(name).await
    }
}

/// It answers for what is denied alone.
#[async_trait]
impl RightsReader for Flawed<dyn RightsReader> {
    async fn role(&self, name: &str) -> PortResult<RightsHolder> {
        self.0.role(name).await
    }

    async fn user(&self, name: &str) -> PortResult<RightsHolder> {
        self.0.user(name).await
    }

    async fn has_policy(&self, arn: &crate::ids::PolicyArn) -> PortResult<bool> {
        self.0.has_policy(arn).await
    }

    async fn simulate(&self, question: &RightsQuestion) -> PortResult<Vec<ActionVerdict>> {
        let mut verdicts = self.0.simulate(question).await?;
        verdicts.retain(|one| one.decision != Decision::Allowed);
        Ok(verdicts)
    }
}

/// It lists what stands in the stack itself, and nothing of nested ones.
#[async_trait]
impl StackResourceReader for Flawed<dyn StackResourceReader> {
    async fn resources(&self, stack: &StackArn) -> PortResult<Vec<StackResource>> {
        let mut all = self.0.resources(stack).await?;
        all.retain(|one| one.stack == *stack);
        Ok(all)
    }
}

/// It tells the root's template for each nested stack, and nothing of what is in it.
#[async_trait]
impl StackTemplateReader for Flawed<dyn StackTemplateReader> {
    async fn template_of(&self, stack: &StackArn) -> PortResult<String> {
        self.0.template_of(stack).await?;
        Ok("{}".to_owned())
    }
}

/// It lists the snapshots of another region too.
#[async_trait]
impl SnapshotReader for Flawed<dyn SnapshotReader> {
    async fn snapshots(&self) -> PortResult<Vec<DbSnapshot>> {
        let mut all = self.0.snapshots().await?;
        for one in &mut all {
            one.arn = one.arn.replace("us-east-1", "us-east-2");
        }
        Ok(all)
    }
}

/// It takes nobody for an error.
#[async_trait]
impl WebReader for Flawed<dyn WebReader> {
    async fn get(&self, url: &HttpsUrl) -> PortResult<WebAnswer> {
        let call = Call {
            service: "https",
            operation: "GET",
            target: TargetName::Main,
        };
        match self.0.get(url).await? {
            WebAnswer::Unreachable { why } => Err(PortError::new(ErrorKind::Other, call, &why)),
            answered @ WebAnswer::Answered { .. } => Ok(answered),
        }
    }
}

/// It makes tokens of its own.
pub(super) struct OwnTokens(pub(super) Arc<dyn ClusterWriter>, pub(super) AtomicU32);

#[async_trait]
impl ClusterWriter for OwnTokens {
    async fn set_access(
        &self,
        name: &str,
        access: EndpointAccess,
        token: &OperationToken,
    ) -> PortResult<String> {
        let count = self.1.fetch_add(1, Ordering::SeqCst);
        let token = OperationToken(format!("{token}-{count}"));
        self.0.set_access(name, access, &token).await
    }
}

/// It cannot read a body that it was just handed.
#[async_trait]
impl TemplateReader for Flawed<dyn TemplateReader> {
    async fn summary(&self, template: &TemplateSource) -> PortResult<TemplateSummary> {
        self.0.summary(template).await
    }

    async fn text(&self, _: &TemplateSource) -> PortResult<Option<String>> {
        Ok(None)
    }
}

/// It calls all refusals the same.
pub(super) struct Vague;

#[async_trait]
impl CallHook for Vague {
    fn failed(&self, error: PortError) -> PortError {
        PortError {
            kind: ErrorKind::Other,
            ..error
        }
    }
}
