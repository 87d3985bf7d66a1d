//! Resource policies of `CloudWatch Logs`.

use async_trait::async_trait;

use crate::ids::Region;
use crate::port::PortResult;
use crate::port::log_policy::{LogPolicy, LogPolicyReader, LogPolicyWriter};
use crate::sim::place::{SimPlace, Verb};
use crate::sim::refusal::Refusal;

/// How many an account may have in a region.
const MOST: usize = 10;

/// The policy that the documents ask for, with the words they lost.
pub(super) fn documented(region: &Region) -> LogPolicy {
    let document = serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": "es.amazonaws.com" },
            "Action": ["logs:PutLogEvents", "logs:PutLogEventsBatch", "logs:CreateLogStream"],
            "Resource": format!("arn:{}:logs:*:*:*:*", region.partition()),
        }],
    });
    LogPolicy {
        name: "es2cloudwatch".to_owned(),
        document: document.to_string(),
    }
}

#[async_trait]
impl LogPolicyReader for SimPlace {
    async fn policies(&self) -> PortResult<Vec<LogPolicy>> {
        self.read(Verb("logs", "DescribeResourcePolicies"), |place, _| {
            Ok(place.holds.log_policies.clone())
        })
    }
}

#[async_trait]
impl LogPolicyWriter for SimPlace {
    async fn put(&self, policy: &LogPolicy) -> PortResult<()> {
        self.change(Verb("logs", "PutResourcePolicy"), |world, target| {
            if serde_json::from_str::<serde_json::Value>(&policy.document).is_err() {
                return Err(Refusal::invalid("The specified policy is not JSON"));
            }
            let held = &mut world.place(target).holds.log_policies;
            let full = held.len() >= MOST;
            match held.iter_mut().find(|one| one.name == policy.name) {
                Some(one) => one.document.clone_from(&policy.document),
                None if full => {
                    return Err(Refusal::limit("Resource limit exceeded."));
                }
                None => held.push(policy.clone()),
            }
            Ok(((), true))
        })
    }
}
