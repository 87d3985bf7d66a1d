//! The tasks after the products are deployed: those that AWS lets be made are steps, the others are
//! listed for the person who does them.

mod cluster;
mod find;
mod log_role;
mod mail;
mod portal;
mod restart;
mod s3_endpoint;
mod s3_endpoint_removal;
mod search;
mod standing;
mod task;
mod vendor;

use std::sync::Arc;

use super::{Deployment, Joined};
use crate::check::FollowUp;
use crate::check::rows::{S3EndpointCheck, SubscriptionCheck};
use crate::ids::{ParameterPath, ServiceName};
use crate::layer::ProductComponent;
use crate::layer::data::Network;
use crate::plan::{Step, StepId};

use cluster::PrivateEndpoint;
use find::{Platform, Platforms};
use restart::{RestartAfterChange, read_by};
use s3_endpoint::S3Endpoint;
use s3_endpoint_removal::RemoveS3Endpoint;
use search::HttpsOnly;
use task::{Task, TaskStep};

/// The id of the step that lets a cluster answer inside the VPC alone.
const PRIVATE_ENDPOINT: &str = "eks-private-endpoint";
/// The id of the step that lets the search domain answer over HTTPS alone.
const HTTPS_ONLY: &str = "search-https-only";
/// The id of the step that leads a VPC's traffic to S3 through an endpoint.
pub(super) const S3_ENDPOINT: &str = "s3-endpoint";
/// The id of the step that waits for alerts to be subscribed to.
const ALERTS: &str = "alerts-subscription";
/// The id of the step that makes the role through which the vendor reads logs.
const VENDOR_LOG_ACCESS: &str = "vendor-log-access";

impl Deployment {
    /// The steps of the tasks after deployment: the cluster's endpoint private (T3), the search
    /// domain over HTTPS alone (T4), the VPC's traffic to S3 through an endpoint (T7), the services
    /// restarted whose parameters were changed while they ran (X1-X4), the role through which the vendor
    /// reads logs, where it is asked for (T9), and, as follow-ups, the subscription to alerts (T1), the
    /// sender of mails and what AWS says to production access (R12), what is done in the platform's
    /// portal (T6, T5) and for its data
    /// sources (T8). They come after both products, so that they are looked at
    /// again after every update, which may take T3 and T4 back.
    ///
    /// Put them into one [`Graph`](crate::plan::Graph) with those of
    /// [`deploy_joined`](Self::deploy_joined). Where a backend lacks the port that one of them needs,
    /// it becomes a follow-up with the command that a person runs. On a platform that another deployment
    /// made they change nothing without consent; see [`on_platform`](Self::on_platform).
    pub fn tasks_after(&self) -> Vec<Arc<dyn Step>> {
        self.tasks_after_joined(&Joined::default())
    }

    /// The steps of [`tasks_after`](Self::tasks_after), joined with those of other crates, which are put
    /// into the same [`Graph`](crate::plan::Graph).
    pub fn tasks_after_joined(&self, joined: &Joined) -> Vec<Arc<dyn Step>> {
        let target = self.data_layer.target().clone();
        let platform = Platform {
            target: target.clone(),
            product: self.data_layer.choice().provisioned_product.clone(),
            component: self.data_layer.name().to_owned(),
        };
        let products = [self.data_layer.name(), self.service_layer.name()].map(StepId::known);
        let both = Platforms([platform.clone(), self.service_platform()]);
        let private = PrivateEndpoint(both.clone());
        let https = HttpsOnly(both);
        let network = self.data_layer.draft().network.clone();
        let s3 = S3Endpoint {
            check: S3EndpointCheck::new(target, network).tagged(self.owned_tags()),
            platform,
        };
        let alerts = Arc::new(SubscriptionCheck::of(self));
        let alerts = FollowUp::new(StepId::known(ALERTS), alerts, products.to_vec());
        [
            step(PRIVATE_ENDPOINT, products.to_vec(), private),
            step(HTTPS_ONLY, products.to_vec(), https),
            step(S3_ENDPOINT, products.to_vec(), s3),
            Arc::new(alerts),
        ]
        .into_iter()
        .chain(self.restarts(&products))
        .chain(self.vendor_log_tasks(&products))
        .chain(self.mail_tasks())
        .chain(self.portal_tasks(&products, &joined.before_administrator))
        .map(|step| self.on_platform(step))
        .collect()
    }

    /// The steps that remove what the tasks made beside the products, after these steps: the VPC's endpoint
    /// for S3 (T7), with which the stack's VPC could not be removed, and the role through
    /// which the vendor reads logs (T9). What the products' stacks made goes with them. Each
    /// bears the id of the task that made it.
    pub fn tasks_undone(&self, after: &[StepId]) -> Vec<Arc<dyn Step>> {
        let endpoint = step(S3_ENDPOINT, after.to_vec(), self.s3_endpoint_removal());
        let role = self.vendor_log_removal(after.to_vec());
        std::iter::once(endpoint).chain(role).collect()
    }

    fn s3_endpoint_removal(&self) -> RemoveS3Endpoint {
        let draft = self.data_layer.draft();
        let target = self.data_layer.target().clone();
        RemoveS3Endpoint {
            platform: Platform {
                target: target.clone(),
                product: self.data_layer.choice().provisioned_product.clone(),
                component: self.data_layer.name().to_owned(),
            },
            check: S3EndpointCheck::new(target, draft.network.clone()),
            owner: self.name.clone(),
            shared: matches!(draft.network, Network::ExistingVpc(_)),
        }
    }

    fn service_platform(&self) -> Platform {
        Platform {
            target: self.service_layer.target().clone(),
            product: self.service_layer.choice().provisioned_product.clone(),
            component: self.service_layer.name().to_owned(),
        }
    }

    /// One restart for each service that a written parameter is for.
    fn restarts(&self, products: &[StepId]) -> Vec<Arc<dyn Step>> {
        let service_layer = self.service_platform();
        let after: Vec<StepId> = products
            .iter()
            .cloned()
            .chain(self.secrets.step_ids())
            .collect();
        let restart = |(service, parameters): (ServiceName, Vec<(StepId, ParameterPath)>)| {
            let id = StepId::derived("restart", service.as_str());
            let (written_by, parameters) = parameters.into_iter().unzip();
            let task = RestartAfterChange {
                platform: service_layer.clone(),
                service,
                parameters,
                written_by,
                written_in: self.secrets.target(),
            };
            Arc::new(TaskStep::new(id, after.clone(), task)) as Arc<dyn Step>
        };
        read_by(&self.secrets).into_iter().map(restart).collect()
    }
}

fn step<T: Task>(id: &'static str, after: Vec<StepId>, task: T) -> Arc<dyn Step> {
    Arc::new(TaskStep::new(StepId::known(id), after, task))
}
