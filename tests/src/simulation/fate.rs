//! What befalls an operator's calls, journal, clock and process.

use super::Dice;

/// What befalls one call or write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing.
    None,
    /// AWS asks to slow down.
    Throttled,
    /// It is lost on its way.
    LostBefore,
    /// It arrives, and its answer is lost.
    LostAfter,
    /// The credentials have ended, for so many seconds.
    Expired(u64),
    /// It takes so many seconds.
    Late(u64),
    /// It is never answered.
    Hangs,
}

/// What befalls one use of the journal's store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreTrouble {
    /// Nothing.
    None,
    /// It is lost on its way. The next one may arrive.
    LostBefore,
    /// It is done, and its answer is lost.
    LostAfter,
    /// The store does not answer for so many seconds.
    Silent(u64),
    /// The store will not do it, whoever asks again.
    Refused,
}

/// How often what befalls, in thousandths, as one seed has it.
#[derive(Clone, Debug)]
pub struct Fate {
    dice: Dice,
    calls: u64,
    store: u64,
    jumps: u64,
    freezes: u64,
    /// False once all trouble has ended.
    pub troubled: bool,
}

impl Fate {
    /// That of an operator: from none of a kind of trouble to a lot of it.
    pub fn new(mut dice: Dice) -> Self {
        let mut share = |most: u64| {
            if dice.happens(400) {
                0
            } else {
                dice.between(1, most)
            }
        };
        let (calls, store, jumps, freezes) = (share(200), share(15), share(30), share(20));
        Self {
            dice,
            calls,
            store,
            jumps,
            freezes,
            troubled: true,
        }
    }

    /// That of somebody whom nothing befalls.
    pub fn kind() -> Self {
        Self {
            dice: Dice::new(0),
            calls: 0,
            store: 0,
            jumps: 0,
            freezes: 0,
            troubled: false,
        }
    }

    /// What befalls the next call.
    pub fn call(&mut self) -> Trouble {
        if !self.troubled || !self.dice.happens(self.calls) {
            return Trouble::None;
        }
        match self.dice.between(0, 10) {
            0..=2 => Trouble::Throttled,
            3 | 4 => Trouble::LostBefore,
            5 | 6 => Trouble::LostAfter,
            7 => Trouble::Expired(self.dice.between(60, 7200)),
            8 => Trouble::Late(self.dice.between(1, 400)),
            _ => Trouble::Hangs,
        }
    }

    /// What befalls the next use of the journal's store.
    pub fn store(&mut self) -> StoreTrouble {
        if !self.troubled || !self.dice.happens(self.store) {
            return StoreTrouble::None;
        }
        match self.dice.between(0, 10) {
            0..=3 => StoreTrouble::LostBefore,
            4..=6 => StoreTrouble::LostAfter,
            7 | 8 => StoreTrouble::Silent(self.dice.between(60, 3600)),
            _ => StoreTrouble::Refused,
        }
    }

    /// By how many seconds the clock jumps now; mostly by none.
    pub fn jump(&mut self) -> i64 {
        if !self.troubled || !self.dice.happens(self.jumps) {
            return 0;
        }
        let far = i64::try_from(self.dice.between(1, 4 * 3600)).unwrap_or_default();
        if self.dice.happens(500) { far } else { -far }
    }

    /// For how many seconds the machine sleeps now; mostly for none.
    pub fn freeze(&mut self) -> u64 {
        if !self.troubled || !self.dice.happens(self.freezes) {
            return 0;
        }
        self.dice.between(60, 3 * 3600)
    }
}
