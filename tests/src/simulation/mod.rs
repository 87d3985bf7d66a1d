//! Whole deployments, what is changed about them and their removals, under whatever a seed makes befall them: several operators on one timeline,
//! calls and journal that fail, processes that are killed, clocks that jump. What must always hold is
//! looked at after every call and every record.

mod cut;
mod dice;
mod ended;
mod everything;
mod fate;
mod fixes;
mod judge;
mod late;
mod ledger;
mod life;
mod operator;
mod play;
mod stage;
mod story;
mod timeline;
mod wire;

pub use cut::{Cut, cut, cut_fixes};
pub use dice::Dice;
pub use ended::{Ended, Made};
pub use fate::{Fate, StoreTrouble, Trouble};
pub use fixes::{Drawer, Mended};
pub use judge::{Judge, Settled};
pub use late::{Decided, Late};
pub use ledger::Ledger;
pub use life::Life;
pub use operator::{Operator, sources};
pub use play::{Played, play};
pub use story::{Extent, Wanted};
pub use timeline::{SkewedClock, Timeline};
pub use wire::Wire;
