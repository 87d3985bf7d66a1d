//! Times in answers.

use aws_smithy_types::DateTime;
use jiff::Timestamp;

use crate::read::{Unreadable, present};

/// A time that must be there.
pub(crate) fn timestamp(
    time: Option<DateTime>,
    what: &'static str,
) -> Result<Timestamp, Unreadable> {
    let time = present(time, what)?;
    let nanoseconds = i32::try_from(time.subsec_nanos()).map_err(|_| Unreadable::form(what))?;
    Timestamp::new(time.secs(), nanoseconds).map_err(|_| Unreadable::form(what))
}
