//! The step that lets the deployer launch from the vendor's portfolio.

use std::sync::Arc;

use async_trait::async_trait;

use super::{Portfolio, shown_by_now};
use crate::finding::{Finding, Findings};
use crate::ids::{PrincipalArn, printable};
use crate::layer::ProductSelector;
use crate::parameter::Change;
use crate::plan::{
    Action, Duration, Evidence, Failure, Handle, Observation, Progress, Proposal, ReadContext,
    Started, Step, StepError, StepId,
};
use crate::port::catalog::{CatalogReader, OperationToken};
use crate::port::identity::{CallerIdentity, IdentityReader, Principal};
use crate::port::portfolio::{PortfolioPrincipal, PortfolioReader, PortfolioWriter, PrincipalType};
use crate::port::{ErrorKind, Readers, Writers};
use crate::target::{Target, TargetName};

/// What is followed after the association: its id is the principal's ARN.
const ASSOCIATED: &str = "principal-associated";

/// Associates the deployer with the portfolio (R16): the declared principal, which must be the one
/// whose credentials are used. Administrator rights alone launch nothing.
///
/// A role's session is compared with a declared role by the role's name, which is unique in an
/// account whatever its path. The association is never taken back: AWS has known faults in removing
/// principals with a path, and it costs nothing.
#[derive(Clone, Debug)]
pub struct AssociatePrincipal {
    id: StepId,
    target: Target,
    portfolio: Portfolio,
    products: Vec<ProductSelector>,
    after: Vec<StepId>,
}

/// Who is to be associated, and whether it is.
pub(crate) enum Standing {
    Associated(PrincipalArn),
    Missing(PrincipalArn),
    Blocked(Box<Finding>),
}

impl AssociatePrincipal {
    /// The step `id`, which associates whoever deploys in `target` with `portfolio`. It is done
    /// once the launch paths to `products` are there.
    pub fn new(
        id: StepId,
        target: Target,
        portfolio: Portfolio,
        products: impl IntoIterator<Item = ProductSelector>,
    ) -> Self {
        Self {
            id,
            target,
            portfolio,
            products: products.into_iter().collect(),
            after: Vec::new(),
        }
    }

    /// Comes after these steps.
    #[must_use]
    pub fn after(mut self, steps: impl IntoIterator<Item = StepId>) -> Self {
        self.after.extend(steps);
        self
    }

    async fn caller(&self, ports: Readers<'_>) -> Result<CallerIdentity, StepError> {
        let identity = ports.get::<dyn IdentityReader>(self.target.name)?;
        Ok(identity.caller().await?)
    }

    /// The principals of the portfolio; none while it is not imported.
    async fn principals(&self, ports: Readers<'_>) -> Result<Vec<PortfolioPrincipal>, StepError> {
        let reader = ports.get::<dyn PortfolioReader>(self.target.name)?;
        match reader.principals(&self.portfolio.id).await {
            Err(error) if error.kind == ErrorKind::NotFound => Ok(Vec::new()),
            answer => Ok(answer?),
        }
    }

    /// Whom it would associate as things are now, and whether that is done.
    pub(crate) async fn standing(&self, ports: Readers<'_>) -> Result<Standing, StepError> {
        let caller = self.caller(ports).await?;
        let named: Vec<PrincipalArn> = self
            .principals(ports)
            .await?
            .into_iter()
            .filter(|one| one.kind == PrincipalType::Iam)
            .filter_map(|one| PrincipalArn::parse(one.arn).ok())
            .collect();
        Ok(match self.meant(&caller, &named) {
            Ok(principal) if named.contains(&principal) => Standing::Associated(principal),
            Ok(principal) => Standing::Missing(principal),
            Err(finding) => Standing::Blocked(Box::new(finding)),
        })
    }

