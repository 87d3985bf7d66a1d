//! One account and region of a simulated cloud: every call goes through here.

use super::cloud::{SimCloud, State};
use super::direct::SimTemplateFile;
use super::fault::{CallFault, CallInfo};
use super::product::SimProduct;
use super::products;
use super::refusal::Answer;
use super::world::{Place, World};
use crate::ids::ProductVersionName;
use crate::port::catalog::{Guidance, ProductId};
use crate::port::identity::CallerIdentity;
use crate::port::stack::TemplateSource;
use crate::port::{Call, ErrorKind, PortError, PortResult};
use crate::target::Target;

/// A simulated cloud as one target sees it. It implements the ports; its own methods arrange the
/// world, as a vendor or an administrator would, and are not calls.
#[derive(Clone, Debug)]
pub struct SimPlace {
    cloud: SimCloud,
    target: Target,
}

/// The words of a call: service and operation in the SDK's spelling.
#[derive(Clone, Copy)]
pub(super) struct Verb(pub(super) &'static str, pub(super) &'static str);

impl SimPlace {
    /// `cloud` as `target` sees it.
    pub(super) fn new(cloud: SimCloud, target: Target) -> Self {
        Self { cloud, target }
    }

    pub(super) fn cloud(&self) -> &SimCloud {
        &self.cloud
    }

    pub(super) fn arrange<T>(&self, change: impl FnOnce(&mut Place, u64) -> T) -> T {
        let mut state = self.cloud.state();
        let seed = state.world.seed;
        let place = state.world.place(&self.target);
        let answer = change(place, seed);
        place.forget_courses();
        let State { world, store } = &mut *state;
        store.note(world);
        answer
    }

    /// Adds a product to the catalog, with one launch path for each of `portfolios`; names of
    /// products need not be unique. A portfolio that was not [shared](Self::share) is the
    /// account's own, open to everybody in it.
    pub fn offer(&self, product: SimProduct, portfolios: &[&str]) -> ProductId {
        self.arrange(|place, seed| place.offer(seed, product, portfolios))
    }

    /// Adds the two documented products, in the portfolio [`PORTFOLIO`](super::PORTFOLIO), to a
    /// place that begins without any, and answers with their ids.
    pub fn offer_documented(&self) -> Vec<ProductId> {
        let products = products::documented().into_iter();
        products
            .map(|product| self.offer(product, &[products::PORTFOLIO]))
            .collect()
    }

    /// Gives the products of this name a launch role, as their vendor would: what they are made of is
    /// made with its rights.
    pub fn give_launch_role(&self, product: &str) {
        self.arrange(|place, _| {
            let offers = place.offers.iter_mut().filter(|one| one.name == product);
            offers.for_each(|offer| offer.launch_role = true);
        });
    }

    /// Whether anything is in the catalog.
    pub fn has_offers(&self) -> bool {
        !self
            .cloud
            .state()
            .world
            .place(&self.target)
            .offers
            .is_empty()
    }

    /// Takes all products out of the catalog, as before the vendor shared any.
    pub fn withdraw_all(&self) {
        self.arrange(|place, _| {
            place.offers.clear();
            place.shares.clear();
        });
    }

    /// Lets the product of this id be reached through these portfolios only. Through none, it is
    /// still found but cannot be launched, as when the caller is not associated with the portfolio.
    pub fn reach_through(&self, product: &ProductId, portfolios: &[&str]) {
        self.arrange(|place, _| {
            for offer in place.offers.iter_mut().filter(|offer| offer.id == *product) {
                offer.portfolios = portfolios.iter().map(|name| (*name).to_owned()).collect();
            }
        });
    }

    /// Changes what the vendor says about a version: its guidance, and whether it is active.
    pub fn guide(
        &self,
        product: &ProductId,
        version: &ProductVersionName,
        guidance: Guidance,
        active: bool,
    ) {
        self.arrange(|place, _| {
            let offers = place.offers.iter_mut().filter(|offer| offer.id == *product);
            for offered in offers.flat_map(|offer| &mut offer.versions) {
                if offered.version.name == *version {
                    offered.version.guidance = guidance;
                    offered.version.active = active;
                }
            }
        });
    }

