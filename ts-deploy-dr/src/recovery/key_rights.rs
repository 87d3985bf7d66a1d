//! Whether whoever recovers may use the key that a snapshot is encrypted with.
//!
//! RDS restores with the caller's rights on the key, and says so only once the restore has begun. What
//! the key's policy leaves to IAM, IAM is asked about; neither is enough by itself.

use std::collections::BTreeMap;

use ts_deploy_core::error::chain;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::KmsKeyArn;
use ts_deploy_core::plan::StepError;
use ts_deploy_core::policy::{KeyPolicy, KeySays, KeyUser};
use ts_deploy_core::port::identity::{CallerIdentity, IdentityReader, Principal};
use ts_deploy_core::port::key::KeyReader;
use ts_deploy_core::port::rights::{
    ActionVerdict, ContextValue, Decision, RightsHolder, RightsQuestion, RightsReader, holder_of,
};
use ts_deploy_core::port::{PortError, Readers};
use ts_deploy_core::target::{Target, TargetName};

use super::snapshot::AT;

/// What a restore does with the key: RDS looks at it and grants itself its use, with the caller's
/// rights, and what it then does under that grant.
const ACTIONS: [&str; 7] = [
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
];
const WHY: &str = "The database is restored with the caller's rights on the key, and without them the                    restore fails with KMSKeyNotAccessibleFault, after the launch has begun.";

/// What stands in the way of one action.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Barrier {
    /// The key's policy denies it, or allows it to nobody like the caller.
    Policy,
    /// A policy of IAM, of the organisation or a boundary denies it.
    DeniedByIam,
    /// The key's policy leaves it to IAM, and nothing there allows it.
    NotGivenByIam,
    /// It cannot be told, for this reason.
    NotKnown(String),
}

/// What is known of the caller's rights by IAM.
pub(super) enum Iam {
    /// The account's root user, whom IAM's policies do not bind.
    Root,
    /// What IAM decides, in the actions' order.
    Decided(Vec<ActionVerdict>),
    /// Nothing, for this reason.
    NotAsked(String),
}

/// What is wrong or not known about the caller's use of `key`, in `target`.
///
/// # Errors
/// [`StepError`] when somebody who could tell did not answer.
pub(super) async fn key_rights(
    ports: Readers<'_>,
    target: &Target,
    key: &KmsKeyArn,
) -> Result<Findings, StepError> {
    let identity = ports.get::<dyn IdentityReader>(TargetName::Dr)?;
    let caller = identity.caller().await?;
    let via = format!(
        "rds.{}.{}",
        target.region,
        target.region.partition().dns_suffix()
    );
    let (holder, iam) = asked(ports, &caller, key, &via).await?;
    let policy = policy(ports, key).await?;
    let arns = holder.map(|holder| holder.arn.to_string());
    let user = KeyUser {
        account: caller.account.clone(),
        arns: arns.into_iter().chain([caller.arn.clone()]).collect(),
        via,
    };
    Ok(judged(key, &caller.arn, &barriers(&policy, &iam, &user)))
}

/// An error that is worth looking again for; otherwise why nothing is known.
fn unseen(error: PortError) -> Result<String, StepError> {
    if error.kind.is_loss_of_sight() {
        Err(error.into())
    } else {
        Ok(chain(&error))
    }
}

/// The key's policy, or why it is not known.
async fn policy(
    ports: Readers<'_>,
    key: &KmsKeyArn,
) -> Result<Result<KeyPolicy, String>, StepError> {
    let keys = ports.get::<dyn KeyReader>(TargetName::Dr)?;
    Ok(match keys.policy(key).await {
        Ok(Some(text)) => {
            let read = KeyPolicy::read(&text);
            read.ok_or_else(|| "the key's policy cannot be read".to_owned())
        }
        Ok(None) => Err("the key has no policy".to_owned()),
        Err(error) => Err(format!("the key's policy is not told: {}", unseen(error)?)),
    })
}

/// The caller as IAM has it, and what IAM decides about them.
async fn asked(
    ports: Readers<'_>,
    caller: &CallerIdentity,
    key: &KmsKeyArn,
    via: &str,
) -> Result<(Option<RightsHolder>, Iam), StepError> {
    if matches!(caller.principal(), Ok(Principal::Root)) {
        return Ok((None, Iam::Root));
    }
    let rights = match ports.get::<dyn RightsReader>(TargetName::Dr) {
        Ok(rights) => rights,
        Err(missing) => return Ok((None, Iam::NotAsked(missing.to_string()))),
    };
    let holder = match holder_of(rights.as_ref(), caller).await {
        Ok(Some(holder)) => holder,
        Ok(None) => {
            let why = "IAM simulates the rights of users and roles only";
            return Ok((None, Iam::NotAsked(why.to_owned())));
        }
        Err(error) => return Ok((None, Iam::NotAsked(unseen(error)?))),
    };
    let told = |key, value: &str| ContextValue {
        key,
        value: value.to_owned(),
    };
    let question = RightsQuestion {
        principal: holder.arn.clone(),
        actions: ACTIONS.map(str::to_owned).to_vec(),
        resources: vec![key.to_string()],
        context: vec![
            told("kms:ViaService", via),
            told("kms:CallerAccount", caller.account.as_str()),
            told("kms:GrantIsForAWSResource", "true"),
        ],
    };
    let iam = match rights.simulate(&question).await {
        Ok(verdicts) => Iam::Decided(verdicts),
        Err(error) => Iam::NotAsked(unseen(error)?),
    };
    Ok((Some(holder), iam))
}

