//! Names of deployments, of what is deployed, and of what AWS makes from them.

use super::{InvalidValue, Rule, made_of, text_type};

fn name_alphabet(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

fn starts_alphanumeric(text: &str) -> bool {
    text.chars()
        .next()
        .is_some_and(|c| c.is_ascii_alphanumeric())
}

text_type! {
    /// The name of a deployment: the folder of its journal, and part of every operation token.
    DeploymentName, "a deployment name",
    "it has 1 to 64 lower-case letters, digits and hyphens, and begins with a letter", "acme-production",
    |text| made_of(text, 64, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && text.starts_with(|c: char| c.is_ascii_lowercase())
}

text_type! {
    /// The name of a provisioned product in Service Catalog; it cannot be changed later.
    ProvisionedProductName, "a provisioned product name",
    "it has 1 to 128 letters, digits, '.', '_' and '-', and begins with a letter or digit", "acme-data-layer",
    |text| made_of(text, 128, name_alphabet) && starts_alphanumeric(text)
}

text_type! {
    /// The name of a stack in CloudFormation.
    StackName, "a stack name",
    "it has 1 to 128 letters, digits and hyphens, and begins with a letter", "SC-111122223333-pp-abcdefghijklm",
    |text| made_of(text, 128, |c| c.is_ascii_alphanumeric() || c == '-')
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
}

text_type! {
    /// The name of an S3 bucket.
    BucketName, "a bucket name",
    "it has 3 to 63 lower-case letters, digits, hyphens and dots, begins and ends with a letter or digit, \
     and holds neither '..' nor the form of an IP address", "acme-bucket",
    |text| (3..=63).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.'))
        && starts_alphanumeric(text)
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && !text.contains("..")
        && text.parse::<std::net::Ipv4Addr>().is_err()
}

text_type! {
    /// The prefix of the IAM roles that the product creates (row D `IAMRolePrefix`).
    IamRolePrefix, "an IAM role prefix",
    "it has 1 to 32 letters, digits and the characters + = , . @ _ -", "acme-",
    |text| made_of(text, 32, |c| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c))
}

text_type! {
    /// The name of an IAM role, unique in its account whatever its path.
    RoleName, "the name of an IAM role",
    "it has 1 to 64 letters, digits and the characters + = , . @ _ -", "acme-tetra-vendor-logs",
    |text| made_of(text, 64, |c| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c))
}

text_type! {
    /// The path of an IAM role: where it stands among the account's roles.
    RolePath, "the path of an IAM role",
    "it is / alone, or begins and ends with / and has at most 512 visible ASCII characters; \
     /aws-service-role/ and /aws-reserved/ are AWS's own", "/vendors/",
    |text| made_of(text, 512, |c| c.is_ascii_graphic())
        && text.starts_with('/') && text.ends_with('/')
        && !text.starts_with("/aws-service-role/") && !text.starts_with("/aws-reserved/")
}

impl RolePath {
    /// The path of roles that have no path of their own: `/`.
    pub fn root() -> Self {
        Self("/".to_owned())
    }
}

text_type! {
    /// What the owner of a role agreed on with those who assume it (`sts:AssumeRole`).
    ExternalId, "an external id",
    "it has 2 to 1224 letters, digits and the characters + = , . @ : / _ -", "acme-deployer",
    |text| text.len() >= 2
        && made_of(text, 1224, |c| c.is_ascii_alphanumeric() || "+=,.@:/_-".contains(c))
}

text_type! {
    /// A log group of `CloudWatch Logs` by its name, or all those whose names begin alike.
    LogGroupPattern, "a log group, or the beginning of several",
    "it has 1 to 512 letters, digits and the characters . - _ / #, and may end with *, which stands for anything",
    "/aws/ecs/*",
    |text| {
        let name = text.strip_suffix('*').unwrap_or(text);
        text.len() <= 512 && !text.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || ".-_/#".contains(c))
    }
}

