//! Backends that get one thing wrong beside the catalog, each caught by the suite of its ports.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;

use super::account::{account_subject, cloud, main};
use super::installation::{installation_subject, installed};
use super::own_stack::stack_subject;
use super::*;
use crate::conformance::{account, installation, own_stack, user_pool};
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
use crate::port::{Call, CallHook, ErrorKind, Hooked, PortError, PortResult, Ports, hooked};

/// A backend that gets something wrong.
struct Flawed<P: ?Sized>(Arc<P>);

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
struct OwnTokens(Arc<dyn ClusterWriter>, AtomicU32);

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
struct Vague;

#[async_trait]
impl CallHook for Vague {
    fn failed(&self, error: PortError) -> PortError {
        PortError {
            kind: ErrorKind::Other,
            ..error
        }
    }
}

/// What is broken of an account whose ports `spoil` changed.
async fn of_account(spoil: impl FnOnce(&mut Ports, &Ports)) -> Vec<String> {
    let cloud = cloud();
    let (mut ports, whole) = (cloud.ports(&[main()]), cloud.ports(&[main()]));
    spoil(&mut ports, &whole);
    broken(&account::all(&account_subject(&cloud, &ports)).await)
}

/// What is broken of an installation whose ports `spoil` changed.
async fn of_installation(spoil: impl FnOnce(&mut Ports, &Ports)) -> Vec<String> {
    let installed = installed().await;
    let (mut ports, whole) = (installed.0.ports(&[main()]), installed.0.ports(&[main()]));
    spoil(&mut ports, &whole);
    broken(&installation::all(&installation_subject(&installed, &ports)).await)
}

