//! What the policy of a KMS key says about somebody who would use it.
//!
//! A key is different from what else a policy guards: without its own policy nobody may use it, and
//! rights of IAM count only where that policy leaves the matter to IAM, by a statement for the whole
//! account. IAM's simulation looks at no policy of a role's resources, so that this is worked out here,
//! as far as it can be: what a statement makes depend on something that is not known is [`Unclear`].
//!
//! [`Unclear`]: KeySays::Unclear

use serde_json::Value;

use super::condition::{Bound, bound};
use super::written::{Written, texts};
use crate::ids::AccountId;

/// Somebody of the key's own account who would use it, and how.
#[derive(Clone, Debug)]
pub struct KeyUser {
    /// The account.
    pub account: AccountId,
    /// The ARNs by which statements may name the user: that of the role or user with its path, and
    /// that of the session.
    pub arns: Vec<String>,
    /// The service through which the key is used (`kms:ViaService`):
    /// `rds.us-east-2.amazonaws.com`.
    pub via: String,
}

/// What a key's policy says about one action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySays {
    /// A statement allows it to this very user.
    Allows,
    /// It leaves the account's own policies to decide (IAM).
    AsksIam,
    /// A statement denies it.
    Denies,
    /// Nothing allows it, whatever IAM says.
    Nothing,
    /// It depends on what is not known here: `a condition on kms:EncryptionContext:team`.
    Unclear(String),
}

/// A key's policy, read.
pub struct KeyPolicy(Vec<Written>);

/// Whether a statement is about the user.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fit {
    No,
    /// By name, or as everybody.
    Itself,
    /// As anybody of the account.
    Account,
    Unclear(String),
}

impl KeyPolicy {
    /// Reads a policy as `kms:GetKeyPolicy` gives it; `None` when it is none.
    pub fn read(document: &str) -> Option<Self> {
        Written::read(document).map(Self)
    }

    /// What it says about `action`, such as `kms:CreateGrant`, for `user`. A denial goes before what
    /// allows, and what is unclear about a denial before both.
    ///
    /// ```
    /// use ts_deploy_core::policy::{KeyPolicy, KeySays, KeyUser};
    /// let user = KeyUser {
    ///     account: "444455556666".parse()?,
    ///     arns: vec!["arn:aws:iam::444455556666:role/deployer".to_owned()],
    ///     via: "rds.us-east-2.amazonaws.com".to_owned(),
    /// };
    /// let policy = r#"{ "Statement": { "Effect": "Allow", "Action": "kms:*", "Resource": "*",
    ///     "Principal": { "AWS": "arn:aws:iam::444455556666:root" } } }"#;
    /// let policy = KeyPolicy::read(policy).ok_or("no policy")?;
    /// assert_eq!(policy.says("kms:CreateGrant", &user), KeySays::AsksIam);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn says(&self, action: &str, user: &KeyUser) -> KeySays {
        let about = self.0.iter().filter(|one| one.names_action(action));
        let (denials, others): (Vec<_>, Vec<_>) = about.partition(|one| one.denies());
        let denials: Vec<Fit> = denials.into_iter().map(|one| fit(one, user)).collect();
        if denials
            .iter()
            .any(|fit| matches!(fit, Fit::Itself | Fit::Account))
        {
            return KeySays::Denies;
        }
        let unclear = |fits: &[Fit]| {
            fits.iter().find_map(|fit| match fit {
                Fit::Unclear(why) => Some(KeySays::Unclear(why.clone())),
                Fit::No | Fit::Itself | Fit::Account => None,
            })
        };
        if let Some(unclear) = unclear(&denials) {
            return unclear;
        }
        let fits: Vec<Fit> = others.into_iter().map(|one| fit(one, user)).collect();
        if fits.contains(&Fit::Itself) {
            KeySays::Allows
        } else if fits.contains(&Fit::Account) {
            KeySays::AsksIam
        } else {
            unclear(&fits).unwrap_or(KeySays::Nothing)
        }
    }
}

/// Whether the statement is about the user, its conditions included.
fn fit(statement: &Written, user: &KeyUser) -> Fit {
    if statement.member("NotPrincipal").is_some() {
        return Fit::Unclear("a statement with NotPrincipal".to_owned());
    }
    let named = named(statement.member("Principal"), user);
    if named == Fit::No {
        return named;
    }
    match bound(statement.member("Condition"), |key| known(key, user)) {
        Bound::Holds => named,
        Bound::Fails => Fit::No,
        Bound::Unclear(why) => Fit::Unclear(why),
    }
}

fn named(principal: Option<&Value>, user: &KeyUser) -> Fit {
    if principal.and_then(Value::as_str) == Some("*") {
        return Fit::Itself;
    }
    let account = user.account.as_str();
    let mut fit = Fit::No;
    for text in texts(principal.and_then(|one| one.get("AWS"))) {
        let root = text.ends_with(&format!(":iam::{account}:root"));
        if text == "*" || user.arns.iter().any(|arn| arn == text) {
            return Fit::Itself;
        }
        if root || text == account {
            fit = Fit::Account;
        }
    }
    fit
}

