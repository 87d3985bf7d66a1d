//! Amazon Resource Names, whole and of a given kind.

use super::{AccountId, InvalidValue, Partition, Region, RoleName, RolePath, text_type};

/// A parsed ARN: `arn:partition:service:region:account:resource`.
///
/// Region and account are empty for global resources such as IAM's.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Arn {
    /// The partition: `aws`, `aws-us-gov` or `aws-cn`.
    pub partition: Partition,
    /// The service's word, such as `acm`.
    pub service: String,
    /// The region, absent for global resources.
    pub region: Option<Region>,
    /// The account, absent where the service leaves it out; `aws` (as in managed policies) is
    /// absent too.
    pub account: Option<AccountId>,
    /// Everything after the fifth colon.
    pub resource: String,
}

impl Arn {
    /// Parses an ARN of any service.
    ///
    /// # Errors
    /// [`InvalidValue`] when a part is missing or malformed.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        let refuse = |rule: &str| InvalidValue::new("an ARN", text, rule);
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let [scheme, partition, service, region, account, resource] = parts.as_slice() else {
            return Err(refuse(
                "it has six parts: arn:partition:service:region:account:resource",
            ));
        };
        let partition = match (*scheme, *partition) {
            ("arn", "aws") => Partition::Aws,
            ("arn", "aws-us-gov") => Partition::AwsUsGov,
            ("arn", "aws-cn") => Partition::AwsCn,
            _ => {
                return Err(refuse(
                    "it begins with arn:aws:, arn:aws-us-gov: or arn:aws-cn:",
                ));
            }
        };
        if service.is_empty() || resource.is_empty() || text.chars().any(char::is_whitespace) {
            return Err(refuse(
                "service and resource are not empty and nothing in it is a space",
            ));
        }
        let region = match *region {
            "" => None,
            name => Some(Region::parse(name).map_err(|e| refuse(&e.to_string()))?),
        };
        let account = match *account {
            "" | "aws" => None,
            id => Some(AccountId::parse(id).map_err(|e| refuse(&e.to_string()))?),
        };
        Ok(Self {
            partition,
            service: (*service).to_owned(),
            region,
            account,
            resource: (*resource).to_owned(),
        })
    }

    fn is(text: &str, service: &str, resource: &str, regional: bool) -> bool {
        Self::parse(text).is_ok_and(|arn| {
            arn.service == service
                && arn.resource.len() > resource.len()
                && arn.resource.starts_with(resource)
                && (!regional || (arn.region.is_some() && arn.account.is_some()))
        })
    }
}

/// What every ARN of a kind can tell: it was parsed on the way in, so this cannot fail in practice
/// and answers `None` only for a part the ARN does not have.
macro_rules! arn_parts {
    ($name:ident) => {
        impl $name {
            /// The region that the resource is in; `None` for global resources.
            pub fn region(&self) -> Option<Region> {
                Arn::parse(self.as_str()).ok().and_then(|arn| arn.region)
            }

            /// The account that owns the resource; `None` for what AWS owns.
            pub fn account(&self) -> Option<AccountId> {
                Arn::parse(self.as_str()).ok().and_then(|arn| arn.account)
            }
        }
    };
}

text_type! {
    /// The ARN of a certificate in ACM.
    CertificateArn, "the ARN of an ACM certificate",
    "it is written arn:PARTITION:acm:REGION:ACCOUNT:certificate/ID",
    "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012",
    |text| Arn::is(text, "acm", "certificate/", true)
}
arn_parts!(CertificateArn);

text_type! {
    /// The ARN of a KMS key (not of an alias).
    KmsKeyArn, "the ARN of a KMS key", "it is written arn:PARTITION:kms:REGION:ACCOUNT:key/ID",
    "arn:aws:kms:us-east-2:444455556666:key/12345678-1234-1234-1234-123456789012",
    |text| Arn::is(text, "kms", "key/", true)
}
arn_parts!(KmsKeyArn);

