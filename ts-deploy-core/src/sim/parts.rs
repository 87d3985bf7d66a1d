//! What stacks made, part by part, and the two parts that are changed after a deployment: the
//! cluster and the search domain.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::chronicle::Chronicle;
use super::naming::uuid;
use super::place::{SimPlace, Verb};
use super::refusal::Refusal;
use super::world::Place;
use crate::port::PortResult;
use crate::port::catalog::OperationToken;
use crate::port::cluster::{
    Cluster, ClusterReader, ClusterStatus, ClusterUpdate, ClusterUpdateStatus, ClusterWriter,
    EndpointAccess,
};
use crate::port::search_domain::{
    OptionState, SearchDomain, SearchDomainReader, SearchDomainWriter,
};
use crate::port::stack::StackArn;
use crate::port::stack_resource::{StackResource, StackResourceReader};

const CLUSTER: &str = "AWS::EKS::Cluster";
const DOMAIN: &str = "AWS::Elasticsearch::Domain";

/// How long a cluster takes to change its endpoint.
const ENDPOINT_TAKES: SignedDuration = SignedDuration::from_mins(8);
/// How long a domain takes to enforce HTTPS.
const HTTPS_TAKES: SignedDuration = SignedDuration::from_mins(4);
/// After how long a domain shows that it is being changed.
const SHOWN_AFTER: SignedDuration = SignedDuration::from_secs(40);

/// How a change of a cluster ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EndpointFate {
    /// After some minutes it is so.
    #[default]
    Succeeds,
    /// It fails: the cluster's subnets have no free address left.
    Fails,
}

/// What is kept of changes of the parts of one place.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct HeldParts {
    endpoints: Vec<HeldEndpoint>,
    https: Vec<HeldHttps>,
    /// How the next changes of clusters end.
    fates: Vec<EndpointFate>,
}

/// A change of a cluster's endpoint that was accepted.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct HeldEndpoint {
    cluster: String,
    id: String,
    token: OperationToken,
    at: Timestamp,
    access: EndpointAccess,
    fate: EndpointFate,
}

impl HeldEndpoint {
    fn ends(&self) -> Timestamp {
        later(self.at, ENDPOINT_TAKES)
    }

    fn status(&self, now: Timestamp) -> ClusterUpdateStatus {
        match self.fate {
            _ if now < self.ends() => ClusterUpdateStatus::InProgress,
            EndpointFate::Succeeds => ClusterUpdateStatus::Successful,
            EndpointFate::Fails => ClusterUpdateStatus::Failed,
        }
    }
}

/// A change of a domain that was accepted.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct HeldHttps {
    domain: String,
    at: Timestamp,
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

impl Chronicle<'_> {
    /// What its stacks made, each resource as its newest event shows it.
    pub(super) fn resources(&self, now: Timestamp) -> Vec<StackResource> {
        let mut all: Vec<StackResource> = Vec::new();
        for event in self.happened(now) {
            let same = |one: &&mut StackResource| {
                one.stack == event.stack && one.logical_id == event.logical_id
            };
            match all.iter_mut().find(same) {
                Some(one) => {
                    one.status.clone_from(&event.status);
                    if !event.physical_id.is_empty() {
                        one.physical_id.clone_from(&event.physical_id);
                    }
                }
                None => all.push(StackResource {
                    stack: event.stack.clone(),
                    logical_id: event.logical_id.clone(),
                    resource_type: event.resource_type.clone(),
                    physical_id: event.physical_id.clone(),
                    status: event.status.clone(),
                }),
            }
        }
        // The event of a stack about itself is no resource of it.
        all.retain(|one| one.physical_id != one.stack.0);
        all
    }

    /// When the part of this type and name was made, if it stands.
    fn made(&self, kind: &str, name: &str, now: Timestamp) -> Option<Timestamp> {
        let mut resources = self.resources(now).into_iter();
        resources
            .find(|one| one.stands() && one.resource_type == kind && one.physical_id == name)?;
        let begun = self.happened(now).filter(|event| {
            let ours = event.resource_type == kind && event.physical_id == name;
            ours && event.status == "CREATE_COMPLETE"
        });
        begun.map(|event| event.at).max()
    }
}

impl Place {
    fn made(&self, seed: u64, kind: &str, name: &str, now: Timestamp) -> Option<Timestamp> {
        self.all_chronicles(seed)
            .find_map(|chronicle| chronicle.made(kind, name, now))
    }

    fn cluster(&self, seed: u64, name: &str, now: Timestamp) -> Option<Cluster> {
        let made = self.made(seed, CLUSTER, name, now)?;
        let mut cluster = Cluster {
            name: name.to_owned(),
            status: ClusterStatus::Active,
            access: EndpointAccess {
                private: false,
                public: true,
            },
        };
        let changes = self.parts.endpoints.iter();
        for change in changes.filter(|one| one.cluster == name && one.at >= made) {
            match change.status(now) {
                ClusterUpdateStatus::Successful => cluster.access = change.access,
                ClusterUpdateStatus::InProgress => cluster.status = ClusterStatus::Updating,
                _ => {}
            }
        }
        Some(cluster)
    }

