//! Subscriptions against answers in SNS's own bytes.

use ts_deploy_core::port::topic::{SubscriptionState, TopicReader};
use ts_deploy_core::target::TargetName;

use super::AwsTopics;
use crate::wire::Wire;

fn page(arn: &str, next: &str) -> String {
    format!(
        "<ListSubscriptionsResponse><ListSubscriptionsResult><Subscriptions><member>\
         <TopicArn>arn:aws:sns:us-east-1:111122223333:alerts</TopicArn><Protocol>email</Protocol>\
         <SubscriptionArn>{arn}</SubscriptionArn><Owner>111122223333</Owner>\
         <Endpoint>alerts@acme.example</Endpoint></member></Subscriptions>{next}\
         </ListSubscriptionsResult></ListSubscriptionsResponse>"
    )
}

#[tokio::test]
async fn subscriptions_on_every_page_are_listed_with_their_states() {
    let arn = "arn:aws:sns:us-east-1:111122223333:alerts:4711";
    let next = "<NextToken>two</NextToken>";
    let wire = Wire::new()
        .answer("ListSubscriptions", page("PendingConfirmation", next))
        .answer(
            "ListSubscriptions",
            page("Deleted", next.replace("two", "three").as_str()),
        )
        .answer("ListSubscriptions", page(arn, ""));
    let topics = AwsTopics::new(&wire.config(), TargetName::Main);
    let seen = topics.subscriptions().await.unwrap();
    let states: Vec<SubscriptionState> = seen.iter().map(|one| one.state.clone()).collect();
    let arn = arn.to_owned();
    let wanted = [
        SubscriptionState::Pending,
        SubscriptionState::Deleted,
        SubscriptionState::Confirmed { arn },
    ];
    assert_eq!(states, wanted);
    assert_eq!(wire.field(1, "NextToken").unwrap(), "two");
    assert_eq!(seen[0].endpoint, "alerts@acme.example");
}
