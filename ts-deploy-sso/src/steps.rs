//! Single sign-on as steps of a plan.

use std::sync::Arc;

use ts_deploy_core::deployment::single_sign_on::HostedDomain;
use ts_deploy_core::ids::{ClusterName, ProvisionedProductName, ServiceName};
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::{ErrandKind, Launch, ManualStep, Step, StepId};

use crate::component::CognitoSso;
use crate::step::{
    Client, Domain, DomainRecord, IdentityProviderStep, Parameter, Part, PartStep, Pool,
    Registration, RemoveDomain, RemovePool, Restart, SecretFrom, SignIn,
};

/// Where the services that are restarted run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServicesIn {
    /// In this cluster.
    Cluster(ClusterName),
    /// Where the stack of this provisioned product, the Service Layer, made them.
    Product(ProvisionedProductName),
}

impl std::fmt::Display for ServicesIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cluster(name) => write!(f, "the cluster {name}"),
            Self::Product(name) => write!(f, "the stack of the provisioned product {name}"),
        }
    }
}

const POOL: &str = "sso-user-pool";
const DOMAIN: &str = "sso-domain";
const DOMAIN_RECORD: &str = "sso-domain-record";
const PROVIDER: &str = "sso-identity-provider";
const CLIENT: &str = "sso-app-client";
const REGISTRATION: &str = "sso-registration";
const SIGN_IN: &str = "sso-sign-in";
const ROLES: &str = "sso-roles";

/// The id of the step in which the groups of each organisation are mapped to roles (I7), which the default
/// administrator is disabled after. It is there where the deployment names groups.
pub fn roles_step() -> StepId {
    StepId::known(ROLES)
}

fn ids<const N: usize>(names: [&'static str; N]) -> Vec<StepId> {
    names.into_iter().map(StepId::known).collect()
}

/// The id of the step that restarts a service.
fn restart_id(service: &ServiceName) -> StepId {
    StepId::parse(format!("sso-restart-{service}"))
        .unwrap_or_else(|_| StepId::derived("sso-restart", service.as_str()))
}

impl CognitoSso {
    /// The steps that make it: user pool, domain, identity provider, app client, the five
    /// parameters, the restart of the services that read them, and a look at whether sign-in
    /// answers; with what people do elsewhere as follow-ups.
    ///
    /// Nothing begins before the steps `first`, such as the check of the target's credentials. The
    /// parameters, and with them the restarts, wait for the steps `platform` too: by the documents
    /// single sign-on is set up once the platform runs, and what goes wrong with it holds up nothing
    /// else. A secret of the identity provider's application is looked up in `sources`.
    pub fn steps(
        &self,
        sources: &Sources,
        services: &ServicesIn,
        first: &[StepId],
        platform: &[StepId],
    ) -> Vec<Arc<dyn Step>> {
        let launch = match services {
            ServicesIn::Product(product) => Some(self.launch_of(product)),
            ServicesIn::Cluster(_) => None,
        };
        self.steps_for(launch, sources, services, first, platform)
    }

    /// The launch of this product, where the component is set up.
    pub(crate) fn launch_of(&self, product: &ProvisionedProductName) -> Launch {
        let (target, product) = (self.target().name, product.clone());
        Launch { target, product }
    }

    /// The same for the platform of this launch, where it is known.
    pub(crate) fn steps_for(
        &self,
        launch: Option<Launch>,
        sources: &Sources,
        services: &ServicesIn,
        first: &[StepId],
        platform: &[StepId],
    ) -> Vec<Arc<dyn Step>> {
        let sso = Arc::new(self.clone());
        let make = Make(&sso);
        let mut steps = make.in_cognito(sources, first);
        let entries = sso.ssm_entries().into_iter();
        let parameters = entries.map(|entry| {
            let after = [CLIENT, DOMAIN]
                .map(StepId::known)
                .into_iter()
                .chain(platform.to_vec());
            Parameter::new(Arc::clone(&sso), entry, after.collect())
        });
        let parameters: Vec<Parameter> = parameters.collect();
        let written: Vec<StepId> = parameters.iter().map(|one| one.id().clone()).collect();
        steps.extend(
            parameters
                .into_iter()
                .map(|one| Arc::new(one) as Arc<dyn Step>),
        );
        let mut restarted = ids([REGISTRATION]);
        for service in &sso.draft.restarted {
            let id = restart_id(service);
            let restart = Restart {
                sso: Arc::clone(&sso),
                service: service.clone(),
                services: services.clone(),
            };
            restarted.push(id.clone());
            steps.push(make.part(id, written.clone(), restart));
        }
        steps.push(make.part(StepId::known(SIGN_IN), restarted, SignIn(Arc::clone(&sso))));
        steps.extend(sso.roles(launch));
        steps
    }

    /// The steps that remove it: the parameters and the domain, and then, with the consent
    /// `destroy:sso-user-pool`, the pool with all that it holds. They come after the steps
    /// `platform`, which remove what reads the parameters.
    pub fn remove_steps(&self, platform: &[StepId]) -> Vec<Arc<dyn Step>> {
        let sso = Arc::new(self.clone());
        let make = Make(&sso);
        let entries = sso.ssm_entries().into_iter();
        let removals = entries.map(|entry| {
            let step = Parameter::new(Arc::clone(&sso), entry, platform.to_vec());
            Arc::new(step.removal()) as Arc<dyn Step>
        });
        let mut steps: Vec<Arc<dyn Step>> = removals.collect();
        let domain = RemoveDomain(Arc::clone(&sso));
        steps.push(make.removal(DOMAIN, platform.to_vec(), domain));
        let pool = RemovePool(Arc::clone(&sso));
        steps.push(make.removal(POOL, ids([DOMAIN]), pool));
        steps
    }

    /// The ids of the steps that change something of the platform: its parameters and its services.
    pub(crate) fn steps_on_platform(&self) -> Vec<StepId> {
        let entries = self.ssm_entries();
        let parameters = entries.iter().map(|entry| StepId::known(entry.id));
        let restarts = self.draft.restarted.iter().map(restart_id);
        parameters.chain(restarts).collect()
    }

    /// What is typed into the portal (I7); nothing when no group was named.
    fn roles(&self, launch: Option<Launch>) -> Option<Arc<dyn Step>> {
        let table = self.role_table();
        if table.rows.is_empty() {
            return None;
        }
        let facts = table.rows.iter().map(|row| {
            let (organisation, role) = (&row.organisation, row.role.as_str());
            format!("{organisation} {role} {}", row.type_in)
        });
        let ask = "As an administrator of each organisation, open Account > Organization > Single sign-on, and enter:";
        let step = ManualStep::builder()
            .id(roles_step())
            .title("Groups of the organisations' roles")
            .target(self.target().name)
            .kind(ErrandKind::FollowUp)
            .instructions(
                std::iter::once(ask.to_owned()).chain(table.to_string().lines().map(str::to_owned)),
            )
            .why("Whoever signs in has no role before (I7).")
            .about(facts)
            .after(ids([SIGN_IN]));
        // A platform that is launched anew knows nothing of what was typed into the one before.
        Some(match launch {
            Some(launch) => Arc::new(step.launch(launch).build()),
            None => Arc::new(step.build()),
        })
    }
}

/// Makes steps of parts.
struct Make<'a>(&'a Arc<CognitoSso>);

