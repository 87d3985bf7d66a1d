//! The Service Layer: containers, web UI and workers (mission rows S, 24 keys).

mod draft;
mod web;

pub use draft::{Capacity, OptionalService, ServiceLayer, ServiceLayerDraft, WindowsWorkers};
pub use web::{Access, CustomerCertificate, Dns, Web, ZoneCertificate};
