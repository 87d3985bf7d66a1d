//! The domain at which users sign in (row I4).

use std::sync::Arc;

use async_trait::async_trait;
use jiff::SignedDuration;
use ts_deploy_core::deployment::single_sign_on::HostedDomain;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::CertificateArn;
use ts_deploy_core::plan::{
    Action, Failure, Handle, Progress, ReadContext, Started, StepError, StepId, request_digest,
};
use ts_deploy_core::port::user_pool::{
    DomainRequest, DomainStatus, OtherSettings, SignInDomain, UserPool, UserPoolWriter,
};
use ts_deploy_core::port::{ErrorKind, Writers};

use super::sight::{change, find_pool, reader};
use super::{Part, Planned, Standing, failed};
use crate::component::CognitoSso;
use crate::provider::user_pool_wire;

/// What is followed: its id is the domain's name.
const DOMAIN: &str = "user-pool-domain";
/// A customer's own domain takes up to an hour; what takes longer stands still, which is said.
const LONGEST: SignedDuration = SignedDuration::from_mins(90);
const AT: &str = "single_sign_on.hosted_domain";

/// Gives the pool its domain.
pub(crate) struct Domain(pub(crate) Arc<CognitoSso>);

/// One changing call.
pub(crate) enum DomainWork {
    Create(DomainRequest),
    Update(DomainRequest),
}

impl Domain {
    fn hosted(&self) -> &HostedDomain {
        &self.0.draft.hosted_domain
    }

    fn certificate(&self) -> Option<&CertificateArn> {
        match self.hosted() {
            HostedDomain::Prefix(_) => None,
            HostedDomain::Custom { certificate, .. } => Some(certificate),
        }
    }

    fn request(&self, pool: &UserPool, other: OtherSettings) -> DomainRequest {
        DomainRequest {
            pool: pool.id.clone(),
            name: self.hosted().name().to_owned(),
            certificate: self.certificate().cloned(),
            other,
        }
    }

    fn create(&self, pool: &UserPool) -> Standing<DomainWork> {
        let other = match self.hosted() {
            HostedDomain::Prefix(_) => &pool.prefix_domain,
            HostedDomain::Custom { .. } => &pool.custom_domain,
        };
        let name = self.hosted().name();
        if let Some(other) = other.as_ref().filter(|other| *other != name) {
            return Standing::blocked(another(pool, name, other));
        }
        let request = self.request(pool, OtherSettings::none());
        let certificate = self.certificate().map(ToString::to_string);
        let mut changes = vec![change("domain", None, Some(self.0.sign_in_host()))];
        changes.extend(
            certificate
                .clone()
                .map(|arn| change("certificate", None, Some(arn))),
        );
        Standing::Differs(Box::new(Planned {
            action: Action::Create,
            changes,
            digest: request_digest([
                "create",
                pool.id.as_str(),
                name,
                &certificate.unwrap_or_default(),
            ]),
            last_seen: Some(pool.id.to_string()),
            consent: None,
            findings: Findings::none(),
            work: DomainWork::Create(request),
        }))
    }

    fn compare(
        &self,
        pool: &UserPool,
        live: SignInDomain,
    ) -> Result<Standing<DomainWork>, StepError> {
        if live.pool != pool.id {
            return Ok(Standing::blocked(elsewhere(&live)));
        }
        match live.status {
            DomainStatus::Creating | DomainStatus::Updating => {
                return Ok(Standing::Running(handle(&live.name)));
            }
            DomainStatus::Failed => return Ok(Standing::blocked(broken(&live))),
            DomainStatus::Active => {}
            // Also what is not known here: it is never taken for success.
            _ => {
                let what = format!("the domain {} is {}", live.name, live.status.as_str());
                return Err(StepError::Unsettled { what });
            }
        }
        let wanted = self.certificate();
        if live.certificate.as_ref() == wanted {
            let what = format!("sign-in domain {}", self.0.sign_in_host());
            let seen = format!("ACTIVE, of the user pool {}", pool.id);
            return Ok(Standing::as_wanted(
                what,
                seen,
                "cognito-idp:DescribeUserPoolDomain",
            ));
        }
        let (before, after) = (
            live.certificate.as_ref().map(ToString::to_string),
            wanted.map(ToString::to_string),
        );
        let digest = request_digest(["update", &live.name, after.as_deref().unwrap_or_default()]);
        Ok(Standing::Differs(Box::new(Planned {
            action: Action::Update,
            changes: vec![change("certificate", before.clone(), after)],
            digest,
            last_seen: before,
            consent: None,
            findings: Findings::none(),
            work: DomainWork::Update(self.request(pool, live.other)),
        })))
    }
}