impl Make<'_> {
    fn part<P: Part>(&self, id: StepId, after: Vec<StepId>, part: P) -> Arc<dyn Step> {
        Arc::new(PartStep {
            id,
            target: self.0.target().name,
            after,
            removes: false,
            part,
        })
    }

    fn removal<P: Part>(&self, id: &'static str, after: Vec<StepId>, part: P) -> Arc<dyn Step> {
        Arc::new(PartStep {
            id: StepId::known(id),
            target: self.0.target().name,
            after,
            removes: true,
            part,
        })
    }

    /// What is made in Cognito, and what people do for it.
    fn in_cognito(&self, sources: &Sources, first: &[StepId]) -> Vec<Arc<dyn Step>> {
        let sso = self.0;
        let step = StepId::known;
        let provider = IdentityProviderStep {
            sso: Arc::clone(sso),
            secret: SecretFrom::of(sso, sources),
        };
        let mut steps = vec![
            self.part(step(POOL), first.to_vec(), Pool(Arc::clone(sso))),
            self.part(step(DOMAIN), ids([POOL]), Domain(Arc::clone(sso))),
            self.part(step(PROVIDER), ids([POOL]), provider),
            self.part(step(CLIENT), ids([PROVIDER]), Client(Arc::clone(sso))),
            self.part(
                step(REGISTRATION),
                ids([DOMAIN, PROVIDER]),
                Registration(Arc::clone(sso)),
            ),
        ];
        if matches!(sso.draft.hosted_domain, HostedDomain::Custom { .. }) {
            let record = DomainRecord(Arc::clone(sso));
            steps.push(self.part(step(DOMAIN_RECORD), ids([DOMAIN]), record));
        }
        steps
    }
}