    /// Whom to associate: the declared principal if it is the caller; else the caller, as far as
    /// its ARN is known. `named` are those associated already.
    fn meant(
        &self,
        caller: &CallerIdentity,
        named: &[PrincipalArn],
    ) -> Result<PrincipalArn, Finding> {
        let who = caller.principal().ok();
        let same = |arn: &PrincipalArn| {
            arn.account().as_ref() == Some(&caller.account)
                && who.as_ref() == Some(&Principal::from(arn))
        };
        match (&self.portfolio.principal, &who) {
            (Some(declared), _) if same(declared) => Ok(declared.clone()),
            (Some(declared), _) => Err(another(declared, caller)),
            (None, Some(Principal::User(_))) => {
                PrincipalArn::parse(caller.arn.clone()).map_err(|_| unusable(caller))
            }
            (None, Some(Principal::Role(role))) => {
                let known = named.iter().find(|arn| same(arn)).cloned();
                known.ok_or_else(|| undeclared(role))
            }
            (None, _) => Err(unusable(caller)),
        }
    }

    fn propose(&self, principal: PrincipalArn) -> Proposal {
        let id = &self.portfolio.id;
        Proposal {
            action: Action::Create,
            changes: vec![Change {
                field: format!("principal of portfolio {id}"),
                before: None,
                after: Some(principal.to_string()),
            }],
            digest: crate::hash::of_parts(["associate", id.as_str(), principal.as_str()]),
            last_seen: None,
            awaits: Vec::new(),
            consent: None,
            takes_over: None,
            removed: None,
            expected: self.documented(Action::Create),
            findings: Findings::none(),
            work: Arc::new(principal),
        }
    }