    /// Puts a template where `source` says, so that stacks can be made of it; one that is there already
    /// is replaced for later operations.
    pub fn put_template(&self, source: &TemplateSource, file: SimTemplateFile) {
        self.arrange(|place, seed| place.put_template(seed, source, file));
    }

    /// Changes whose credentials the target's calls are made with.
    pub fn call_as(&self, caller: CallerIdentity) {
        self.arrange(|place, _| place.caller = caller);
    }

    /// A reading call.
    pub(super) fn read<T>(
        &self,
        verb: Verb,
        answer: impl FnOnce(&Place, &World) -> Answer<T>,
    ) -> PortResult<T> {
        self.call(verb, false, |world| {
            world.place(&self.target);
            let place = world.places.get(&super::world::place_key(&self.target));
            let place =
                place.ok_or_else(|| super::refusal::Refusal::not_found("no such account"))?;
            answer(place, world).map(|answer| (answer, false))
        })
    }

    /// A changing call, whose answer says whether it changed anything.
    pub(super) fn change<T>(
        &self,
        verb: Verb,
        effect: impl FnOnce(&mut World, &Target) -> Answer<(T, bool)>,
    ) -> PortResult<T> {
        self.call(verb, true, |world| effect(world, &self.target))
    }

    fn call<T>(
        &self,
        Verb(service, operation): Verb,
        changing: bool,
        effect: impl FnOnce(&mut World) -> Answer<(T, bool)>,
    ) -> PortResult<T> {
        let call = Call {
            service,
            operation,
            target: self.target.name,
        };
        let count = self.count(&call, changing);
        let info = CallInfo {
            call: call.clone(),
            changing,
            count,
        };
        let fault = self.cloud.fault(&info);
        if let Some(error) = self.lost(fault, &call) {
            return Err(error);
        }
        let mut state = self.cloud.state();
        let State { world, store } = &mut *state;
        let unsaved = |error: std::io::Error| {
            let message = "the simulated cloud could not be saved";
            PortError::new(ErrorKind::Unreachable, call.clone(), message).because(error)
        };
        store.catch_up(world).map_err(unsaved)?;
        let answer = effect(world);
        if let Ok((_, true)) = answer {
            store.save(world).map_err(unsaved)?;
        }
        if fault == CallFault::LostAfter {
            return Err(unreachable(call));
        }
        match answer {
            Ok((answer, _)) => Ok(answer),
            Err(refusal) => Err(PortError::new(refusal.kind, call, &refusal.message)),
        }
    }

    fn count(&self, call: &Call, changing: bool) -> u64 {
        let world = &mut self.cloud.state().world;
        world.changing_calls = world.changing_calls.saturating_add(u64::from(changing));
        let name = format!("{}:{}", call.service, call.operation);
        let count = world.calls.entry(name).or_default();
        *count = count.saturating_add(1);
        *count
    }

    /// The error of a call that does not arrive.
    fn lost(&self, fault: CallFault, call: &Call) -> Option<PortError> {
        let error = |kind, message: &str| Some(PortError::new(kind, call.clone(), message));
        if self.cloud.state().world.place(&self.target).lost.is_some() {
            return error(
                ErrorKind::Unreachable,
                "the region does not answer: it was lost",
            );
        }
        match fault {
            CallFault::None | CallFault::LostAfter => None,
            CallFault::Throttle => error(ErrorKind::Throttled, "Rate exceeded"),
            CallFault::LostBefore => Some(unreachable(call.clone())),
            CallFault::Denied => {
                let caller = self
                    .cloud
                    .state()
                    .world
                    .place(&self.target)
                    .caller
                    .arn
                    .clone();
                let (service, operation) = (call.service, call.operation);
                let message =
                    format!("User: {caller} is not authorized to perform: {service}:{operation}");
                error(ErrorKind::Denied, &message)
            }
            CallFault::CredentialsExpired => error(
                ErrorKind::CredentialsExpired,
                "The security token included in the request is expired",
            ),
        }
    }
}

fn unreachable(call: Call) -> PortError {
    let message = "the connection was closed before an answer came";
    PortError::new(ErrorKind::Unreachable, call, message)
}
