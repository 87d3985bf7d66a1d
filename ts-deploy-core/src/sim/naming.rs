//! Ids and chances, all derived from the world's seed, so that equal worlds look equal.

use crate::hash::of_parts;

/// The first `digits` hexadecimal digits that belong to `parts`.
pub(super) fn digits(digits: usize, parts: &[&str]) -> String {
    of_parts(parts.iter().copied())
        .chars()
        .take(digits)
        .collect()
}

/// An id as Service Catalog makes them: `pp-` and thirteen characters.
pub(super) fn catalog_id(prefix: &str, parts: &[&str]) -> String {
    let own = of_parts(std::iter::once(prefix).chain(parts.iter().copied()));
    prefix.chars().chain(own.chars().take(13)).collect()
}

/// An id as `CloudFormation` puts at the end of a stack's ARN.
pub(super) fn uuid(parts: &[&str]) -> String {
    let hex = digits(32, parts);
    let mut text = String::with_capacity(36);
    for (place, digit) in hex.chars().enumerate() {
        if matches!(place, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

/// `milliseconds` with up to three per cent more or less, by `parts`.
pub(super) fn jittered(milliseconds: i64, parts: &[&str]) -> i64 {
    let chance = i64::from_str_radix(&digits(6, parts), 16).unwrap_or_default();
    milliseconds.saturating_mul(970 + chance % 61) / 1000
}
