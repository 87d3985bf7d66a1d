//! Subscriptions to topics. They come and go with the stacks of provisioned products; the people
//! who are subscribed confirm a while later, unless they [ignore](super::SimAccount::ignored) it.

use async_trait::async_trait;
use jiff::SignedDuration;

use crate::port::PortResult;
use crate::port::topic::{Subscription, SubscriptionState, TopicReader};
use crate::sim::place::{SimPlace, Verb};
use crate::sim::world::{Place, World};

/// The type of a subscription among a stack's resources.
const SUBSCRIPTION: &str = "AWS::SNS::Subscription";

/// How long people take to follow the link that they are mailed.
const CONFIRMED_AFTER: SignedDuration = SignedDuration::from_mins(20);

impl Place {
    fn subscriptions(&self, world: &World) -> Vec<Subscription> {
        let mut all = Vec::new();
        for chronicle in self.chronicles(world.seed) {
            if chronicle.is_gone(world.now) {
                continue;
            }
            let address = chronicle
                .effective
                .and_then(|effective| effective.operation.text("NotificationEmail"));
            let made = chronicle.happened(world.now).find(|event| {
                event.resource_type == SUBSCRIPTION && event.status == "CREATE_COMPLETE"
            });
            let (Some(address), Some(made)) = (address, made) else {
                continue;
            };
            let arn = made.physical_id.clone();
            let topic = arn.rsplit_once(':').map_or("", |(topic, _)| topic);
            let confirmed = made.at.checked_add(CONFIRMED_AFTER);
            let is_confirmed = confirmed.is_ok_and(|at| at <= world.now);
            let ignores = self.holds.ignored.iter().any(|one| one == address);
            all.push(Subscription {
                topic: topic.to_owned(),
                protocol: "email".to_owned(),
                endpoint: address.to_owned(),
                state: if is_confirmed && !ignores {
                    SubscriptionState::Confirmed { arn }
                } else {
                    SubscriptionState::Pending
                },
            });
        }
        all
    }
}

#[async_trait]
impl TopicReader for SimPlace {
    async fn subscriptions(&self) -> PortResult<Vec<Subscription>> {
        self.read(Verb("sns", "ListSubscriptions"), |place, world| {
            let others = place.holds.subscriptions.iter().cloned();
            Ok(others.chain(place.subscriptions(world)).collect())
        })
    }
}
