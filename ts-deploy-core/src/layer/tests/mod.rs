//! What both layers share: extra parameters, tags, and their agreement.

mod agree;
mod contract;
mod extra;
mod tags;
