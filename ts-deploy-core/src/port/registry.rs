//! Which backend answers for which port in which target.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

use crate::target::TargetName;

/// The reading half of a port. Implemented for `dyn Trait`, not for backends:
///
/// ```
/// use ts_deploy_core::port::ReadPort;
/// trait TicketReader: Send + Sync {
///     fn open(&self) -> usize;
/// }
/// impl ReadPort for dyn TicketReader {
///     const NAME: &'static str = "ticket reader";
/// }
/// ```
pub trait ReadPort: Send + Sync + 'static {
    /// The port's name in messages.
    const NAME: &'static str;
}

/// The changing half of a port. Implemented for `dyn Trait`, not for backends.
pub trait ChangePort: Send + Sync + 'static {
    /// The port's name in messages.
    const NAME: &'static str;
}

/// No backend is registered for a port that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no {port} is registered for the target {target}: build the backend with the feature that brings it, or register one"
)]
pub struct MissingPort {
    /// The port's name.
    pub port: &'static str,
    /// The target.
    pub target: TargetName,
}

type Shelf = HashMap<(TargetName, TypeId), Box<dyn Any + Send + Sync>>;

/// The registry: backends by target and port.
#[derive(Default)]
pub struct Ports {
    readers: Shelf,
    writers: Shelf,
}

impl Ports {
    /// An empty registry.
    pub fn new() -> Self {
        Self::default()
    }

    /// Registers the backend of a reading half; an earlier one is replaced.
    pub fn read<P: ReadPort + ?Sized>(&mut self, target: TargetName, backend: Arc<P>) -> &mut Self {
        self.readers
            .insert((target, TypeId::of::<P>()), Box::new(backend));
        self
    }

    /// Registers the backend of a changing half; an earlier one is replaced.
    pub fn change<P: ChangePort + ?Sized>(
        &mut self,
        target: TargetName,
        backend: Arc<P>,
    ) -> &mut Self {
        self.writers
            .insert((target, TypeId::of::<P>()), Box::new(backend));
        self
    }

    /// The targets for which something is registered, in order.
    pub(super) fn targets(&self) -> std::collections::BTreeSet<TargetName> {
        let shelves = [&self.readers, &self.writers];
        let keys = shelves.into_iter().flat_map(HashMap::keys);
        keys.map(|(target, _)| *target).collect()
    }

    /// The reading halves alone.
    pub fn readers(&self) -> Readers<'_> {
        Readers { ports: self }
    }

    /// Both halves, for the one place that changes something.
    pub fn writers(&self) -> Writers<'_> {
        Writers { ports: self }
    }
}

impl std::fmt::Debug for Ports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ports")
            .field("readers", &self.readers.len())
            .field("writers", &self.writers.len())
            .finish()
    }
}

fn take<P: ?Sized + 'static>(
    shelf: &Shelf,
    target: TargetName,
    port: &'static str,
) -> Result<Arc<P>, MissingPort>
where
    Arc<P>: Send + Sync,
{
    shelf
        .get(&(target, TypeId::of::<P>()))
        .and_then(|backend| backend.downcast_ref::<Arc<P>>())
        .map(Arc::clone)
        .ok_or(MissingPort { port, target })
}

/// The reading halves of the registered ports.
#[derive(Clone, Copy, Debug)]
pub struct Readers<'a> {
    ports: &'a Ports,
}

impl Readers<'_> {
    /// The backend of a reading half.
    ///
    /// # Errors
    /// [`MissingPort`] when none is registered for the target.
    pub fn get<P: ReadPort + ?Sized>(&self, target: TargetName) -> Result<Arc<P>, MissingPort> {
        take(&self.ports.readers, target, P::NAME)
    }
}

/// Both halves of the registered ports.
#[derive(Clone, Copy, Debug)]
pub struct Writers<'a> {
    ports: &'a Ports,
}

impl<'a> Writers<'a> {
    /// The backend of a changing half.
    ///
    /// # Errors
    /// [`MissingPort`] when none is registered for the target.
    pub fn get<P: ChangePort + ?Sized>(&self, target: TargetName) -> Result<Arc<P>, MissingPort> {
        take(&self.ports.writers, target, P::NAME)
    }

    /// The reading halves alone.
    pub fn readers(&self) -> Readers<'a> {
        Readers { ports: self.ports }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    trait Ear: Send + Sync {
        fn hears(&self) -> &'static str;
    }
    impl ReadPort for dyn Ear {
        const NAME: &'static str = "ear";
    }
    struct Left;
    impl Ear for Left {
        fn hears(&self) -> &'static str {
            "left"
        }
    }

    #[test]
    fn a_port_of_ones_own_is_found_by_target_and_trait() {
        let mut ports = Ports::new();
        ports.read::<dyn Ear>(TargetName::Main, Arc::new(Left));
        assert_eq!(
            ports
                .readers()
                .get::<dyn Ear>(TargetName::Main)
                .unwrap()
                .hears(),
            "left"
        );
    }

    #[test]
    fn a_missing_port_is_named_with_its_target() {
        let missing = Ports::new()
            .readers()
            .get::<dyn Ear>(TargetName::Dr)
            .err()
            .unwrap();
        assert!(
            missing
                .to_string()
                .contains("no ear is registered for the target dr"),
            "{missing}"
        );
    }
}
