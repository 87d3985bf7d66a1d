//! What IAM is asked about who deploys, with all that the calls of a launch will say of themselves.

use super::rights_pairs::{RESOURCES, ROLES, actions};
use crate::ids::{Partition, PolicyArn, PrincipalArn};
use crate::port::rights::{ContextValue, RightsQuestion};
use crate::target::Target;

/// Needs to be told to which service a role is handed, and for which service one is made.
const PASS: &str = "iam:PassRole";
const LINK: &str = "iam:CreateServiceLinkedRole";
/// The services to which the products hand roles: their functions', containers' and machines'.
const PASSED_TO: [&str; 3] = ["lambda", "ecs-tasks", "ec2"];
/// The services for which the products need a role of the service's own.
const LINKED: [&str; 2] = ["ecs.amazonaws.com", "es.amazonaws.com"];

/// What the questions are about.
pub(super) struct Asked<'a> {
    pub(super) target: &'a Target,
    pub(super) principal: &'a PrincipalArn,
    /// With what the names of the products' roles begin.
    pub(super) role_prefix: &'a str,
    /// The boundary that the products' roles get.
    pub(super) boundary: Option<&'a PolicyArn>,
}

fn told(key: &'static str, value: impl Into<String>) -> ContextValue {
    let value = value.into();
    ContextValue { key, value }
}

impl Asked<'_> {
    /// All questions; an action may be asked about in several, of which each has to allow it.
    pub(super) fn questions(&self) -> Vec<RightsQuestion> {
        let roles = actions(ROLES).into_iter().filter(|one| one != PASS);
        let (global, regional): (Vec<_>, Vec<_>) = actions(RESOURCES)
            .into_iter()
            .filter(|one| one != LINK)
            .partition(|one| is_global(one));
        let boundary = self
            .boundary
            .map(|boundary| told("iam:PermissionsBoundary", boundary.to_string()));
        let region = told("aws:RequestedRegion", self.target.region.to_string());
        let mut all = vec![
            self.question(roles.collect(), Some(self.roles()), self.seat(), boundary),
            self.question(global, None, self.seat(), None),
            self.question(regional, None, Some(region), None),
        ];
        for service in PASSED_TO {
            let to = told("iam:PassedToService", self.principal_of(service));
            all.push(self.question(
                vec![PASS.to_owned()],
                Some(self.roles()),
                self.seat(),
                Some(to),
            ));
        }
        for service in LINKED {
            let of = told("iam:AWSServiceName", service);
            let role = self.role_of(service);
            all.push(self.question(vec![LINK.to_owned()], Some(role), self.seat(), Some(of)));
        }
        all
    }

    fn question(
        &self,
        actions: Vec<String>,
        on: Option<String>,
        region: Option<ContextValue>,
        more: Option<ContextValue>,
    ) -> RightsQuestion {
        RightsQuestion {
            principal: self.principal.clone(),
            actions,
            resources: on.into_iter().collect(),
            context: region.into_iter().chain(more).collect(),
        }
    }

    /// The region that services without regions are asked in; in China they are not at one place.
    fn seat(&self) -> Option<ContextValue> {
        let region = match self.target.region.partition() {
            Partition::Aws => "us-east-1",
            Partition::AwsUsGov => "us-gov-west-1",
            Partition::AwsCn => return None,
        };
        Some(told("aws:RequestedRegion", region))
    }

    /// The roles that the products make.
    fn roles(&self) -> String {
        let (partition, account) = (self.target.region.partition(), &self.target.account);
        format!("arn:{partition}:iam::{account}:role/{}*", self.role_prefix)
    }

    /// The service's own role.
    fn role_of(&self, service: &str) -> String {
        let (partition, account) = (self.target.region.partition(), &self.target.account);
        format!("arn:{partition}:iam::{account}:role/aws-service-role/{service}/*")
    }

    /// How a service is named as whom a role is handed to: EC2 alone by the partition.
    fn principal_of(&self, service: &str) -> String {
        let suffix = match service {
            "ec2" => self.target.region.partition().dns_suffix(),
            _ => Partition::Aws.dns_suffix(),
        };
        format!("{service}.{suffix}")
    }
}

/// True for actions of services that have no regions.
fn is_global(action: &str) -> bool {
    action.starts_with("iam:") || action.starts_with("route53:")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Asked, RESOURCES, ROLES, actions};
    use crate::ids::{AccountId, PrincipalArn, Region};
    use crate::port::rights::RightsQuestion;
    use crate::target::{Target, TargetName};

    fn questions(region: &str) -> Vec<RightsQuestion> {
        let target = Target {
            name: TargetName::Main,
            account: AccountId::parse("111122223333").unwrap(),
            region: Region::parse(region).unwrap(),
        };
        let arn = format!(
            "arn:{}:iam::111122223333:role/deployer",
            target.region.partition()
        );
        let asked = Asked {
            target: &target,
            principal: &PrincipalArn::parse(arn.as_str()).unwrap(),
            role_prefix: "acme-",
            boundary: None,
        };
        asked.questions()
    }

    /// What is told where `action` is asked about, each as `key=value`.
    fn context(region: &str, action: &str) -> Vec<String> {
        let questions = questions(region).into_iter();
        let about = questions.filter(|one| one.actions.iter().any(|asked| asked == action));
        let told = about.flat_map(|one| one.context);
        told.map(|one| format!("{}={}", one.key, one.value))
            .collect()
    }

    #[test]
    fn every_action_of_the_pairs_is_asked_about() {
        let asked: BTreeSet<String> = questions("eu-west-1")
            .into_iter()
            .flat_map(|one| one.actions)
            .collect();
        let wanted: BTreeSet<String> = [ROLES, RESOURCES]
            .map(actions)
            .concat()
            .into_iter()
            .collect();
        assert_eq!(asked, wanted);
    }

    #[test]
    fn the_region_is_told_and_that_of_global_services_is_their_own() {
        assert_eq!(
            context("eu-west-1", "eks:CreateCluster"),
            ["aws:RequestedRegion=eu-west-1"]
        );
        assert_eq!(
            context("eu-west-1", "iam:CreatePolicy"),
            ["aws:RequestedRegion=us-east-1"]
        );
        assert_eq!(context("cn-north-1", "route53:CreateHostedZone"), [""; 0]);
    }

    #[test]
    fn a_role_is_handed_to_each_service_that_the_products_hand_one() {
        let told = context("cn-north-1", "iam:PassRole");
        insta::assert_snapshot!(told.join("\n"), @r"
        iam:PassedToService=lambda.amazonaws.com
        iam:PassedToService=ecs-tasks.amazonaws.com
        iam:PassedToService=ec2.amazonaws.com.cn
        ");
    }

    #[test]
    fn a_services_own_role_is_asked_about_with_the_service() {
        let told = context("us-east-1", "iam:CreateServiceLinkedRole");
        assert!(
            told.contains(&"iam:AWSServiceName=es.amazonaws.com".to_owned()),
            "{told:?}"
        );
    }
}
