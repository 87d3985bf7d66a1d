//! The way to AWS against a desk that answers in its place.

mod counted;
mod credentials;
mod desk;
mod endpoints;
mod found;
mod renewed;
mod tls;