#[tokio::test]
async fn log_policies_that_are_read_twice_are_caught() {
    let seen = of_account(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn LogPolicyReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    let seen = seen.await;
    insta::assert_snapshot!(seen[0], @"the promise log_policies_are_listed_once_each is not kept: 2 policies, 1 of them differ");
}

#[tokio::test]
async fn an_error_that_is_taken_for_a_tag_policy_is_caught() {
    let seen = of_account(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn TagPolicyReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    let seen = seen.await;
    insta::assert_snapshot!(seen[0], @r#"the promise a_tag_policy_is_a_document is not kept: Some("Your account is not a member of an organization.")"#);
}

#[tokio::test]
async fn an_address_that_is_verified_again_and_again_is_caught() {
    let seen = of_account(|ports, whole| {
        let writer = whole.writers().get(TargetName::Main).unwrap();
        ports.change::<dyn MailWriter>(TargetName::Main, Arc::new(Flawed(writer)));
    });
    insta::assert_snapshot!(seen.await.join("\n"), @"
    the promise an_address_is_verified_once is not kept: it was to be already exists, but accepted
    the promise production_access_is_asked_for_once is not kept: it was to be not allowed in this state, but accepted
    ");
}

#[tokio::test]
async fn a_key_pair_that_is_made_again_and_again_is_caught() {
    let seen = of_account(|ports, whole| {
        let writer = whole.writers().get(TargetName::Main).unwrap();
        ports.change::<dyn KeyPairWriter>(TargetName::Main, Arc::new(Flawed(writer)));
    });
    insta::assert_snapshot!(seen.await.join("\n"), @"the promise a_key_pair_is_made_once_and_removed is not kept: it was to be already exists, but accepted");
}

#[tokio::test]
async fn a_certificate_that_is_imported_beside_the_one_it_was_to_replace_is_caught() {
    let seen = of_account(|ports, whole| {
        let writer = whole.writers().get(TargetName::Main).unwrap();
        ports.change::<dyn CertificateWriter>(TargetName::Main, Arc::new(Flawed(writer)));
    });
    let seen = seen.await.join("\n");
    assert!(
        seen.contains("found_by_its_serial_number is not kept: the ARN: expected"),
        "{seen}"
    );
}

#[tokio::test]
async fn verdicts_on_what_is_denied_alone_are_caught() {
    let seen = of_account(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn RightsReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    insta::assert_snapshot!(seen.await.join("\n"), @r#"the promise a_verdict_comes_for_each_action_in_its_order is not kept: the actions: expected ["s3:GetObject", "iam:GetRole", "ec2:DescribeVpcs"], saw []"#);
}

#[tokio::test]
async fn a_document_that_is_handed_on_as_it_travels_is_caught() {
    let seen = of_account(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn RoleReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    let seen = seen.await.join("\n");
    for promise in [
        "a_role_is_made_once_as_it_was_asked_for",
        "a_role_has_what_it_is_given",
    ] {
        assert!(seen.contains(&format!("{promise} is not kept")), "{seen}");
    }
}

#[tokio::test]
async fn refusals_without_their_kind_are_caught_in_each_part_of_an_account() {
    let cloud = cloud();
    let vague: Arc<dyn CallHook> = Arc::new(Vague);
    let ports = hooked(cloud.ports(&[main()]), &vague);
    let tried = account::all(&account_subject(&cloud, &ports)).await;
    let tried = tried.into_iter().filter(|(_, kept)| kept.is_err());
    let names: Vec<&str> = tried.map(|(name, _)| name).collect();
    insta::assert_snapshot!(names.join("\n"), @"
    an_unknown_trail_is_not_found
    an_unknown_vpc_is_not_found
    an_unknown_quota_is_not_found
    an_unknown_zone_is_not_told
    a_principal_that_is_not_there_is_not_found
    an_address_is_verified_once
    production_access_is_asked_for_once
    a_linked_role_is_made_once
    a_service_without_a_role_is_refused
    a_gateway_endpoint_is_made_once
    a_table_is_led_to_a_gateway_once
    a_gateway_endpoint_is_removed
    a_key_pair_is_made_once_and_removed
    a_certificate_is_imported_and_found_by_its_serial_number
    a_role_of_nobodys_is_none
    a_role_is_made_once_as_it_was_asked_for
    a_role_is_removed_after_its_policies
    ");
}

#[tokio::test]
async fn a_stack_without_its_nested_stacks_is_caught() {
    let seen = of_installation(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn StackResourceReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    let seen = seen.await;
    assert!(
        seen[0].contains("nothing is told of the nested"),
        "{seen:?}"
    );
}

#[tokio::test]
async fn stacks_that_are_listed_twice_are_caught() {
    let seen = of_installation(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn StackListReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    let seen = seen.await;
    insta::assert_snapshot!(seen[0], @"the promise a_stack_is_listed_once_and_its_nested_stacks_are_not is not kept: 2 stacks of its ARN");
}

#[tokio::test]
async fn a_key_that_is_looked_for_in_ones_own_region_alone_is_caught() {
    let seen = of_installation(|ports, whole| {
        let reader = whole
            .readers()
            .get::<dyn KeyReader>(TargetName::Main)
            .unwrap();
        ports.read::<dyn RegionalKeyReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    let seen = seen.await;
    assert!(
        seen[0].starts_with("the promise a_key_is_found_in_its_region_only is not kept"),
        "{seen:?}"
    );
}

#[tokio::test]
async fn a_log_group_that_is_found_by_a_part_of_its_name_is_caught() {
    let seen = of_installation(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn LogGroupReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    let seen = seen.await.join("\n");
    assert!(
        seen.contains("a_log_group_is_found_by_exactly_its_name is not kept: try-log is"),
        "{seen}"
    );
}

#[tokio::test]
async fn a_policy_of_a_key_that_is_not_there_is_caught() {
    let seen = of_installation(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn KeyReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    insta::assert_snapshot!(seen.await.join("\n"), @r#"the promise a_key_has_a_policy_and_nobodys_has_none is not kept: the policy of nobody's key: expected None, saw Some("{}")"#);
}

#[tokio::test]
async fn an_empty_template_is_caught() {
    let seen = of_installation(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn StackTemplateReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    let seen = seen.await;
    let promise = "the promise a_stack_tells_its_template is not kept";
    assert!(seen[0].starts_with(promise), "{seen:?}");
}

#[tokio::test]
async fn snapshots_of_another_region_are_caught() {
    let seen = of_installation(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn SnapshotReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    let seen = seen.await;
    let promise = "the promise snapshots_are_listed_once_each is not kept";
    assert!(seen[0].starts_with(promise), "{seen:?}");
}

#[tokio::test]
async fn a_host_that_is_taken_for_an_error_is_caught() {
    let seen = of_installation(|ports, whole| {
        let reader = whole.readers().get(TargetName::Main).unwrap();
        ports.read::<dyn WebReader>(TargetName::Main, Arc::new(Flawed(reader)));
    });
    insta::assert_snapshot!(seen.await.join("\n"), @"the promise a_host_that_cannot_be_is_unreachable is not kept: https:GET in main: failed: no such host: nobody-made-this-one.invalid");
}

#[tokio::test]
async fn a_cluster_that_is_changed_with_tokens_of_its_own_is_caught() {
    let seen = of_installation(|ports, whole| {
        let writer = whole.writers().get(TargetName::Main).unwrap();
        let own = OwnTokens(writer, AtomicU32::new(0));
        ports.change::<dyn ClusterWriter>(TargetName::Main, Arc::new(own));
    });
    insta::assert_snapshot!(seen.await.join("\n"), @"the promise a_cluster_is_changed_once_for_a_token is not kept: eks:UpdateClusterConfig in main: not allowed in this state: ResourceInUseException: Cannot update because cluster currently has an update in progress");
}

#[tokio::test]
async fn refusals_without_their_kind_are_caught_in_each_part_of_an_installation() {
    let installed = installed().await;
    let vague: Arc<dyn CallHook> = Arc::new(Vague);
    let ports = hooked(installed.0.ports(&[main()]), &vague);
    let tried = installation::all(&installation_subject(&installed, &ports)).await;
    let tried = tried.into_iter().filter(|(_, kept)| kept.is_err());
    let names: Vec<&str> = tried.map(|(name, _)| name).collect();
    insta::assert_snapshot!(names.join("\n"), @"
    a_stack_that_never_was_made_nothing
    a_stack_tells_its_template
    services_of_what_is_not_there_are_not_found
    a_bucket_that_is_not_there_is_absent
    a_cluster_is_changed_once_for_a_token
    what_is_not_there_is_not_changed
    ");
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_caught() {
    let (_cloud, mut subject) = stack_subject();
    subject.templates = Arc::new(Flawed(subject.templates));
    let seen = broken(&own_stack::all(&subject).await);
    insta::assert_snapshot!(seen.join("\n"), @"the promise a_body_is_its_own_text is not kept: another text, or none");
}

#[tokio::test]
async fn refusals_without_their_kind_are_caught_among_user_pools() {
    let mut subject = super::sim::user_pools();
    let (main, vague) = (TargetName::Main, Arc::new(Vague));
    subject.writer = Arc::new(Hooked::new(subject.writer, main, vague));
    let tried = user_pool::all(&subject).await;
    let tried = tried.into_iter().filter(|(_, kept)| kept.is_err());
    let names: Vec<&str> = tried.map(|(name, _)| name).collect();
    insta::assert_snapshot!(names.join("\n"), @"
    a_protected_pool_is_not_removed
    a_custom_attribute_is_added_once
    a_second_provider_of_one_name_already_exists
    a_domain_leads_to_its_pool_until_it_is_taken_away
    a_prefix_is_given_no_certificate
    ");
}
