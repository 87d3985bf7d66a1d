//! What a scope stands for in one target of a deployment: the ARNs, as narrow as it tells them.

use super::Scope;
use crate::deployment::single_sign_on::{HostedDomain, RESTARTED};
use crate::deployment::{Deployment, TemplateLocation, VendorLogAccess};
use crate::ids::{Arn, KmsKeyRef, ParameterPath, PolicyArn};
use crate::layer::data::DrOutputSource;
use crate::layer::secrets::ValueFrom;
use crate::layer::{Inputs, ProductComponent, ProductSelector};
use crate::port::parameter_store::Protection;
use crate::target::{Target, TargetName};

/// A deployment as one of its targets sees it.
pub(super) struct Here<'a> {
    pub(super) deployment: &'a Deployment,
    pub(super) target: &'a Target,
}

impl Here<'_> {
    /// The resources that a scope stands for; none when there is nothing to allow.
    pub(super) fn resources(&self, scope: Scope) -> Vec<String> {
        match scope {
            Scope::Any => vec!["*".to_owned()],
            Scope::Products => self.products(),
            Scope::Portfolio => self.portfolio(),
            Scope::ProductStacks => {
                let account = &self.target.account;
                vec![self.local("cloudformation", &format!("stack/SC-{account}-*/*"))]
            }
            Scope::ProductTemplates => vec![self.bucket("*/*")],
            Scope::Buckets => self.buckets(),
            Scope::OwnStacks => self.own_stacks(),
            Scope::OwnTemplates => self.own_templates(),
            Scope::SecretParameters => self.secret_parameters(),
            Scope::SecretKeys => self.secret_keys(),
            Scope::SignOnParameters => self.sign_on_parameters(),
            Scope::SignOnKeys => self.sign_on_keys(),
            Scope::UserPools => vec![self.local("cognito-idp", "userpool/*")],
            Scope::SignInDistribution => self.sign_in_distribution(),
            Scope::ContainerServices => self.container_services(),
            Scope::Keys => vec![self.local("kms", "key/*")],
            Scope::KeysElsewhere => self.keys_elsewhere(),
            // A trail of the organisation, or of another region, belongs there.
            Scope::Trails => vec![format!("arn:{}:cloudtrail:*:*:trail/*", self.partition())],
            Scope::OrganizationAccount => vec![self.in_organization()],
            Scope::Snapshots => vec![self.local("rds", "snapshot:*"), self.local("rds", "db:*")],
            Scope::Roles => vec![self.global("role/*")],
            Scope::Users => vec![self.global("user/*")],
            Scope::ServiceLinkedRole(service) => {
                vec![self.global(&format!("role/aws-service-role/{service}/*"))]
            }
            Scope::Certificates => vec![self.local("acm", "certificate/*")],
            Scope::MailIdentities => vec![self.local("ses", "identity/*")],
            Scope::WorkerClusters => vec![self.local("eks", "cluster/*")],
            Scope::SearchDomains => vec![self.local("es", "domain/*")],
            Scope::HostedZones => vec![format!("arn:{}:route53:::hostedzone/*", self.partition())],
            Scope::NetworkParts => [
                "vpc",
                "vpc-endpoint",
                "route-table",
                "subnet",
                "security-group",
            ]
            .map(|part| self.local("ec2", &format!("{part}/*")))
            .to_vec(),
            Scope::Endpoints => vec![self.local("ec2", "vpc-endpoint/*")],
            Scope::KeyPairs => vec![self.local("ec2", "key-pair/*")],
            Scope::BoundaryPolicies => self.boundary_policies(),
            Scope::VendorLogRole | Scope::BoundedVendorLogRole => self.vendor_log_role(),
        }
    }

    /// The access that is asked for, where this is its target.
    fn vendor_log_access(&self) -> Option<&VendorLogAccess> {
        let access = self.deployment.requested.vendor_log_access.as_ref();
        access.filter(|access| access.draft().target == *self.target)
    }

    fn vendor_log_role(&self) -> Vec<String> {
        let access = self.vendor_log_access();
        let arn = access.map(|access| access.role_arn().to_string());
        arn.into_iter().collect()
    }

    /// The boundary of the vendor's role, where one is decided for it.
    pub(super) fn vendor_log_boundary(&self) -> Option<&PolicyArn> {
        self.vendor_log_access()?.draft().boundary.as_ref()
    }

    fn partition(&self) -> &'static str {
        self.target.region.partition().as_str()
    }

    /// Something of the account and region.
    fn local(&self, service: &str, resource: &str) -> String {
        let Target {
            region, account, ..
        } = self.target;
        format!(
            "arn:{}:{service}:{region}:{account}:{resource}",
            self.partition()
        )
    }

    fn keys_elsewhere(&self) -> Vec<String> {
        let layer = &self.deployment.data_layer;
        let looks = layer.target().name == self.target.name;
        if !looks || layer.draft().iam.role_prefix.is_some() {
            return Vec::new();
        }
        let (partition, account) = (self.partition(), &self.target.account);
        let regions = self.target.region.others_of_platform().into_iter();
        regions
            .map(|region| format!("arn:{partition}:kms:{region}:{account}:key/*"))
            .collect()
    }

    /// The account as its organisation names it.
    fn in_organization(&self) -> String {
        let (partition, account) = (self.partition(), &self.target.account);
        format!("arn:{partition}:organizations::*:account/o-*/{account}")
    }

    /// Something of the account's IAM.
    fn global(&self, resource: &str) -> String {
        format!(
            "arn:{}:iam::{}:{resource}",
            self.partition(),
            self.target.account
        )
    }

    fn bucket(&self, name: &str) -> String {
        format!("arn:{}:s3:::{name}", self.partition())
    }

    fn catalog(&self, resource: &str) -> String {
        // Products and portfolios belong to the vendor's account, which nobody has to know.
        let region = &self.target.region;
        format!("arn:{}:catalog:{region}:*:{resource}", self.partition())
    }

    fn products(&self) -> Vec<String> {
        let layers: [&dyn ProductComponent; 2] =
            [&self.deployment.data_layer, &self.deployment.service_layer];
        let id = |layer: &dyn ProductComponent| match &layer.choice().product {
            ProductSelector::Id(id) => self.catalog(&format!("product/{id}")),
            ProductSelector::Name(_) => self.catalog("product/*"),
        };
        layers.map(id).to_vec()
    }

    fn portfolio(&self) -> Vec<String> {
        let portfolio = self.deployment.portfolio.as_ref();
        let resource = portfolio.map(|one| self.catalog(&format!("portfolio/{}", one.id)));
        resource.into_iter().collect()
    }

    fn own_stacks(&self) -> Vec<String> {
        let Some(dr) = &self.deployment.disaster_recovery else {
            return Vec::new();
        };
        let stack = dr.stack.as_ref().map(|one| &one.name);
        let tool = dr.snapshot_tool.as_ref().map(|one| &one.name);
        let name = match self.target.name {
            TargetName::Dr => stack,
            TargetName::DrInMainRegion => tool,
            TargetName::Main => None,
        };
        let resource = |name| self.local("cloudformation", &format!("stack/{name}/*"));
        name.map(resource).into_iter().collect()
    }

    fn own_templates(&self) -> Vec<String> {
        let Some(dr) = &self.deployment.disaster_recovery else {
            return Vec::new();
        };
        let stack = dr.stack.as_ref().map(|one| &one.template);
        let tool = dr.snapshot_tool.as_ref().map(|one| &one.template);
        let template = match self.target.name {
            TargetName::Dr => stack,
            TargetName::DrInMainRegion => tool,
            TargetName::Main => None,
        };
        let object = match template {
            Some(TemplateLocation::Url(source)) => source.as_url().and_then(object_at),
            Some(TemplateLocation::File(_)) | None => None,
        };
        object.map(|name| self.bucket(&name)).into_iter().collect()
    }

    fn parameter(&self, path: &str) -> String {
        self.local("ssm", &format!("parameter{path}"))
    }

    fn secret_parameters(&self) -> Vec<String> {
        let parameters = self.deployment.secrets.parameters().iter();
        let paths = parameters.flat_map(|one| {
            let from: Option<&ParameterPath> = match &one.value {
                ValueFrom::Parameter(path) => Some(path),
                ValueFrom::Named(_) | ValueFrom::Output(_) | ValueFrom::Given(_) => None,
            };
            std::iter::once(&one.path).chain(from)
        });
        paths.map(|path| self.parameter(path.as_str())).collect()
    }

    fn secret_keys(&self) -> Vec<String> {
        let parameters = self.deployment.secrets.parameters().iter();
        let keys = parameters.filter_map(|one| match &one.protection {
            Protection::Encrypted { key } => self.key(key),
            Protection::Plain => None,
        });
        keys.collect()
    }

    /// The key as a resource. AWS's own key for SSM lets everybody through who may use SSM.
    fn key(&self, key: &KmsKeyRef) -> Option<String> {
        let text = key.as_str();
        if key.is_same_as(&KmsKeyRef::aws_ssm()) {
            return None;
        }
        let own = match Arn::parse(text) {
            Ok(arn) if arn.resource.starts_with("key/") => return Some(text.to_owned()),
            Ok(arn) => arn.resource,
            Err(_) => text.to_owned(),
        };
        // Rights name keys, never aliases.
        Some(if own.starts_with("alias/") {
            self.local("kms", "key/*")
        } else {
            self.local("kms", &format!("key/{own}"))
        })
    }

    fn sign_on_parameters(&self) -> Vec<String> {
        let Some(sign_on) = &self.deployment.single_sign_on else {
            return Vec::new();
        };
        let set = self.deployment.data_layer.parameters(&Inputs::default());
        let environment = set.plain("Environment").unwrap_or("production");
        let named = sign_on.restarted.iter().flatten();
        let services = named
            .map(crate::ids::ServiceName::as_str)
            .chain(RESTARTED)
            .collect::<std::collections::BTreeSet<_>>();
        let path = |service: &str| format!("/tetrascience/{environment}/ECS/{service}/*");
        services
            .into_iter()
            .map(|service| self.parameter(&path(service)))
            .collect()
    }

    fn sign_on_keys(&self) -> Vec<String> {
        let sign_on = self.deployment.single_sign_on.as_ref();
        let key = sign_on.and_then(|one| one.kms_key.as_ref());
        key.and_then(|key| self.key(key)).into_iter().collect()
    }

    fn sign_in_distribution(&self) -> Vec<String> {
        let sign_on = self.deployment.single_sign_on.as_ref();
        match sign_on.map(|one| &one.hosted_domain) {
            Some(HostedDomain::Custom { .. }) => vec!["*".to_owned()],
            Some(HostedDomain::Prefix(_)) | None => Vec::new(),
        }
    }

    fn container_services(&self) -> Vec<String> {
        let sign_on = self.deployment.single_sign_on.as_ref();
        let cluster = sign_on.and_then(|one| one.cluster.as_ref());
        let cluster = cluster.map_or("*", |name| name.as_str());
        vec![self.local("ecs", &format!("service/{cluster}/*"))]
    }

    fn buckets(&self) -> Vec<String> {
        let decided = self
            .deployment
            .data_layer
            .draft()
            .disaster_recovery
            .as_ref();
        match decided.map(|dr| &dr.outputs) {
            Some(DrOutputSource::Given(outputs)) if self.target.name == TargetName::Dr => [
                &outputs.datalake_bucket,
                &outputs.stream_bucket,
                &outputs.backup_bucket,
                &outputs.local_artifacts_bucket,
            ]
            .map(|name| self.bucket(name.as_str()))
            .to_vec(),
            _ => vec![self.bucket("*")],
        }
    }

    fn boundary_policies(&self) -> Vec<String> {
        let data = self.deployment.data_layer.draft();
        let dr = self.deployment.disaster_recovery.as_ref();
        let there = dr.and_then(|dr| dr.recovery.boundary_policy.as_ref());
        let all = data.iam.boundary_policy.iter().chain(there);
        let here = all.filter(|policy| policy.account().is_none_or(|id| id == self.target.account));
        here.map(ToString::to_string).collect()
    }
}