text_type! {
    /// The ARN of an IAM policy, such as a permissions boundary.
    PolicyArn, "the ARN of an IAM policy",
    "it is written arn:PARTITION:iam::ACCOUNT:policy/NAME", "arn:aws:iam::111122223333:policy/boundary",
    |text| Arn::is(text, "iam", "policy/", false)
}
arn_parts!(PolicyArn);

text_type! {
    /// The ARN of an IAM role.
    RoleArn, "the ARN of an IAM role",
    "it is written arn:PARTITION:iam::ACCOUNT:role/NAME", "arn:aws:iam::111122223333:role/deployer",
    |text| Arn::is(text, "iam", "role/", false)
}
arn_parts!(RoleArn);

impl RoleArn {
    /// The ARN of the role of this name, on this path, in this account.
    pub fn of_role(
        partition: Partition,
        account: &AccountId,
        path: &RolePath,
        name: &RoleName,
    ) -> Self {
        Self(format!("arn:{partition}:iam::{account}:role{path}{name}"))
    }

    /// The role's name, which stands behind its path.
    pub fn name(&self) -> &str {
        self.as_str().rsplit('/').next().unwrap_or_default()
    }
}

text_type! {
    /// The ARN of an IAM user or role, with its path: who may launch from a portfolio.
    ///
    /// A role's session (`assumed-role`) and the root user are none: Service Catalog refuses them.
    PrincipalArn, "the ARN of an IAM user or role",
    "it is written arn:PARTITION:iam::ACCOUNT:role/NAME or user/NAME, with the path before the name \
     as IAM shows it; a role's session (sts, assumed-role) and the root user are refused",
    "arn:aws:iam::111122223333:role/deployer",
    is_principal
}
arn_parts!(PrincipalArn);

fn is_principal(text: &str) -> bool {
    let kinds = ["role/", "user/"];
    kinds.iter().any(|kind| Arn::is(text, "iam", kind, false))
        && !text.ends_with('/')
        && Arn::parse(text).is_ok_and(|arn| arn.account.is_some() && arn.region.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_of_another_kind_is_refused_with_the_shape_expected() {
        let refused =
            CertificateArn::parse("arn:aws:kms:us-east-1:111122223333:key/1").unwrap_err();
        assert!(
            refused.to_string().contains("arn:PARTITION:acm:REGION"),
            "{refused}"
        );
    }

    #[test]
    fn an_alias_is_not_a_key() {
        assert!(KmsKeyArn::parse("arn:aws:kms:us-east-1:111122223333:alias/a").is_err());
    }

    #[test]
    fn a_principal_is_a_user_or_a_role_with_its_path() {
        for arn in [
            "arn:aws:iam::111122223333:user/platform/jane",
            "arn:aws-cn:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1",
        ] {
            assert!(PrincipalArn::parse(arn).is_ok(), "{arn}");
        }
    }

    #[test]
    fn a_session_or_the_root_user_is_no_principal() {
        for arn in [
            "arn:aws:sts::111122223333:assumed-role/deployer/jane",
            "arn:aws:iam::111122223333:root",
            "arn:aws:iam:::role/deployer",
            "arn:aws:iam::111122223333:role/",
        ] {
            let refused = PrincipalArn::parse(arn).unwrap_err().to_string();
            assert!(refused.contains("a role's session"), "{refused}");
        }
    }

    #[test]
    fn a_managed_policy_has_no_account() {
        let policy = PolicyArn::parse("arn:aws:iam::aws:policy/AdministratorAccess").unwrap();
        assert_eq!(policy.account(), None);
    }

    #[test]
    fn parts_are_told_for_every_partition() {
        let arn =
            CertificateArn::parse("arn:aws-cn:acm:cn-north-1:111122223333:certificate/a").unwrap();
        assert_eq!(arn.region().unwrap().as_str(), "cn-north-1");
    }
}
