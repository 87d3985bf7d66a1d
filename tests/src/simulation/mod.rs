//! Whole deployments under whatever a seed makes befall them: several operators on one timeline,
//! calls and journal that fail, processes that are killed, clocks that jump. What must always hold is
//! looked at after every call and every record.

mod cut;
mod dice;
mod fate;
mod judge;
mod ledger;
mod life;
mod operator;
mod play;
mod stage;
mod timeline;
mod wire;

pub use cut::{Cut, Ended, cut};
pub use dice::Dice;
pub use fate::{Fate, Trouble};
pub use judge::{Judge, Settled};
pub use ledger::Ledger;
pub use life::Life;
pub use operator::{Operator, sources};
pub use play::{Played, play};
pub use timeline::{SkewedClock, Timeline};
pub use wire::Wire;
