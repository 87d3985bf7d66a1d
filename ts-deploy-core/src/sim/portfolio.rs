//! The vendor's portfolios: shared, imported, and who may launch from them.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::lag::Sight;
use super::place::{SimPlace, Verb};
use super::product::{Offer, SimProduct};
use super::products::{PORTFOLIO, PORTFOLIO_ID};
use super::refusal::{Answer, Refusal};
use super::world::Place;
use crate::ids::{Arn, PortfolioId, PrincipalArn};
use crate::port::PortResult;
use crate::port::catalog::{LaunchPath, ProductId};
use crate::port::identity::Principal;
use crate::port::portfolio::{
    ImportedPortfolio, PortfolioPrincipal, PortfolioReader, PortfolioWriter, PrincipalType,
};

const SERVICE: &str = "servicecatalog";

/// How long the launch paths of a newly associated principal take, when nobody says otherwise.
const OPENS_AFTER: u32 = 45;

/// A portfolio of the vendor's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimPortfolio {
    /// Its id, by which its share is accepted.
    pub id: PortfolioId,
    /// Its name, which is also that of the launch path; unique in its place.
    pub name: String,
    /// Who provides it.
    pub provider: String,
    /// How long after a principal was associated the launch paths appear, in seconds. Until then
    /// its products are found, and launching them fails.
    pub opens_after: u32,
}

impl SimPortfolio {
    /// One that `TetraScience` provides, whose launch paths appear after 45 seconds.
    pub fn new(id: PortfolioId, name: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            provider: "TetraScience".to_owned(),
            opens_after: OPENS_AFTER,
        }
    }
}

/// A portfolio shared with a place, and what the account did with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Share {
    portfolio: SimPortfolio,
    /// Since when it is imported.
    accepted: Option<Timestamp>,
    /// True for what nobody had to import, since the world began so.
    given: bool,
    principals: Vec<Association>,
}

/// Who may launch, and from when on the launch paths are there.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Association {
    principal: PrincipalArn,
    since: Timestamp,
    opens: Timestamp,
}

/// What the caller has of a portfolio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    None,
    /// Its products are found; their launch paths are not there yet.
    Found,
    Launch,
}

impl Share {
    fn offered(portfolio: SimPortfolio) -> Self {
        Self {
            portfolio,
            accepted: None,
            given: false,
            principals: Vec::new(),
        }
    }

    fn is_shown(&self, sight: Sight) -> bool {
        let accepted = self.accepted;
        accepted.is_some_and(|since| sight.shows(self.portfolio.id.as_str(), since))
    }

    fn access(&self, caller: Option<&Principal>, sight: Sight) -> Access {
        let own = |one: &&Association| Some(&Principal::from(&one.principal)) == caller;
        let mut own = self.principals.iter().filter(own);
        match own.next() {
            Some(own) if self.accepted.is_some() => {
                if own.opens <= sight.now {
                    Access::Launch
                } else if sight.shows("products", own.since) {
                    Access::Found
                } else {
                    Access::None
                }
            }
            _ => Access::None,
        }
    }
}

impl Place {
    /// The place as most rehearsals begin: the documented portfolio is imported, and the caller
    /// associated with it.
    pub(super) fn with_vendor(&mut self) {
        let Ok(id) = PortfolioId::parse(PORTFOLIO_ID) else {
            return;
        };
        let principal = self.caller.principal().ok().and_then(|who| match who {
            Principal::Role(name) => {
                let (partition, account) = (self.region.partition(), &self.account);
                PrincipalArn::parse(format!("arn:{partition}:iam::{account}:role/{name}")).ok()
            }
            _ => None,
        });
        let associated = principal.map(|principal| Association {
            principal,
            since: Timestamp::MIN,
            opens: Timestamp::MIN,
        });
        self.shares.push(Share {
            accepted: Some(Timestamp::MIN),
            given: true,
            principals: associated.into_iter().collect(),
            ..Share::offered(SimPortfolio::new(id, PORTFOLIO))
        });
    }

    /// What the caller has of the portfolio of this name. One that nobody shared is the account's
    /// own, open to everybody in it.
    fn access(&self, portfolio: &str, sight: Sight) -> Access {
        let share = self
            .shares
            .iter()
            .find(|one| one.portfolio.name == *portfolio);
        share.map_or(Access::Launch, |share| {
            share.access(self.caller.principal().ok().as_ref(), sight)
        })
    }

    /// The products that the caller finds.
    pub(super) fn found(&self, sight: Sight) -> impl Iterator<Item = &Offer> {
        self.offers.iter().filter(move |offer| {
            let mut through = offer.portfolios.iter();
            offer.portfolios.is_empty()
                || through.any(|name| self.access(name, sight) != Access::None)
        })
    }

    /// The caller's launch paths to a product: one a portfolio.
    pub(super) fn paths(&self, offer: &Offer, sight: Sight) -> Vec<LaunchPath> {
        let paths = offer.paths();
        paths
            .filter(|path| self.access(&path.name, sight) == Access::Launch)
            .collect()
    }

    /// When launch paths appear.
    pub(super) fn opens(&self) -> impl Iterator<Item = Timestamp> {
        let associated = self.shares.iter().flat_map(|share| &share.principals);
        associated.map(|one| one.opens)
    }