/// What stands in the way of each action that is not known to be allowed.
pub(super) fn barriers(
    policy: &Result<KeyPolicy, String>,
    iam: &Iam,
    user: &KeyUser,
) -> BTreeMap<Barrier, Vec<&'static str>> {
    let mut found: BTreeMap<Barrier, Vec<&'static str>> = BTreeMap::new();
    for action in ACTIONS {
        let says = policy.as_ref().map(|policy| policy.says(action, user));
        if let Some(barrier) = barrier(says, &decided(iam, action)) {
            found.entry(barrier).or_default().push(action);
        }
    }
    found
}

/// What IAM decides about one action; the error says why that is not known.
fn decided(iam: &Iam, action: &str) -> Result<Decision, String> {
    let verdicts = match iam {
        Iam::Root => return Ok(Decision::Allowed),
        Iam::NotAsked(why) => return Err(why.clone()),
        Iam::Decided(verdicts) => verdicts,
    };
    let unknown = || "IAM decides nothing about it".to_owned();
    let verdict = verdicts.iter().find(|one| one.action == action);
    let verdict = verdict.ok_or_else(unknown)?;
    let refused = [
        verdict.allowed_by_organizations,
        verdict.allowed_by_boundary,
    ];
    match verdict.decision {
        Decision::Allowed => Ok(Decision::Allowed),
        _ if !verdict.missing_context.is_empty() => {
            let keys = verdict.missing_context.join(", ");
            Err(format!("a policy of IAM looks at {keys}"))
        }
        // Neither is made up for by the key's policy.
        _ if refused.contains(&Some(false)) => Ok(Decision::ExplicitDeny),
        Decision::Unknown => Err(unknown()),
        decision => Ok(decision),
    }
}

fn barrier(says: Result<KeySays, &String>, iam: &Result<Decision, String>) -> Option<Barrier> {
    match (says, iam) {
        (Ok(KeySays::Denies | KeySays::Nothing), _) => Some(Barrier::Policy),
        (_, Ok(Decision::ExplicitDeny)) => Some(Barrier::DeniedByIam),
        (Ok(KeySays::Allows), Ok(_)) | (Ok(KeySays::AsksIam), Ok(Decision::Allowed)) => None,
        (Ok(KeySays::AsksIam), Ok(_)) => Some(Barrier::NotGivenByIam),
        (Ok(KeySays::Unclear(why)), _) => {
            Some(Barrier::NotKnown(format!("the key's policy has {why}")))
        }
        (Err(why), _) | (_, Err(why)) => Some(Barrier::NotKnown(why.clone())),
    }
}

/// The findings for what stands in the way.
fn judged(
    key: &KmsKeyArn,
    caller: &str,
    barriers: &BTreeMap<Barrier, Vec<&'static str>>,
) -> Findings {
    let finding = |(barrier, actions): (&Barrier, &Vec<&str>)| {
        let actions = actions.join(", ");
        let (seen, remedy) = match barrier {
            Barrier::Policy => (
                format!("the policy of the key {key} does not let {caller} use it: {actions}"),
                "Have whoever administers the key add that principal, or the account (its root as \
                 principal, which leaves it to IAM), to the key's policy: console, KMS, the key, Key \
                 policy. Where the product has a launch role, that role needs it instead.",
            ),
            Barrier::DeniedByIam => (
                format!(
                    "a policy of IAM or of the organisation denies {caller} the use of the key {key}: {actions}"
                ),
                "Remove the denial, or recover as a principal without it; no policy of the key makes up for it.",
            ),
            Barrier::NotGivenByIam => (
                format!(
                    "the key {key} leaves to IAM who may use it, and nothing there allows it to {caller}: {actions}"
                ),
                "Attach a policy that allows these actions on the key. Where the product has a launch role, \
                 that role needs them instead.",
            ),
            Barrier::NotKnown(why) => return not_checked(key, caller, &actions, why),
        };
        Finding::blocks("snapshot-key-not-allowed", AT, seen)
            .why(WHY)
            .remedy(remedy)
            .row("V2")
    };
    barriers.iter().map(finding).collect()
}

fn not_checked(key: &KmsKeyArn, caller: &str, actions: &str, why: &str) -> Finding {
    let seen = format!("not checked: whether {caller} may use the key {key} ({actions}): {why}");
    Finding::warns("snapshot-key-rights-not-checked", AT, seen)
        .why(WHY)
        .remedy(format!(
            "Look at the key's policy (aws kms get-key-policy --key-id {key} --policy-name default), and \
             at the rights of whoever recovers in IAM's policy simulator."
        ))
        .row("V2")
}

