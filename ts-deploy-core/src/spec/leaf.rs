//! The values at the ends of the document: texts with a rule, numbers, true and false.

use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::decode::{Decode, wrong_shape};
use super::limit;
use super::notes::{At, Notes};
use super::tree::{Node, Shape};
use super::words::{FilePath, Line, OutputKey, ProductIdText, SessionName, TemplateUrl, UseCase};
use crate::finding::Finding;
use crate::ids::{
    AccountId, BackupSchedule, BucketName, CertificateArn, Cidr, ClaimName, ClusterName,
    DeploymentName, DomainName, DomainPrefix, ElasticsearchInstanceType, EmailAddress, ExternalId,
    GroupName, GroupsAttribute, HostName, HostedZoneId, Hours, HttpsUrl, IamRolePrefix,
    InfrastructureName, InstanceType, InvalidValue, KmsKeyArn, KmsKeyRef, LogGroupPattern,
    LogRetentionDays, OrganisationName, ParameterPath, PolicyArn, PortfolioId, PrincipalArn,
    ProviderName, ProvisionedProductName, RdsInstanceClass, Region, RoleArn, RoleName, RolePath,
    Rule, ServiceName, SnapshotId, StackName, SubnetId, UserPoolName, VpcId, printable,
};
use crate::parameter::ParameterKey;

/// The text of a value as written, numbers and booleans included. `what` names what is expected.
pub(super) fn text<'a>(
    node: &'a Node,
    at: At<'_>,
    what: &str,
    notes: &mut Notes,
) -> Option<&'a str> {
    let (Shape::Text(text) | Shape::Number(text) | Shape::Bool(text)) = &node.shape else {
        notes.add(match node.shape {
            Shape::Lost => text_lost(at),
            _ => wrong_shape(node, at, what),
        });
        return None;
    };
    if text.len() <= limit::VALUE_BYTES {
        return Some(text);
    }
    let seen = format!("{} has {} bytes.", at.shown(), text.len());
    let finding = Finding::blocks("value-too-long", at.to_string(), seen)
        .why(format!("A value may have {} bytes.", limit::VALUE_BYTES))
        .remedy("Shorten it.");
    notes.add(finding);
    None
}

fn text_lost(at: At<'_>) -> Finding {
    let seen = format!("How {} was written cannot be told.", at.shown());
    Finding::blocks("value-text-lost", at.to_string(), seen)
        .why("A number loses its leading zeros, and with them its meaning.")
        .remedy("Quote it, and leave out the tag before it.")
}

/// A value that breaks its rule.
pub(super) fn invalid(at: At<'_>, refused: &InvalidValue, example: &str) -> Finding {
    Finding::blocks("value-invalid", at.to_string(), format!("{refused}."))
        .why("It would be refused later, when more depends on it.")
        .remedy(format!("Write {}, such as {example}", refused.what))
}

fn parsed<T>(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<T>
where
    T: Rule + FromStr<Err = InvalidValue>,
{
    text(node, at, T::WHAT, notes)?
        .parse()
        .map_err(|refused| notes.add(invalid(at, &refused, T::EXAMPLE)))
        .ok()
}

/// Texts with a rule, each with the pattern that stands for the rule in the schema; a pattern may
/// accept more than its rule, never less.
macro_rules! texts {
    ($( $type:ident $pattern:literal, )+) => {$(
        impl Decode for $type {
            fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
                parsed(node, at, notes)
            }

            fn example() -> Option<&'static str> {
                Some(<Self as Rule>::EXAMPLE)
            }
        }

        impl JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "string",
                    "description": format!("{}: {}.", Self::WHAT, Self::RULE),
                    "pattern": $pattern,
                    "examples": [Self::EXAMPLE],
                })
            }
        }
    )+};
}

