//! What a resource's policies say about a service of AWS that uses it on the account's behalf.

use super::condition::{Bound, bound};
use super::written::Written;

/// A service of AWS, and what it would use. Shapes have `*` where a name is not known.
#[derive(Clone, Debug)]
pub(crate) struct ServiceUse {
    /// The service, as policies name it: `es.amazonaws.com`.
    pub(crate) service: &'static str,
    /// The account whose resources act, as `aws:SourceAccount` has it.
    pub(crate) account: String,
    /// The shape of the ARNs of what it acts for, as `aws:SourceArn` has it:
    /// `arn:aws:es:us-east-1:111122223333:domain/*`.
    pub(crate) source: String,
    /// The shape of the ARNs that it uses.
    pub(crate) resource: String,
}

/// Whether a statement is about a use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum About {
    /// It is.
    Yes,
    /// It is about others.
    No,
    /// It depends on this: `a condition on aws:PrincipalOrgID`.
    Unclear(String),
}

impl ServiceUse {
    /// Whether `statement` is about this service doing `action`, its conditions included.
    pub(crate) fn meant_by(&self, statement: &Written, action: &str) -> About {
        if !statement.names_action(action) {
            return About::No;
        }
        if statement.member("NotPrincipal").is_some() {
            return About::Unclear("a statement with NotPrincipal".to_owned());
        }
        if !statement.is_for(self.service) {
            return About::No;
        }
        let mut unclear = None;
        if statement.member("NotResource").is_some() {
            unclear = Some("a statement with NotResource".to_owned());
        } else if !statement.covers(&self.resource) {
            let Some(some) = statement.resource_within(&self.resource) else {
                return About::No;
            };
            let some = crate::ids::printable(some, 160);
            unclear = Some(format!("whether {some} is meant"));
        }
        match bound(statement.member("Condition"), |key| self.known(key)) {
            Bound::Fails => About::No,
            Bound::Unclear(why) => About::Unclear(why),
            Bound::Holds => unclear.map_or(About::Yes, About::Unclear),
        }
    }

    fn known(&self, key: &str) -> Option<Vec<String>> {
        let one = match key {
            "aws:sourceaccount" => self.account.clone(),
            "aws:sourcearn" => self.source.clone(),
            "aws:principalisawsservice" => "true".to_owned(),
            "aws:principalservicename" => self.service.to_owned(),
            _ => return None,
        };
        Some(vec![one])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{About, ServiceUse};
    use crate::policy::Written;

    const GROUPS: &str = "arn:aws:logs:us-east-1:111122223333:log-group:*:log-stream:*";

    fn about(field: &str, value: &Value) -> About {
        let mut statement = json!({
            "Effect": "Allow", "Principal": { "Service": "es.amazonaws.com" },
            "Action": "logs:PutLogEvents", "Resource": "*",
        });
        statement[field] = value.clone();
        let document = json!({ "Statement": statement }).to_string();
        let using = ServiceUse {
            service: "es.amazonaws.com",
            account: "111122223333".to_owned(),
            source: "arn:aws:es:us-east-1:111122223333:domain/*".to_owned(),
            resource: GROUPS.to_owned(),
        };
        using.meant_by(&Written::all(&document)[0], "logs:PutLogEvents")
    }

    #[test]
    fn the_conditions_that_aws_recommends_against_confused_deputies_hold() {
        let conditions = [
            json!({ "StringEquals": { "aws:SourceAccount": "111122223333" } }),
            json!({ "ArnLike": { "aws:SourceArn": "arn:aws:es:us-east-1:111122223333:domain/*" } }),
            json!({ "StringLike": { "AWS:SourceArn": "arn:aws:es:*:111122223333:*" } }),
        ];
        for condition in conditions {
            assert_eq!(about("Condition", &condition), About::Yes, "{condition}");
        }
    }

    #[test]
    fn a_condition_on_another_account_is_about_others() {
        let conditions = [
            json!({ "StringEquals": { "aws:SourceAccount": "444455556666" } }),
            json!({ "StringNotEquals": { "aws:SourceAccount": "111122223333" } }),
            json!({ "ArnLike": { "aws:SourceArn": "arn:aws:es:eu-west-1:111122223333:domain/*" } }),
        ];
        for condition in conditions {
            assert_eq!(about("Condition", &condition), About::No, "{condition}");
        }
    }

    #[test]
    fn a_condition_on_one_domain_or_on_something_unknown_is_unclear() {
        let one = json!({ "ArnEquals": { "aws:SourceArn": "arn:aws:es:us-east-1:111122223333:domain/logs" } });
        let other = json!({ "StringEquals": { "aws:PrincipalOrgID": "o-1" } });
        let says = |key: &str| About::Unclear(format!("a condition on {key}"));
        assert_eq!(about("Condition", &one), says("aws:SourceArn"));
        assert_eq!(about("Condition", &other), says("aws:PrincipalOrgID"));
    }

    #[test]
    fn a_resource_of_some_groups_is_unclear_and_one_elsewhere_is_not_meant() {
        let some = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/aes/*";
        let unclear = About::Unclear(format!("whether {some} is meant"));
        assert_eq!(about("Resource", &json!([some])), unclear);
        let elsewhere = json!("arn:aws:logs:eu-west-1:111122223333:*");
        assert_eq!(about("Resource", &elsewhere), About::No);
    }

    #[test]
    fn what_is_said_of_all_but_some_is_unclear() {
        for field in ["NotPrincipal", "NotResource"] {
            assert!(
                matches!(about(field, &json!("*")), About::Unclear(_)),
                "{field}"
            );
        }
    }
}
