//! Disaster recovery: two stacks made around the products, a drill, and the platform brought up in
//! the other account.

mod doubts;
mod pair;
mod recovery;
mod rights;
mod stacks;