text_type! {
    /// The name of a product's version in Service Catalog, such as `v1.0.0`; also the value of
    /// `CFTemplateVersion`.
    ProductVersionName, "a product version name",
    "it has 1 to 128 letters, digits, '.', '_' and '-'", "v1.0.0",
    |text| made_of(text, 128, name_alphabet)
}

text_type! {
    /// The id of a portfolio in Service Catalog: the code that its owner sends to those it shares
    /// it with (R16).
    PortfolioId, "a portfolio id",
    "it is port- followed by letters, digits, '_' and '-', at most 100 characters in all",
    "port-abcdefghijklm",
    |text| text.strip_prefix("port-")
        .is_some_and(|rest| made_of(rest, 95, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
}

/// A limit that AWS sets on something the product names after [`InfrastructureName`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameLimit {
    /// What carries the name.
    pub what: &'static str,
    /// How many characters AWS allows for it.
    pub limit: usize,
    /// How many characters the product adds to the infrastructure name: an assumption, since the
    /// templates are the vendor's; it is the shortest addition that the documents show.
    pub added: usize,
}

/// The limits that bind [`InfrastructureName`], the tightest first (row D,
/// `InfrastructureName`).
pub const NAME_LIMITS: &[NameLimit] = &[
    NameLimit {
        what: "the Elasticsearch domain",
        limit: 28,
        added: 0,
    },
    NameLimit {
        what: "the load balancer",
        limit: 32,
        added: 0,
    },
    NameLimit {
        what: "a bucket, which is globally unique",
        limit: 63,
        added: "-datalake".len(),
    },
    NameLimit {
        what: "an IAM role",
        limit: 64,
        added: "-role".len(),
    },
];

text_type! {
    /// The root of all names in the platform (row D `InfrastructureName`).
    ///
    /// Its alphabet is the one that all named things share (bucket, Elasticsearch domain, load
    /// balancer, role); its length is bound by the tightest of [`NAME_LIMITS`].
    InfrastructureName, "an infrastructure name",
    "it has 3 to 28 lower-case letters, digits and hyphens, begins with a letter, does not end with a hyphen; \
     the Elasticsearch domain named after it may have 28 characters", "acme-tetra",
    |text| InfrastructureName::refusal(text).is_none()
}

impl InfrastructureName {
    /// Why `text` cannot be an infrastructure name, with the limit that binds; `None` when it can.
    pub fn refusal(text: &str) -> Option<InvalidValue> {
        let refuse = |rule: String| Some(InvalidValue::new(Self::WHAT, text, rule));
        if let Some(limit) = NAME_LIMITS.iter().find(|l| text.len() + l.added > l.limit) {
            return refuse(format!(
                "{} is named after it and may have {} characters, this has {}",
                limit.what,
                limit.limit,
                text.len() + limit.added
            ));
        }
        let shape = text.len() >= 3
            && text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && !text.ends_with('-');
        if shape {
            None
        } else {
            refuse(Self::RULE.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_too_long_infrastructure_name_names_the_limit_that_binds() {
        let refused = InfrastructureName::refusal("a-name-of-29-characters-total").unwrap();
        assert!(refused.rule.contains("Elasticsearch domain"), "{refused}");
        assert!(
            refused.rule.contains("28 characters, this has 29"),
            "{refused}"
        );
    }

    #[test]
    fn an_infrastructure_name_keeps_to_the_alphabet_all_named_things_share() {
        for text in ["Acme", "acme_tetra", "1acme", "acme-", "ab", ""] {
            assert!(InfrastructureName::parse(text).is_err(), "{text}");
        }
        assert!(InfrastructureName::parse("acme-tetra").is_ok());
    }

    #[test]
    fn a_product_id_is_no_portfolio_id() {
        assert!(PortfolioId::parse("prod-abcdefghijklm").is_err());
        assert!(PortfolioId::parse("port-").is_err());
        assert!(PortfolioId::parse("port-abcdefghijklm").is_ok());
    }

    #[test]
    fn a_bucket_name_is_not_an_address() {
        assert!(BucketName::parse("10.0.0.1").is_err());
        assert!(BucketName::parse("acme..lake").is_err());
        assert!(BucketName::parse("Acme").is_err());
    }
}
