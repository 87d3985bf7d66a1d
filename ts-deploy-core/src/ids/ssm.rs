//! Names in SSM's Parameter Store, and of the keys that encrypt there.

use super::{Arn, made_of, text_type};

/// How many characters a parameter's name may have.
const LENGTH: usize = 1011;
/// How many levels it may have.
const LEVELS: usize = 15;

text_type! {
    /// The full name of a parameter in SSM, such as those that the platform's services read
    /// (rows X1-X5). Case matters.
    ParameterPath, "the path of an SSM parameter",
    "it begins with '/', has at most 1011 characters and 15 levels of letters, digits, '.', '_' and '-', \
     and does not begin with /aws or /ssm",
    "/tetrascience/production/ECS/ts-service-web/INT_BOX_CLIENT_ID", is_path
}

fn is_path(text: &str) -> bool {
    let Some(below) = text.strip_prefix('/') else {
        return false;
    };
    let lower = below.to_ascii_lowercase();
    text.len() <= LENGTH
        && below.split('/').count() <= LEVELS
        && below.split('/').all(is_segment)
        && !lower.starts_with("aws")
        && !lower.starts_with("ssm")
}

fn is_segment(text: &str) -> bool {
    made_of(text, LENGTH, |c| {
        c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
    })
}

impl ParameterPath {
    /// The path of what one of the platform's services reads:
    /// `/tetrascience/{environment}/ECS/{service}/{name}`. `service` and `name` come from a
    /// program's own tables and must obey the rule of a segment, which debug builds assert.
    pub fn of_service(environment: &EnvironmentName, service: &str, name: &'static str) -> Self {
        let path = format!("/tetrascience/{environment}/ECS/{service}/{name}");
        debug_assert!(is_path(&path), "{path}");
        Self(path)
    }

    /// The levels of the path, from the top, without the slashes.
    pub fn levels(&self) -> impl Iterator<Item = &str> {
        self.as_str().split('/').skip(1)
    }

    /// The service that reads it, for a path of the form
    /// `/tetrascience/{environment}/ECS/{service}/…`; `None` for any other path.
    pub fn service(&self) -> Option<&str> {
        let levels: Vec<&str> = self.levels().collect();
        match levels.as_slice() {
            ["tetrascience", _, "ECS", service, _, ..] => Some(service),
            _ => None,
        }
    }
}

text_type! {
    /// The value of the Data Layer's `Environment`, as a segment of the paths in SSM; documented
    /// default `production`.
    EnvironmentName, "an environment name",
    "it has 1 to 64 letters, digits, '.', '_' and '-'", "production",
    |text| text.len() <= 64 && is_segment(text)
}

impl Default for EnvironmentName {
    /// `production`, the documented default.
    fn default() -> Self {
        Self("production".to_owned())
    }
}

text_type! {
    /// A KMS key as SSM takes it: the key's ARN or id, or an alias by its name or ARN.
    KmsKeyRef, "a KMS key",
    "it is the ARN of a key or alias, the id of a key, or alias/NAME", "alias/aws/ssm", is_key
}

fn is_key(text: &str) -> bool {
    if text.starts_with("arn:") {
        return Arn::parse(text).is_ok_and(|arn| {
            let local = arn.region.is_some() && arn.account.is_some();
            let id = arn.resource.strip_prefix("key/").is_some_and(is_key_id);
            arn.service == "kms" && local && (id || is_alias(&arn.resource))
        });
    }
    is_alias(text) || is_key_id(text)
}

fn is_alias(text: &str) -> bool {
    text.strip_prefix("alias/").is_some_and(|name| {
        made_of(name, 250, |c| {
            c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-')
        })
    })
}

fn is_key_id(text: &str) -> bool {
    let digits = text.strip_prefix("mrk-").unwrap_or(text);
    (32..=36).contains(&digits.len()) && made_of(digits, 36, |c| c.is_ascii_hexdigit() || c == '-')
}

impl KmsKeyRef {
    /// `alias/aws/ssm`: the key that AWS keeps for SSM in each account and region.
    pub fn aws_ssm() -> Self {
        Self("alias/aws/ssm".to_owned())
    }

    /// True when both name the same key of one account and region, whether by ARN or by id or
    /// alias alone. An alias is not looked up: it is never the same as a key's id.
    pub fn is_same_as(&self, other: &Self) -> bool {
        let arns = self.as_str().starts_with("arn:") && other.as_str().starts_with("arn:");
        if arns {
            self == other
        } else {
            self.resource() == other.resource()
        }
    }

    /// The region of the key, when its ARN tells it.
    pub fn region(&self) -> Option<super::Region> {
        Arn::parse(self.as_str()).ok().and_then(|arn| arn.region)
    }

    fn resource(&self) -> &str {
        let own = self.as_str().splitn(6, ':').last().unwrap_or_default();
        own.strip_prefix("key/").unwrap_or(own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_obeys_the_parameter_stores_rules() {
        for refused in [
            "tetrascience/a",
            "/",
            "/a//b",
            "/a/",
            "/aws/a",
            "/AWSome/a",
            "/ssm-a",
            "/a b",
            "/a/{{b}}",
            "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16",
        ] {
            assert!(ParameterPath::parse(refused).is_err(), "{refused}");
        }
        assert!(ParameterPath::parse("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15").is_ok());
    }

    #[test]
    fn a_path_may_have_1011_characters_and_no_more() {
        let longest = format!("/{}", "a".repeat(1010));
        assert!(ParameterPath::parse(longest.as_str()).is_ok());
        assert!(ParameterPath::parse(format!("{longest}a")).is_err());
    }

    #[test]
    fn a_path_of_the_platform_names_the_service_that_reads_it() {
        let path = ParameterPath::parse("/tetrascience/test/ECS/ts-service-web/A").unwrap();
        assert_eq!(path.service(), Some("ts-service-web"));
        let other = ParameterPath::parse("/acme/ts-service-web/A").unwrap();
        assert_eq!(other.service(), None);
    }

    #[test]
    fn a_key_is_named_by_arn_by_id_or_by_alias() {
        for key in [
            "alias/acme/secrets",
            "12345678-1234-1234-1234-123456789012",
            "mrk-1234567890abcdef1234567890abcdef",
            "arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012",
            "arn:aws:kms:us-east-1:111122223333:alias/acme",
        ] {
            assert!(KmsKeyRef::parse(key).is_ok(), "{key}");
        }
        for refused in [
            "acme",
            "alias/",
            "arn:aws:kms:::key/1",
            "arn:aws:s3:us-east-1:111122223333:alias/acme",
        ] {
            assert!(KmsKeyRef::parse(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn a_key_is_the_same_by_its_arn_and_by_its_id() {
        let id = KmsKeyRef::parse("12345678-1234-1234-1234-123456789012").unwrap();
        let arn = "arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012";
        let arn = KmsKeyRef::parse(arn).unwrap();
        assert!(arn.is_same_as(&id));
        assert!(!arn.is_same_as(&KmsKeyRef::aws_ssm()));
    }
}
