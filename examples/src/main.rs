//! The ts-deploy binary.
fn main() {}
