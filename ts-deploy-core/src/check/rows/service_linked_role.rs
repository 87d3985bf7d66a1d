//! R9: the service-linked roles of ECS and Elasticsearch.

use std::sync::Arc;

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked, Mend, MendStep, Mending};
use crate::finding::Finding;
use crate::parameter::Change;
use crate::plan::{Action, Evidence, Step, StepError, Work};
use crate::port::catalog::OperationToken;
use crate::port::service_linked_role::{
    ServiceLinkedRole, ServiceLinkedRoleReader, ServiceLinkedRoleWriter,
};
use crate::port::{ErrorKind, Writers};
use crate::target::{Target, TargetName};

/// A service whose role the platform needs (R9). The documents name the services in words that got
/// lost; these are the names that AWS knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LinkedService {
    /// ECS, which the Service Layer's containers run in.
    Ecs,
    /// Elasticsearch, which the Data Layer makes a domain of in the VPC. The role of its successor,
    /// `OpenSearch`, serves as well.
    Elasticsearch,
}

/// A service that has a role, as AWS names both.
#[derive(Clone, Copy, Debug)]
struct Named {
    service: &'static str,
    role: &'static str,
}

const ECS: &[Named] = &[Named {
    service: "ecs.amazonaws.com",
    role: "AWSServiceRoleForECS",
}];

const ELASTICSEARCH: &[Named] = &[
    Named {
        service: "es.amazonaws.com",
        role: "AWSServiceRoleForAmazonElasticsearchService",
    },
    Named {
        service: "opensearchservice.amazonaws.com",
        role: "AWSServiceRoleForAmazonOpenSearchService",
    },
];

impl LinkedService {
    /// Its roles, the documented one first: any of them will do.
    fn roles(self) -> &'static [Named] {
        match self {
            Self::Ecs => ECS,
            Self::Elasticsearch => ELASTICSEARCH,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Ecs => "ECS",
            Self::Elasticsearch => "Elasticsearch",
        }
    }

    fn why(self) -> &'static str {
        match self {
            Self::Ecs => {
                "The Service Layer runs in ECS, which attaches its containers to the network through \
                 this role; in an account without it the first cluster cannot be made."
            }
            Self::Elasticsearch => {
                "The Data Layer puts its Elasticsearch domain into the VPC through this role; without \
                 it the domain's creation fails, an hour into the launch."
            }
        }
    }
}

/// That the account has the role that a service acts through (R9).
#[derive(Clone, Debug)]
pub struct ServiceLinkedRoleCheck {
    target: Target,
    service: LinkedService,
}

/// What there is of a service's roles.
enum Held {
    Linked(Named),
    /// A role of that name which the service is not linked to.
    Foreign(ServiceLinkedRole),
    None,
}

impl ServiceLinkedRoleCheck {
    /// The check of one service in `target`.
    pub fn new(target: Target, service: LinkedService) -> Self {
        Self { target, service }
    }

    /// The checks of both services in `target`.
    pub fn both(target: &Target) -> [Self; 2] {
        [LinkedService::Ecs, LinkedService::Elasticsearch]
            .map(|service| Self::new(target.clone(), service))
    }

    async fn held(&self, cx: &CheckContext<'_>) -> Result<Held, StepError> {
        let reader = cx
            .ports
            .get::<dyn ServiceLinkedRoleReader>(self.target.name)?;
        let mut held = Held::None;
        for named in self.service.roles() {
            match reader.role(named.role).await? {
                Some(role) if role.is_linked_to(named.service) => return Ok(Held::Linked(*named)),
                Some(role) => held = Held::Foreign(role),
                None => {}
            }
        }
        Ok(held)
    }

    /// The name that the documents mean.
    fn documented(&self) -> Named {
        // Each service has a first role.
        self.service.roles().first().copied().unwrap_or(Named {
            service: "",
            role: "",
        })
    }

    fn missing(&self) -> Finding {
        let Named { service, role } = self.documented();
        let (account, title) = (&self.target.account, self.service.title());
        let seen = format!("account {account} has no service-linked role of {title} ({role})");
        Finding::blocks("no-service-linked-role", self.target.name.as_str(), seen)
            .why(self.service.why())
            .remedy(format!(
                "aws iam create-service-linked-role --aws-service-name {service}, or --fix R9."
            ))
            .row("R9")
    }

    fn foreign(&self, role: &ServiceLinkedRole) -> Finding {
        let (name, path) = (
            crate::ids::printable(&role.name, 64),
            crate::ids::printable(&role.path, 512),
        );
        let seen = format!("the role {name} is there on the path {path}, linked to no service");
        Finding::blocks(
            "service-linked-role-foreign",
            self.target.name.as_str(),
            seen,
        )
        .why(self.service.why())
        .remedy(format!(
            "Find out who made it and rename it: only a role that AWS makes serves, with \
             aws iam create-service-linked-role --aws-service-name {}.",
            self.documented().service
        ))
        .row("R9")
    }
}

#[async_trait]
impl Check for ServiceLinkedRoleCheck {
    fn id(&self) -> &'static str {
        match self.service {
            LinkedService::Ecs => "service-linked-role-ecs",
            LinkedService::Elasticsearch => "service-linked-role-elasticsearch",
        }
    }

    fn row(&self) -> &'static str {
        "R9"
    }

    fn title(&self) -> String {
        format!("{} has its service-linked role", self.service.title())
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let findings = match self.held(cx).await? {
            Held::Linked(Named { service, role }) => {
                let evidence = Evidence {
                    what: format!("role {role}"),
                    seen: format!("linked to {service}"),
                    at: cx.now,
                    call: "iam:GetRole".to_owned(),
                };
                return Ok(Looked {
                    evidence: vec![evidence],
                    ..Looked::default()
                });
            }
            Held::Foreign(role) => self.foreign(&role),
            Held::None => self.missing(),
        };
        Ok(Looked {
            findings: findings.into(),
            ..Looked::default()
        })
    }

    fn fix(&self) -> Option<Arc<dyn Step>> {
        Some(Arc::new(MendStep::new(Arc::new(self.clone()), [])))
    }
}

#[async_trait]
impl Mend for ServiceLinkedRoleCheck {
    async fn mending(&self, cx: &CheckContext<'_>) -> Result<Option<Mending>, StepError> {
        if !matches!(self.held(cx).await?, Held::None) {
            return Ok(None);
        }
        let Named { service, role } = self.documented();
        let change = Change {
            field: format!("role {role}"),
            before: None,
            after: Some(format!("linked to {service}")),
        };
        let work: Work = Arc::new(());
        Ok(Some(Mending {
            action: Action::Create,
            changes: vec![change],
            last_seen: None,
            consent: None,
            work,
        }))
    }

    async fn mend(
        &self,
        ports: &Writers<'_>,
        _: &Work,
        _: &OperationToken,
    ) -> Result<(), StepError> {
        let writer = ports.get::<dyn ServiceLinkedRoleWriter>(self.target.name)?;
        let mut refused = None;
        for Named { service, .. } in self.service.roles() {
            match writer.create(service).await {
                Ok(()) => return Ok(()),
                // IAM shows a new role to some readers before others.
                Err(error) if error.kind == ErrorKind::AlreadyExists => return Ok(()),
                // AWS may refuse the name of the service that has a successor: nothing was made.
                Err(error) if error.kind == ErrorKind::Invalid => refused = refused.or(Some(error)),
                Err(error) => return Err(error.into()),
            }
        }
        refused.map_or(Ok(()), |error| Err(error.into()))
    }
}
