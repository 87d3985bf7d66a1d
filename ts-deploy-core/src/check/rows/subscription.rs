//! T1: somebody confirmed the subscription to the platform's alerts.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::check::{Check, CheckContext, Looked};
use crate::deployment::Deployment;
use crate::finding::{Finding, Findings};
use crate::ids::{EmailAddress, ProvisionedProductName, printable};
use crate::layer::ProductComponent;
use crate::plan::{Evidence, StepError};
use crate::port::catalog::CatalogReader;
use crate::port::topic::{Subscription, SubscriptionState, TopicReader};
use crate::target::{Target, TargetName};

const WHY: &str = "The platform tells of failures through this subscription alone; until somebody \
                   follows the link that AWS mailed, nobody learns of any.";

/// That the address which gets the platform's alerts confirmed its subscription (T1). Nothing is
/// asked for before the Data Layer is there, which makes the subscription.
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

    /// When the Data Layer was last changed with success; `None` when it never was.
    async fn since(&self, cx: &CheckContext<'_>) -> Result<Option<Timestamp>, StepError> {
        let catalog = cx.ports.get::<dyn CatalogReader>(self.target.name)?;
        let product = catalog.provisioned_product(&self.data_layer).await?;
        let Some(record) = product.and_then(|product| product.last_successful_record) else {
            return Ok(None);
        };
        Ok(Some(catalog.record(&record).await?.created))
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
        let since = since.map(|at| format!(", asked for with the Data Layer of {at}"));
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

    fn gone(&self, since: Timestamp) -> Finding {
        let (address, region) = (&self.address, &self.target.region);
        let seen = format!(
            "{address} is subscribed to no topic in {region}, though the Data Layer of {since} is there"
        );
        let remedy = format!(
            "SNS drops a subscription that nobody confirms in time. Find the alerts' topic (aws sns list-topics \
             --region {region}), then aws sns subscribe --topic-arn TOPIC --protocol email --notification-endpoint \
             {address} --region {region}, and follow the link in the mail."
        );
        self.warns("subscription-gone", seen, remedy)
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
        let reader = cx.ports.get::<dyn TopicReader>(self.target.name)?;
        let all = reader.subscriptions().await?;
        let (mut evidence, mut pending) = (Vec::new(), Vec::new());
        for one in all.iter().filter(|one| self.is_ours(one)) {
            match &one.state {
                SubscriptionState::Confirmed { arn } => {
                    let seen = format!("confirmed, {}", printable(arn, 320));
                    evidence.push(self.evidence(seen, cx.now));
                }
                SubscriptionState::Pending => pending.push(one.topic.as_str()),
                SubscriptionState::Deleted => {}
            }
        }
        let mut findings = Findings::none();
        if !pending.is_empty() {
            let since = self.since(cx).await?;
            findings.extend(pending.iter().map(|topic| self.pending(topic, since)));
        } else if evidence.is_empty() {
            match self.since(cx).await? {
                Some(since) => findings.push(self.gone(since)),
                None => evidence.push(self.evidence(
                    "not subscribed yet: the Data Layer does that".to_owned(),
                    cx.now,
                )),
            }
        }
        Ok(Looked { findings, evidence })
    }
}