fn handle(name: &str) -> Handle {
    Handle {
        kind: DOMAIN.to_owned(),
        id: name.to_owned(),
    }
}

fn another(pool: &UserPool, wanted: &str, other: &str) -> Finding {
    let seen = format!(
        "the user pool {} has the domain {other}, and {wanted} is wanted",
        pool.id
    );
    Finding::blocks("sign-in-domain-other", AT, seen)
        .why("A pool has one prefix and one domain of the customer's at most. The identity provider knows the one it has: sign-in there would end.")
        .remedy(format!(
            "Write {other} into the spec to keep it; or, once the identity provider knows the new \
             address, delete that domain in the console and run again."
        ))
        .row("I4")
}

fn elsewhere(live: &SignInDomain) -> Finding {
    let seen = format!(
        "the domain {} belongs to the user pool {}",
        live.name, live.pool
    );
    Finding::blocks("sign-in-domain-taken", AT, seen)
        .why("A domain belongs to one pool only.")
        .remedy("Choose another, or delete it from that pool if nobody signs in there any more.")
        .row("I4")
}

fn broken(live: &SignInDomain) -> Finding {
    let seen = format!("the domain {} is FAILED", live.name);
    Finding::blocks("sign-in-domain-failed", AT, seen)
        .why("Cognito could not serve it, most often for its certificate or since the domain above it does not resolve.")
        .remedy("Look at it in the console, delete it there, mend the cause, and run again.")
        .row("I4")
}

/// The words of a prefix that somebody has.
fn taken(name: &str, message: &str) -> StepError {
    failed(
        format!("the sign-in domain {name} is taken: {message}"),
        "Nothing was made.",
        "Choose another: a prefix is unique in its region among all customers of AWS.",
    )
}

#[async_trait]
impl Part for Domain {
    type Work = DomainWork;

    fn title(&self) -> String {
        "Sign-in domain".to_owned()
    }

    fn minutes(&self) -> (u32, u32) {
        match self.hosted() {
            HostedDomain::Prefix(_) => (0, 1),
            HostedDomain::Custom { .. } => (5, 60),
        }
    }

    async fn stand(
        &self,
        cx: &ReadContext<'_>,
        _: &StepId,
    ) -> Result<Standing<DomainWork>, StepError> {
        let Some(pool) = find_pool(cx, &self.0).await?.one() else {
            let from = vec![user_pool_wire()];
            return Ok(Standing::Awaits {
                action: Action::Create,
                from,
            });
        };
        match reader(cx, &self.0)?.domain(self.hosted().name()).await? {
            None => Ok(self.create(&pool)),
            Some(live) => self.compare(&pool, live),
        }
    }

    async fn send(&self, ports: &Writers<'_>, work: &DomainWork) -> Result<Started, StepError> {
        let writer = ports.get::<dyn UserPoolWriter>(self.0.target().name)?;
        match work {
            DomainWork::Create(request) => match writer.create_domain(request).await {
                Err(error)
                    if error.kind == ErrorKind::Invalid && error.message.contains("already") =>
                {
                    return Err(taken(&request.name, &error.message));
                }
                answer => answer?,
            },
            DomainWork::Update(request) => writer.update_domain(request).await?,
        }
        Ok(Started::Running(handle(self.hosted().name())))
    }

    async fn follow(&self, cx: &ReadContext<'_>, handle: &Handle) -> Result<Progress, StepError> {
        let live = reader(cx, &self.0)?.domain(&handle.id).await?;
        // Looking again tells what to do about one that is not there.
        let status = live.map_or(DomainStatus::Active, |live| live.status);
        let took = cx.open.map(|open| cx.now.duration_since(open.at));
        let failed = |what: &str| {
            Progress::Failed(Box::new(Failure::new(
                format!("the sign-in domain {} {what}", handle.id),
                "Nobody can sign in there.",
                "Look at it in the console: its certificate must be issued, and the domain above it \
                 must resolve. Run again to go on watching it.",
            )))
        };
        Ok(match status {
            DomainStatus::Active => Progress::Settled,
            DomainStatus::Failed => failed("is FAILED"),
            _ => Progress::Running {
                state: if took.is_some_and(|took| took > LONGEST) {
                    let status = status.as_str();
                    format!(
                        "{status}, longer than domains take: look whether its certificate is issued"
                    )
                } else {
                    status.as_str().to_owned()
                },
                resources: Vec::new(),
                done: None,
            },
        })
    }
}