    /// Whether every product that the catalog offers of those wanted has a launch path, and all of
    /// them are offered.
    async fn can_launch(&self, cx: &ReadContext<'_>) -> Result<bool, StepError> {
        let catalog = cx.ports.get::<dyn CatalogReader>(self.target.name)?;
        let offered = catalog.products().await?;
        for wanted in &self.products {
            let mut matching = offered.iter().filter(|product| wanted.selects(product));
            let Some(product) = matching.next() else {
                return Ok(false);
            };
            match catalog.launch_paths(&product.id).await {
                Ok(paths) if !paths.is_empty() => {}
                Ok(_) => return Ok(false),
                Err(error) if error.kind == ErrorKind::NotFound => return Ok(false),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(true)
    }

    fn refused(&self, error: &crate::port::PortError) -> Failure {
        Failure::new(
            format!(
                "the deployer was not associated with portfolio {}: {}",
                self.portfolio.id,
                crate::error::chain(error)
            ),
            "Nothing was associated.",
            "Give under portfolio.principal the ARN of a user or role of this account with its path, as IAM shows it \
             (aws iam get-role, aws iam get-user), and not that of a session. Then run again.",
        )
    }
}

fn another(declared: &PrincipalArn, caller: &CallerIdentity) -> Finding {
    let caller = printable(&caller.arn, 200);
    let seen = format!("the spec declares {declared}, and the credentials belong to {caller}");
    Finding::blocks("principal-not-caller", "portfolio.principal", seen)
        .why("Whoever is associated with the portfolio may launch, and nobody else, administrators included.")
        .remedy("Use the credentials of the declared principal, or declare the one that deploys.")
        .row("R16")
}

fn undeclared(role: &str) -> Finding {
    let role = printable(role, 64);
    let seen =
        format!("the credentials are a session of role {role}, which does not tell its path");
    Finding::blocks("principal-not-declared", "portfolio.principal", seen)
        .why("A role is associated by its ARN with its path; without it AWS finds no such role.")
        .remedy(format!(
            "Add principal under portfolio with the role's ARN, as \"aws iam get-role --role-name {role}\" shows it."
        ))
        .row("R16")
}

fn unusable(caller: &CallerIdentity) -> Finding {
    let seen = format!(
        "the credentials belong to {}, which is neither a user nor a role",
        printable(&caller.arn, 200)
    );
    Finding::blocks("principal-not-usable", "portfolio.principal", seen)
        .why("Service Catalog associates users and roles only; the root user and federated users launch nothing.")
        .remedy("Deploy as an IAM user or with a role.")
        .row("R16")
}

#[async_trait]
impl Step for AssociatePrincipal {
    fn id(&self) -> &StepId {
        &self.id
    }

    fn title(&self) -> String {
        "Deployer as a principal of the portfolio".to_owned()
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    fn after(&self) -> &[StepId] {
        &self.after
    }

    fn opens(&self) -> bool {
        true
    }

    fn wanted(&self) -> String {
        let principal = self.portfolio.principal.as_ref();
        let principal = principal.map_or("the caller", PrincipalArn::as_str);
        crate::hash::of_parts(["associate", self.portfolio.id.as_str(), principal])
    }

    fn documented(&self, _: Action) -> Duration {
        Duration { least: 0, most: 2 }
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        let principal = match self.standing(cx.ports).await? {
            Standing::Associated(principal) => principal,
            Standing::Missing(principal) => {
                return Ok(Observation::Differs(Box::new(self.propose(principal))));
            }
            Standing::Blocked(finding) => return Ok(Observation::Blocked((*finding).into())),
        };
        // Right after the call the launch paths may not be there yet, and what comes after would
        // be blocked for that.
        if let Some(open) = cx.open {
            let shown = self.can_launch(cx).await?;
            if matches!(shown_by_now(cx, shown), Progress::Running { .. }) {
                return Ok(Observation::Running {
                    handle: handle(&principal),
                    action: open.action,
                    token: open.token.clone(),
                    begun: None,
                    then: None,
                });
            }
        }
        Ok(Observation::InSync {
            findings: Findings::none(),
        })
    }

    async fn start(
        &self,
        ports: &Writers<'_>,
        proposal: &Proposal,
        _: &OperationToken,
    ) -> Result<Started, StepError> {
        let Some(principal) = proposal.work.downcast_ref::<PrincipalArn>() else {
            let failure = Failure::new(
                format!("step {} was given another step's proposal", self.id),
                "Nothing was begun.",
                "Hand each step the proposal that its own observe made.",
            );
            return Err(StepError::Failed(Box::new(failure)));
        };
        let writer = ports.get::<dyn PortfolioWriter>(self.target.name)?;
        match writer
            .associate_principal(&self.portfolio.id, principal)
            .await
        {
            Ok(()) => Ok(Started::Running(handle(principal))),
            Err(error) if error.kind == ErrorKind::Invalid => {
                Err(StepError::Failed(Box::new(self.refused(&error))))
            }
            // Also that the portfolio is not found, as long as its import is not seen everywhere.
            Err(error) => Err(error.into()),
        }
    }

    async fn check(&self, cx: &ReadContext<'_>, _: &Handle) -> Result<Progress, StepError> {
        let associated = matches!(self.standing(cx.ports).await?, Standing::Associated(_));
        let shown = associated && self.can_launch(cx).await?;
        Ok(shown_by_now(cx, shown))
    }

    async fn verify(&self, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        let id = &self.portfolio.id;
        let failure = match self.standing(cx.ports).await? {
            Standing::Associated(principal) => {
                return Ok(vec![
                    Evidence {
                        what: format!("principal of portfolio {id}"),
                        seen: principal.to_string(),
                        at: cx.now,
                        call: "servicecatalog:ListPrincipalsForPortfolio".to_owned(),
                    },
                    Evidence {
                        what: format!("caller in {}", self.target),
                        seen: printable(&self.caller(cx.ports).await?.arn, 300),
                        at: cx.now,
                        call: "sts:GetCallerIdentity".to_owned(),
                    },
                ]);
            }
            Standing::Missing(principal) => Failure::new(
                format!("{principal} is not a principal of portfolio {id}"),
                "What runs goes on; nothing can be launched or updated.",
                "Run deploy again.",
            ),
            Standing::Blocked(finding) => {
                let remains = "What runs goes on; these credentials cannot launch or update it.";
                Failure::new(finding.seen, remains, finding.remedy)
            }
        };
        Err(StepError::Failed(Box::new(failure)))
    }
}

fn handle(principal: &PrincipalArn) -> Handle {
    Handle {
        kind: ASSOCIATED.to_owned(),
        id: principal.to_string(),
    }
}