/// The object at an address of S3, as `BUCKET/KEY`, in either of the two styles; `None` for any
/// other host, such as one of a customer's own.
fn object_at(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://")?;
    let rest = rest.split(['?', '#']).next()?;
    let (host, path) = rest.split_once('/')?;
    let host = host.strip_suffix(".cn").unwrap_or(host);
    let own = host.strip_suffix(".amazonaws.com")?;
    let labels: Vec<&str> = own.split('.').collect();
    let is_s3 = |label: &&str| *label == "s3" || label.starts_with("s3-");
    // The service's own label is the last one of its name: a bucket may have a dot and "s3" too.
    let at = labels.iter().rposition(is_s3)?;
    let (bucket, _) = labels.split_at(at);
    Some(if bucket.is_empty() {
        path.to_owned()
    } else {
        format!("{}/{path}", bucket.join("."))
    })
}

#[cfg(test)]
mod tests {
    use super::object_at;

    #[test]
    fn a_templates_object_is_told_in_both_styles_of_address() {
        let cases = [
            (
                "https://acme.s3.us-east-2.amazonaws.com/a/dr.yml",
                Some("acme/a/dr.yml"),
            ),
            (
                "https://acme.eu.s3.amazonaws.com/dr.yml",
                Some("acme.eu/dr.yml"),
            ),
            (
                "https://s3.us-east-2.amazonaws.com/acme/dr.yml",
                Some("acme/dr.yml"),
            ),
            (
                "https://s3-us-west-2.amazonaws.com/acme/dr.yml",
                Some("acme/dr.yml"),
            ),
            (
                "https://acme.s3.cn-north-1.amazonaws.com.cn/dr.yml?versionId=1",
                Some("acme/dr.yml"),
            ),
            ("https://templates.acme.example/dr.yml", None),
        ];
        for (url, object) in cases {
            assert_eq!(object_at(url).as_deref(), object, "{url}");
        }
    }
}