texts! {
    AccountId "^[0-9]{12}$",
    BackupSchedule r"^\s*\S+(\s+\S+){5}\s*$",
    BucketName "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
    CertificateArn "^arn:(aws|aws-us-gov|aws-cn):acm:[a-z0-9-]+:([0-9]{12}|aws):certificate/",
    Cidr r"^[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}$",
    ClaimName r"^[^\r\n]{1,1024}$",
    ClusterName "^[A-Za-z0-9_-]{1,255}$",
    DeploymentName "^[a-z][a-z0-9-]{0,63}$",
    DomainName r"^[a-z0-9-]+(\.[a-z0-9-]+)+$",
    DomainPrefix "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$",
    ElasticsearchInstanceType r"^[a-z0-9-]+\.[a-z0-9-]+\.elasticsearch$",
    EmailAddress r"^[^@\s]+@[^@\s]+$",
    ExternalId r"^[A-Za-z0-9+=,.@:/_-]{2,1224}$",
    FilePath r"^[^\r\n]{1,1024}$",
    GroupName r"^[^\r\n]{1,1024}$",
    GroupsAttribute "^custom:[A-Za-z0-9_.-]{1,20}$",
    HostName r"^[a-z0-9-]+(\.[a-z0-9-]+)+$",
    HostedZoneId "^Z[A-Z0-9]{7,31}$",
    HttpsUrl "^https://",
    IamRolePrefix "^[A-Za-z0-9+=,.@_-]{1,32}$",
    InfrastructureName "^[a-z][a-z0-9-]{1,26}[a-z0-9]$",
    InstanceType r"^[a-z0-9-]{1,16}\.[a-z0-9-]{1,16}$",
    KmsKeyArn "^arn:(aws|aws-us-gov|aws-cn):kms:[a-z0-9-]+:([0-9]{12}|aws):key/",
    KmsKeyRef "^(arn:(aws|aws-us-gov|aws-cn):kms:|alias/|mrk-|[0-9a-fA-F])",
    LogGroupPattern r"^[A-Za-z0-9._/#-]{0,511}[A-Za-z0-9._/#*-]$",
    Line r"^[^\r\n]{1,255}$",
    OrganisationName r"^[^\r\n]{1,256}$",
    OutputKey "^[A-Za-z0-9]{1,255}$",
    ParameterKey "^[A-Za-z0-9]{1,255}$",
    ParameterPath "^/[A-Za-z0-9._/-]{1,1010}$",
    PolicyArn "^arn:(aws|aws-us-gov|aws-cn):iam:.*:policy/",
    PortfolioId "^port-[A-Za-z0-9_-]{1,95}$",
    PrincipalArn "^arn:(aws|aws-us-gov|aws-cn):iam::[0-9]{12}:(role|user)/",
    ProductIdText "^prod-[A-Za-z0-9_-]+$",
    ProviderName r"^[^\s_]{3,32}$",
    ProvisionedProductName "^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$",
    RdsInstanceClass r"^db\.[a-z0-9-]{1,16}\.[a-z0-9-]{1,16}$",
    Region "^[a-z]{2,16}(-[a-z]{1,16})+-[0-9]{1,2}$",
    RoleArn "^arn:(aws|aws-us-gov|aws-cn):iam:.*:role/",
    RoleName "^[A-Za-z0-9+=,.@_-]{1,64}$",
    RolePath r"^/([!-~]{0,510}/)?$",
    ServiceName "^[A-Za-z0-9_-]{1,255}$",
    SessionName "^[A-Za-z0-9+=,.@_-]{2,64}$",
    SnapshotId "^(arn:.*:rds:.*:snapshot:|[A-Za-z][A-Za-z0-9-]{0,254}$)",
    StackName "^[A-Za-z][A-Za-z0-9-]{0,127}$",
    TemplateUrl "^https://[^/]+",
    SubnetId "^subnet-[0-9a-f]{8,17}$",
    UseCase r"^[\s\S]{1,5000}$",
    UserPoolName r"^[^\r\n]{1,128}$",
    VpcId "^vpc-[0-9a-f]{8,17}$",
}

impl Decode for u32 {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        let seen = match &node.shape {
            Shape::Number(digits) => match digits.parse() {
                Ok(number) => return Some(number),
                Err(_) => format!("\"{}\" is not a whole number.", printable(digits, 80)),
            },
            Shape::Text(text) => format!(
                "\"{}\" is a text, where a whole number is expected.",
                printable(text, 80)
            ),
            _ => {
                notes.add(wrong_shape(node, at, "a whole number"));
                return None;
            }
        };
        let finding = Finding::blocks("value-invalid", at.to_string(), seen)
            .why("It is compared and counted with.")
            .remedy("Write digits only, from 0 to 4294967295, without quotes or a unit.");
        notes.add(finding);
        None
    }

    fn example() -> Option<&'static str> {
        Some("1")
    }
}

impl Decode for bool {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        let Shape::Bool(word) = &node.shape else {
            notes.add(wrong_shape(node, at, "true or false (without quotes)"));
            return None;
        };
        Some(word.eq_ignore_ascii_case("true"))
    }

    fn example() -> Option<&'static str> {
        Some("false")
    }
}

impl Decode for Hours {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        Hours::new(u32::decode(node, at, notes)?)
            .map_err(|refused| notes.add(invalid(at, &refused, "24")))
            .ok()
    }
}

impl JsonSchema for Hours {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Hours".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "integer", "minimum": 1, "maximum": 8760})
    }
}

impl Decode for LogRetentionDays {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        Self::new(u32::decode(node, at, notes)?)
            .map_err(|refused| notes.add(invalid(at, &refused, Self::EXAMPLE)))
            .ok()
    }
}

impl JsonSchema for LogRetentionDays {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "LogRetentionDays".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The numbers of days that CloudWatch Logs accepts.",
            "enum": Self::ACCEPTED,
        })
    }
}

/// Subnets, at most [`limit::SUBNETS`].
impl Decode for Vec<SubnetId> {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        let Shape::List(items) = &node.shape else {
            notes.add(wrong_shape(node, at, "a list of subnet ids"));
            return None;
        };
        if items.len() > limit::SUBNETS {
            notes.add(too_many(at, items.len(), "subnets", limit::SUBNETS));
            return None;
        }
        let subnets: Vec<Option<SubnetId>> = items
            .iter()
            .enumerate()
            .map(|(n, item)| SubnetId::decode(item, At::Item(&at, n), notes))
            .collect();
        subnets.into_iter().collect()
    }

    fn example() -> Option<&'static str> {
        Some("[subnet-0a1b2c3d4e5f60718]")
    }
}

/// More of something than is read.
pub(super) fn too_many(at: At<'_>, count: usize, what: &str, limit: usize) -> Finding {
    let seen = format!(
        "{} has {count} {what}; at most {limit} are read.",
        at.shown()
    );
    Finding::blocks("too-many", at.to_string(), seen)
        .why("No deployment needs more.")
        .remedy("Give those that the deployment needs.")
}
