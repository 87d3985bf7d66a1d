//! The Service Layer: containers, web UI and workers (rows S, 21 keys with a name).

mod check;
mod component;
mod draft;
mod render;
mod rows;
#[cfg(test)]
mod tests;
mod web;

pub use draft::{Capacity, OptionalService, ServiceLayer, ServiceLayerDraft, WindowsWorkers};
pub use web::{Access, CustomerCertificate, Dns, Web, ZoneCertificate};

use component::NAME;