    fn share(&mut self, id: &PortfolioId) -> Option<&mut Share> {
        self.shares.iter_mut().find(|one| one.portfolio.id == *id)
    }

    fn imported(&self, id: &PortfolioId) -> Answer<&Share> {
        let mut imported = self.shares.iter().filter(|one| one.accepted.is_some());
        imported
            .find(|one| one.portfolio.id == *id)
            .ok_or_else(|| Refusal::not_found(format!("Portfolio {id} not found")))
    }

    /// Accepts a share; true when that changes anything.
    fn accept(&mut self, id: &PortfolioId, now: Timestamp) -> Answer<bool> {
        let missing = || Refusal::not_found(format!("No share of portfolio {id} is offered"));
        let share = self.share(id).ok_or_else(missing)?;
        let accepts = share.accepted.is_none();
        share.accepted.get_or_insert(now);
        Ok(accepts)
    }

    /// Associates a principal; true when that changes anything.
    fn associate(
        &mut self,
        id: &PortfolioId,
        principal: &PrincipalArn,
        now: Timestamp,
    ) -> Answer<bool> {
        let known = self.imported(id)?.principals.iter();
        if known.map(|one| &one.principal).any(|one| one == principal) {
            return Ok(false);
        }
        // AWS looks the principal up in IAM; no account's IAM is played here, so that whether it
        // exists in this account is not known, but that another account's does not is.
        let arn = Arn::parse(principal.as_str()).ok();
        let here = arn.is_some_and(|arn| {
            arn.account.as_ref() == Some(&self.account) && arn.partition == self.region.partition()
        });
        if !here {
            let account = &self.account;
            return Err(Refusal::invalid(format!(
                "Principal ARN {principal} is not of account {account}"
            )));
        }
        if let Some(share) = self.share(id) {
            let wait = SignedDuration::from_secs(share.portfolio.opens_after.into());
            share.principals.push(Association {
                principal: principal.clone(),
                since: now,
                opens: now.checked_add(wait).unwrap_or(Timestamp::MAX),
            });
        }
        Ok(true)
    }
}

impl SimPlace {
    /// Shares a portfolio with these products, as a vendor does: nobody finds them before it is
    /// imported. A portfolio of the same name that was shared before is replaced.
    pub fn share(&self, portfolio: SimPortfolio, products: Vec<SimProduct>) -> Vec<ProductId> {
        self.arrange(|place, seed| {
            let name = portfolio.name.clone();
            place.shares.retain(|one| one.portfolio.name != name);
            place.shares.push(Share::offered(portfolio));
            let products = products.into_iter();
            products
                .map(|product| place.offer(seed, product, &[&name]))
                .collect()
        })
    }

    /// Shares the documented portfolio under this id, so that it is still to be imported, as in a
    /// new account. Does nothing when this was done before; where something was launched, it stays
    /// imported.
    pub fn share_documented(&self, id: &PortfolioId) {
        self.arrange(|place, _| {
            let launched = !place.provisioned.is_empty();
            let mut given = place.shares.iter_mut().filter(|one| one.given);
            if let Some(share) = given.find(|one| one.portfolio.name == PORTFOLIO) {
                share.given = launched;
                share.portfolio.id = id.clone();
                if !launched {
                    share.accepted = None;
                    share.principals.clear();
                }
            }
        });
    }
}

#[async_trait]
impl PortfolioReader for SimPlace {
    async fn imported(&self) -> PortResult<Vec<ImportedPortfolio>> {
        let verb = Verb(SERVICE, "ListAcceptedPortfolioShares");
        self.read(verb, |place, world| {
            let sight = world.sight();
            let accepted = place.shares.iter().filter(|one| one.is_shown(sight));
            let shown = accepted.map(|one| ImportedPortfolio {
                id: one.portfolio.id.clone(),
                name: one.portfolio.name.clone(),
                provider: one.portfolio.provider.clone(),
            });
            Ok(shown.collect())
        })
    }

    async fn principals(&self, portfolio: &PortfolioId) -> PortResult<Vec<PortfolioPrincipal>> {
        let verb = Verb(SERVICE, "ListPrincipalsForPortfolio");
        self.read(verb, |place, world| {
            let sight = world.sight();
            let principals = place.imported(portfolio)?.principals.iter();
            let shown = principals.filter(|one| sight.shows(one.principal.as_str(), one.since));
            let shown = shown.map(|one| PortfolioPrincipal {
                arn: one.principal.to_string(),
                kind: PrincipalType::Iam,
            });
            Ok(shown.collect())
        })
    }
}

#[async_trait]
impl PortfolioWriter for SimPlace {
    async fn accept_share(&self, portfolio: &PortfolioId) -> PortResult<()> {
        self.change(Verb(SERVICE, "AcceptPortfolioShare"), |world, target| {
            let now = world.now;
            let changed = world.place(target).accept(portfolio, now)?;
            Ok(((), changed))
        })
    }

    async fn associate_principal(
        &self,
        portfolio: &PortfolioId,
        principal: &PrincipalArn,
    ) -> PortResult<()> {
        let verb = Verb(SERVICE, "AssociatePrincipalWithPortfolio");
        self.change(verb, |world, target| {
            let now = world.now;
            let changed = world.place(target).associate(portfolio, principal, now)?;
            Ok(((), changed))
        })
    }
}