    fn domain(&self, seed: u64, name: &str, now: Timestamp) -> Option<SearchDomain> {
        let made = self.made(seed, DOMAIN, name, now)?;
        let mut changes = self.parts.https.iter();
        let change = changes.rfind(|one| one.domain == name && one.at >= made);
        let goes_on = change.filter(|one| now < later(one.at, HTTPS_TAKES));
        Some(SearchDomain {
            name: name.to_owned(),
            usable: true,
            processing: goes_on.is_some_and(|one| later(one.at, SHOWN_AFTER) <= now),
            https_only: change.is_some(),
            state: if goes_on.is_some() {
                OptionState::Processing
            } else {
                OptionState::Active
            },
            tls_policy: Some("Policy-Min-TLS-1-2-2019-07".to_owned()),
        })
    }
}

impl SimPlace {
    /// Decides how the next change of a cluster's endpoint ends; each further call decides about
    /// the one after it.
    pub fn endpoint_ends(&self, fate: EndpointFate) {
        self.arrange(|place, _| place.parts.fates.push(fate));
    }
}

#[async_trait]
impl StackResourceReader for SimPlace {
    async fn resources(&self, stack: &StackArn) -> PortResult<Vec<StackResource>> {
        let verb = Verb("cloudformation", "ListStackResources");
        self.read(verb, |place, world| {
            for chronicle in place.all_chronicles(world.seed) {
                let mut all = chronicle.resources(world.now);
                if chronicle.scene.root.arn == *stack && !all.is_empty() {
                    return Ok(all);
                }
                all.retain(|one| one.stack == *stack);
                if !all.is_empty() {
                    return Ok(all);
                }
            }
            let words = format!("ValidationError: Stack with id {stack} does not exist");
            Err(Refusal::not_found(words))
        })
    }
}

#[async_trait]
impl ClusterReader for SimPlace {
    async fn cluster(&self, name: &str) -> PortResult<Option<Cluster>> {
        self.read(Verb("eks", "DescribeCluster"), |place, world| {
            Ok(place.cluster(world.seed, name, world.now))
        })
    }

    async fn update(&self, name: &str, id: &str) -> PortResult<Option<ClusterUpdate>> {
        self.read(Verb("eks", "DescribeUpdate"), |place, world| {
            let mut changes = place.parts.endpoints.iter();
            let change = changes.find(|one| one.cluster == name && one.id == id);
            Ok(change.map(|one| {
                let status = one.status(world.now);
                let failed = status == ClusterUpdateStatus::Failed;
                let why = "InsufficientFreeAddresses: the subnets have no free address left";
                ClusterUpdate {
                    id: one.id.clone(),
                    status,
                    errors: failed.then(|| why.to_owned()).into_iter().collect(),
                }
            }))
        })
    }
}

#[async_trait]
impl ClusterWriter for SimPlace {
    async fn set_access(
        &self,
        name: &str,
        access: EndpointAccess,
        token: &OperationToken,
    ) -> PortResult<String> {
        self.change(Verb("eks", "UpdateClusterConfig"), |world, target| {
            let (seed, now) = (world.seed, world.now);
            let place = world.place(target);
            let Some(cluster) = place.cluster(seed, name, now) else {
                let words =
                    format!("ResourceNotFoundException: No cluster found for name: {name}.");
                return Err(Refusal::not_found(words));
            };
            let parts = &mut place.parts;
            if let Some(first) = parts.endpoints.iter().find(|one| one.token == *token) {
                return Ok((first.id.clone(), false));
            }
            if cluster.status != ClusterStatus::Active {
                let words = "ResourceInUseException: Cannot update because cluster currently has \
                             an update in progress";
                return Err(Refusal::conflict(words));
            }
            if access == cluster.access {
                let words = "InvalidParameterException: Cluster is already at the desired \
                             configuration";
                return Err(Refusal::invalid(words));
            }
            if !access.private && !access.public {
                let words = "InvalidParameterException: Private and public endpoint access cannot \
                             be false.";
                return Err(Refusal::invalid(words));
            }
            let id = uuid(&["endpoint", name, &now.to_string()]);
            let fate = if parts.fates.is_empty() {
                EndpointFate::default()
            } else {
                parts.fates.remove(0)
            };
            parts.endpoints.push(HeldEndpoint {
                cluster: name.to_owned(),
                id: id.clone(),
                token: token.clone(),
                at: now,
                access,
                fate,
            });
            Ok((id, true))
        })
    }
}

#[async_trait]
impl SearchDomainReader for SimPlace {
    async fn domain(&self, name: &str) -> PortResult<Option<SearchDomain>> {
        let verb = Verb("es", "DescribeElasticsearchDomainConfig");
        self.read(verb, |place, world| {
            Ok(place.domain(world.seed, name, world.now))
        })
    }
}

#[async_trait]
impl SearchDomainWriter for SimPlace {
    async fn enforce_https(&self, name: &str) -> PortResult<()> {
        let verb = Verb("es", "UpdateElasticsearchDomainConfig");
        self.change(verb, |world, target| {
            let (seed, now) = (world.seed, world.now);
            let place = world.place(target);
            let Some(domain) = place.domain(seed, name, now) else {
                let words = format!("ResourceNotFoundException: Domain not found: {name}");
                return Err(Refusal::not_found(words));
            };
            if domain.state != OptionState::Active {
                let words = "ConflictException: the domain is processing another change";
                return Err(Refusal::conflict(words));
            }
            if domain.https_only {
                return Ok(((), false));
            }
            place.parts.https.push(HeldHttps {
                domain: name.to_owned(),
                at: now,
            });
            Ok(((), true))
        })
    }
}
