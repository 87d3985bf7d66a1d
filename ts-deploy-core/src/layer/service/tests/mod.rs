//! What the Service Layer sends and refuses.

mod refused;
mod sent;
