//! Subscriptions to topics (`sns`).

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{PortResult, ReadPort};

/// Whether whoever is subscribed said yes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SubscriptionState {
    /// They did; it has an ARN.
    Confirmed {
        /// The ARN.
        arn: String,
    },
    /// They were asked and did not answer: in the place of the ARN stands `PendingConfirmation`.
    Pending,
    /// It ended: in the place of the ARN stands `Deleted`.
    Deleted,
}

impl SubscriptionState {
    /// What SNS's `SubscriptionArn` tells; what is no ARN is never taken for confirmed.
    pub fn of(arn: &str) -> Self {
        match arn {
            "Deleted" => Self::Deleted,
            arn if arn.starts_with("arn:") => Self::Confirmed {
                arn: arn.to_owned(),
            },
            _ => Self::Pending,
        }
    }
}

/// A subscription (`ListSubscriptions`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// The ARN of the topic.
    pub topic: String,
    /// How it is told: `email`.
    pub protocol: String,
    /// Who is told: an address.
    pub endpoint: String,
    /// Whether they said yes.
    pub state: SubscriptionState,
}

/// Reads subscriptions. Calls are repeatable; lists are whole (every page).
#[async_trait]
pub trait TopicReader: Send + Sync {
    /// All subscriptions of the account in the region.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn subscriptions(&self) -> PortResult<Vec<Subscription>>;
}

impl ReadPort for dyn TopicReader {
    const NAME: &'static str = "topic reader";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_arn_is_a_confirmation() {
        for (text, state) in [
            ("PendingConfirmation", SubscriptionState::Pending),
            ("pending confirmation", SubscriptionState::Pending),
            ("Deleted", SubscriptionState::Deleted),
            ("", SubscriptionState::Pending),
        ] {
            assert_eq!(SubscriptionState::of(text), state, "{text}");
        }
        let arn = "arn:aws:sns:us-east-1:111122223333:alerts:4711".to_owned();
        assert_eq!(
            SubscriptionState::of(&arn),
            SubscriptionState::Confirmed { arn }
        );
    }
}