#[cfg(test)]
mod tests {
    use ts_deploy_core::ids::AccountId;

    use super::*;
    use crate::fixture::DR;

    const ROLE: &str = "arn:aws:iam::444455556666:role/deployer";

    fn policy(principal: &str) -> Result<KeyPolicy, String> {
        let text = format!(
            r#"{{ "Statement": [{{ "Effect": "Allow", "Action": "kms:*", "Resource": "*",
            "Principal": {{ "AWS": "{principal}" }} }}] }}"#
        );
        KeyPolicy::read(&text).ok_or_else(|| "the test's policy cannot be read".to_owned())
    }

    fn for_the_account() -> Result<KeyPolicy, String> {
        policy("arn:aws:iam::444455556666:root")
    }

    /// IAM's decision, the same about each action.
    fn iam(decision: Decision) -> Iam {
        let verdict = |action: &str| ActionVerdict {
            decision,
            ..ActionVerdict::allowed(action)
        };
        Iam::Decided(ACTIONS.map(verdict).to_vec())
    }

    /// The finding, its id, and whether it blocks.
    fn said(policy: &Result<KeyPolicy, String>, iam: &Iam) -> String {
        let user = KeyUser {
            account: AccountId::parse(DR).unwrap(),
            arns: vec![ROLE.to_owned()],
            via: "rds.us-east-2.amazonaws.com".to_owned(),
        };
        let key = KmsKeyArn::parse("arn:aws:kms:us-east-2:444455556666:key/1").unwrap();
        let found = judged(&key, ROLE, &barriers(policy, iam, &user));
        let said = found.iter().map(|one| format!("{}: {one}", one.id));
        said.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_key_for_the_account_and_iams_word_are_enough() {
        assert_eq!(said(&for_the_account(), &iam(Decision::Allowed)), "");
    }

    #[test]
    fn a_key_that_names_the_caller_needs_no_word_of_iams() {
        assert_eq!(said(&policy(ROLE), &iam(Decision::ImplicitDeny)), "");
    }

    #[test]
    fn the_root_user_is_let_in_by_a_key_for_the_account() {
        assert_eq!(said(&for_the_account(), &Iam::Root), "");
    }

    #[test]
    fn a_key_whose_policy_leaves_the_caller_out_is_refused_whatever_iam_says() {
        let keeper = policy("arn:aws:iam::444455556666:role/keeper");
        let said = said(&keeper, &iam(Decision::Allowed));
        assert!(
            said.starts_with("snapshot-key-not-allowed: blocks")
                && said.contains("does not let arn:aws:iam::444455556666:role/deployer use it"),
            "{said}"
        );
    }

    #[test]
    fn a_key_left_to_iam_is_refused_where_nothing_there_allows_it() {
        let said = said(&for_the_account(), &iam(Decision::ImplicitDeny));
        assert!(said.contains("nothing there allows it"), "{said}");
    }

    #[test]
    fn a_denial_in_iam_is_not_made_up_for_by_the_keys_policy() {
        let said = said(&policy(ROLE), &iam(Decision::ExplicitDeny));
        assert!(said.contains("of the organisation denies"), "{said}");
    }

    #[test]
    fn what_the_boundary_does_not_allow_is_a_denial() {
        let mut verdicts = ACTIONS.map(ActionVerdict::allowed).to_vec();
        for verdict in &mut verdicts {
            verdict.decision = Decision::ImplicitDeny;
            verdict.allowed_by_boundary = Some(false);
        }
        let said = said(&policy(ROLE), &Iam::Decided(verdicts));
        assert!(said.contains("of the organisation denies"), "{said}");
    }

    #[test]
    fn only_what_is_missing_is_named() {
        let mut verdicts = ACTIONS.map(ActionVerdict::allowed).to_vec();
        verdicts[0].decision = Decision::ImplicitDeny;
        let said = said(&for_the_account(), &Iam::Decided(verdicts));
        assert!(said.contains(": kms:CreateGrant. "), "{said}");
    }

    #[test]
    fn what_cannot_be_known_is_not_checked_and_says_why() {
        let refused = Err("the key's policy is not told: denied".to_owned());
        let not_asked = Iam::NotAsked("the port rights reader is not there".to_owned());
        let allowed = || iam(Decision::Allowed);
        let cases = [
            (refused, allowed(), "the key's policy is not told: denied"),
            (for_the_account(), not_asked, "rights reader is not there"),
            (
                for_the_account(),
                iam(Decision::Unknown),
                "IAM decides nothing about it",
            ),
        ];
        for (policy, iam, why) in cases {
            let said = said(&policy, &iam);
            assert!(
                said.starts_with("snapshot-key-rights-not-checked: warns"),
                "{said}"
            );
            assert!(said.contains(why), "{said}");
        }
    }
}
