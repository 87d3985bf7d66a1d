//! T1: somebody confirmed the subscription to the platform's alerts.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::check::{Check, CheckContext, Looked};
use crate::deployment::Deployment;
use crate::finding::Finding;
use crate::ids::{EmailAddress, ProvisionedProductName, printable};
use crate::layer::ProductComponent;
use crate::plan::{Evidence, StepError};
use crate::port::catalog::CatalogReader;
use crate::port::stack::{StackArn, StackReader};
use crate::port::stack_resource::{StackResource, StackResourceReader};
use crate::port::topic::{Subscription, SubscriptionState, TopicReader};
use crate::target::{Target, TargetName};

const WHY: &str = "The platform tells of failures through this subscription alone; until somebody \
                   follows the link that AWS mailed, nobody learns of any.";

/// The types of what the Data Layer makes for its alerts.
const TOPIC: &str = "AWS::SNS::Topic";
const SUBSCRIPTION: &str = "AWS::SNS::Subscription";

/// That the address which gets the platform's alerts confirmed its subscription to a topic of the Data
/// Layer's (T1); what else it is subscribed to does not count. Nothing is asked for before the Data
/// Layer is there, which makes topic and subscription.
#[derive(Clone, Debug)]
pub struct SubscriptionCheck {
    target: Target,
    address: EmailAddress,
    data_layer: ProvisionedProductName,
}

impl SubscriptionCheck {
    /// The check of `address`, subscribed by the Data Layer of this name.
    pub fn new(target: Target, address: EmailAddress, data_layer: ProvisionedProductName) -> Self {
        Self {
            target,
            address,
            data_layer,
        }
    }

    /// The check of a deployment.
    pub fn of(deployment: &Deployment) -> Self {
        let layer = &deployment.data_layer;
        let address = layer.draft().notifications.alerts_to.clone();
        let data_layer = layer.choice().provisioned_product.clone();
        Self::new(layer.target().clone(), address, data_layer)
    }

    fn is_ours(&self, subscription: &Subscription) -> bool {
        subscription.protocol.starts_with("email")
            && subscription
                .endpoint
                .eq_ignore_ascii_case(self.address.as_str())
    }

    /// The topics among what the Data Layer's stacks made.
    async fn topics(
        &self,
        cx: &CheckContext<'_>,
        stack: &StackArn,
    ) -> Result<Vec<StackResource>, StepError> {
        let reader = cx.ports.get::<dyn StackResourceReader>(self.target.name)?;
        let mut made = reader.resources(stack).await?;
        made.retain(|one| one.resource_type == TOPIC && one.stands());
        Ok(made)
    }

    /// Since when somebody is asked: the newest subscription of the stack that made the topic, or the
    /// topic itself, which may hold its subscriptions.
    async fn since(
        &self,
        cx: &CheckContext<'_>,
        topic: &StackResource,
    ) -> Result<Option<Timestamp>, StepError> {
        let reader = cx.ports.get::<dyn StackReader>(self.target.name)?;
        let events = reader.events(&topic.stack).await?;
        let made = |kind: &str| {
            let made = events
                .iter()
                .filter(|one| one.resource_type == kind && one.status == "CREATE_COMPLETE");
            made.map(|one| one.at).max()
        };
        Ok(made(SUBSCRIPTION).or_else(|| made(TOPIC)))
    }

    fn warns(&self, id: &'static str, seen: String, remedy: String) -> Finding {
        Finding::warns(id, self.target.name.as_str(), seen)
            .why(WHY)
            .remedy(remedy)
            .row("T1")
    }

    fn pending(&self, topic: &str, since: Option<Timestamp>) -> Finding {
        let (address, region) = (&self.address, &self.target.region);
        let topic = printable(topic, 256);
        let since = since.map(|at| format!(", which waits since {at}"));
        let seen = format!(
            "{address} has not confirmed its subscription to {topic}{}",
            since.unwrap_or_default()
        );
        let remedy = format!(
            "Follow the link in the mail \"AWS Notification - Subscription Confirmation\" to {address}. It ends after \
             some days; for another mail: aws sns subscribe --topic-arn {topic} --protocol email \
             --notification-endpoint {address} --region {region}."
        );
        self.warns("subscription-not-confirmed", seen, remedy)
    }

    fn gone(&self, topics: &[StackResource]) -> Finding {
        let (address, region) = (&self.address, &self.target.region);
        let named: Vec<String> = topics
            .iter()
            .map(|one| printable(&one.physical_id, 256))
            .collect();
        let seen = match named.as_slice() {
            [] => format!(
                "{address} is subscribed to no alerts: the Data Layer's stacks have no topic"
            ),
            named => format!(
                "{address} is subscribed to no topic of the Data Layer's: {}",
                named.join(", ")
            ),
        };
        let topic = named.first().map_or("TOPIC", String::as_str);
        let remedy = format!(
            "SNS drops a subscription that nobody confirms in time: aws sns subscribe --topic-arn {topic} --protocol \
             email --notification-endpoint {address} --region {region}, and follow the link in the mail."
        );
        self.warns("subscription-gone", seen, remedy)
    }

    /// That the Data Layer is there, and AWS does not tell its stack yet.
    fn not_shown(&self) -> Finding {
        let seen = format!("AWS does not show the stack of {} yet", self.data_layer);
        let remedy = "Look again in some minutes.".to_owned();
        self.warns("alerts-not-shown", seen, remedy)
    }

    fn evidence(&self, seen: String, now: Timestamp) -> Evidence {
        Evidence {
            what: format!("alerts to {}", self.address),
            seen,
            at: now,
            call: "sns:ListSubscriptions".to_owned(),
        }
    }
}

#[async_trait]
impl Check for SubscriptionCheck {
    fn id(&self) -> &'static str {
        "alerts-subscription"
    }

    fn row(&self) -> &'static str {
        "T1"
    }

    fn title(&self) -> String {
        format!("Alerts reach {}", self.address)
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let catalog = cx.ports.get::<dyn CatalogReader>(self.target.name)?;
        let product = catalog.provisioned_product(&self.data_layer).await?;
        let not_yet = || Looked {
            evidence: vec![self.evidence(
                "not subscribed yet: the Data Layer does that".to_owned(),
                cx.now,
            )],
            ..Looked::default()
        };
        // What was never launched with success is launched anew, or still being launched.
        let product = product.filter(|product| product.last_successful_record.is_some());
        let Some(product) = product else {
            return Ok(not_yet());
        };
        let Some(stack) = product.stack else {
            return Ok(Looked {
                findings: self.not_shown().into(),
                ..Looked::default()
            });
        };
        let topics = self.topics(cx, &stack).await?;
        let reader = cx.ports.get::<dyn TopicReader>(self.target.name)?;
        let all = reader.subscriptions().await?;
        let mut looked = Looked::default();
        for one in all.iter().filter(|one| self.is_ours(one)) {
            let made = topics.iter().find(|topic| topic.physical_id == one.topic);
            match (&one.state, made) {
                (SubscriptionState::Confirmed { arn }, Some(_)) => {
                    let seen = format!("confirmed, {}", printable(arn, 320));
                    looked.evidence.push(self.evidence(seen, cx.now));
                }
                (SubscriptionState::Pending, Some(topic)) => {
                    let since = self.since(cx, topic).await?;
                    looked.findings.push(self.pending(&one.topic, since));
                }
                (SubscriptionState::Deleted, _) | (_, None) => {}
            }
        }
        if looked.findings.is_empty() && looked.evidence.is_empty() {
            looked.findings.push(self.gone(&topics));
        }
        Ok(looked)
    }
}
