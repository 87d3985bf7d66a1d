//! The table: one file a capability, its rows in the order of the work.

mod account;
mod catalog;
mod checks;
mod parameters;
mod recovery;
mod sign_on;
mod stack;
mod vendor;

use super::operation::{Operation, Phase, Place, Use};

/// Looks at the products and what they made, wherever they are or will be recovered to.
const LOOK: &[Use] = &[
    (Phase::Preflight, &[Place::Platform]),
    (Phase::Fix, &[Place::Platform]),
    (Phase::Deploy, &[Place::Platform]),
    (Phase::Watch, &[Place::Platform]),
    (Phase::Dr, &[Place::Platform, Place::Recovery]),
];
/// Changes the products and what they made, where they are and where they are recovered to.
const CHANGE: &[Use] = &[
    (Phase::Deploy, &[Place::Platform]),
    (Phase::Dr, &[Place::Recovery]),
];

/// Every operation that a backend on AWS calls.
pub fn table() -> impl Iterator<Item = &'static Operation> {
    let tables = [
        account::TABLE,
        checks::TABLE,
        catalog::TABLE,
        stack::TABLE,
        parameters::TABLE,
        sign_on::TABLE,
        recovery::TABLE,
        vendor::TABLE,
    ];
    tables.into_iter().flatten()
}

/// The row of an operation, by the service in the SDK's spelling; `None` for one that no backend of
/// this workspace calls.
pub fn operation(service: &str, operation: &str) -> Option<&'static Operation> {
    table().find(|row| row.service == service && row.operation == operation)
}