/// What is known of a condition's key.
fn known(key: &str, user: &KeyUser) -> Option<Vec<String>> {
    Some(match key {
        "kms:viaservice" => vec![user.via.clone()],
        "kms:calleraccount" | "aws:principalaccount" => vec![user.account.to_string()],
        // A service of AWS makes the grants, for its own resources.
        "kms:grantisforawsresource" => vec!["true".to_owned()],
        "aws:principalarn" => user.arns.clone(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ROLE: &str = "arn:aws:iam::444455556666:role/platform/deployer";

    fn says(statements: &Value) -> KeySays {
        let document = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
        let user = KeyUser {
            account: AccountId::parse("444455556666").unwrap(),
            arns: vec![ROLE.to_owned()],
            via: "rds.us-east-2.amazonaws.com".to_owned(),
        };
        KeyPolicy::read(&document)
            .unwrap()
            .says("kms:CreateGrant", &user)
    }

    fn statement(effect: &str, principal: &str, condition: &Value) -> Value {
        json!({
            "Effect": effect, "Principal": { "AWS": principal }, "Action": "kms:Create*",
            "Resource": "*", "Condition": condition,
        })
    }

    #[test]
    fn a_policy_that_names_the_role_allows_it() {
        assert_eq!(
            says(&json!([statement("Allow", ROLE, &json!({}))])),
            KeySays::Allows
        );
    }

    #[test]
    fn a_policy_for_the_account_leaves_it_to_iam() {
        for account in ["arn:aws:iam::444455556666:root", "444455556666"] {
            let said = says(&statement("Allow", account, &json!({})));
            assert_eq!(said, KeySays::AsksIam, "{account}");
        }
    }

    #[test]
    fn a_policy_for_others_or_for_other_actions_allows_nothing() {
        let other = "arn:aws:iam::444455556666:role/keeper";
        assert_eq!(
            says(&statement("Allow", other, &json!({}))),
            KeySays::Nothing
        );
        let describes = json!({ "Effect": "Allow", "Principal": "*", "Action": "kms:Describe*" });
        assert_eq!(says(&describes), KeySays::Nothing);
    }

    #[test]
    fn a_denial_goes_before_what_allows() {
        let both = [
            statement("Allow", ROLE, &json!({})),
            statement("Deny", "*", &json!({})),
        ];
        assert_eq!(says(&json!(both)), KeySays::Denies);
    }

    #[test]
    fn the_conditions_of_a_use_through_rds_hold() {
        // As AWS writes them into the policy of its own key for RDS, and of keys made in the console.
        let conditions = [
            json!({ "StringEquals": {
                "kms:ViaService": "rds.us-east-2.amazonaws.com", "kms:CallerAccount": "444455556666",
            } }),
            json!({ "Bool": { "kms:GrantIsForAWSResource": "true" } }),
            json!({ "BoolIfExists": { "kms:GrantIsForAWSResource": true } }),
            json!({ "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::444455556666:role/platform/*" } }),
        ];
        for condition in conditions {
            let said = says(&statement("Allow", "*", &condition));
            assert_eq!(said, KeySays::Allows, "{condition}");
        }
    }

    #[test]
    fn a_condition_that_does_not_hold_allows_nothing() {
        let condition =
            json!({ "StringEquals": { "kms:ViaService": "s3.us-east-2.amazonaws.com" } });
        assert_eq!(
            says(&statement("Allow", ROLE, &condition)),
            KeySays::Nothing
        );
    }

    #[test]
    fn a_denial_that_does_not_hold_denies_nothing() {
        let elsewhere = json!({ "StringNotEquals": { "kms:CallerAccount": "444455556666" } });
        let both = [
            statement("Allow", ROLE, &json!({})),
            statement("Deny", "*", &elsewhere),
        ];
        assert_eq!(says(&json!(both)), KeySays::Allows);
    }

    #[test]
    fn what_depends_on_something_unknown_is_unclear() {
        let condition = json!({ "StringEquals": { "aws:PrincipalOrgID": "o-1" } });
        let said = says(&statement("Allow", "*", &condition));
        let unclear = KeySays::Unclear("a condition on aws:PrincipalOrgID".to_owned());
        assert_eq!(said, unclear);
        let others = json!({ "Effect": "Deny", "NotPrincipal": { "AWS": ROLE }, "Action": "*" });
        let unclear = KeySays::Unclear("a statement with NotPrincipal".to_owned());
        assert_eq!(
            says(&json!([statement("Allow", ROLE, &json!({})), others])),
            unclear
        );
    }

    #[test]
    fn a_document_that_is_no_policy_is_none() {
        assert!(KeyPolicy::read("{}").is_none() && KeyPolicy::read("Statement").is_none());
    }
}
