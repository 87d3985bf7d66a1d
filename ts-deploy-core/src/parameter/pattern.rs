//! The patterns that products declare, compiled once.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use fancy_regex::{Regex, RegexBuilder};

/// How much work one pattern may cause before it counts as unchecked.
const BACKTRACK_LIMIT: usize = 100_000;

/// How many patterns are kept compiled: the two products declare some ten.
const KEPT: usize = 64;

/// The longest pattern that is kept, in bytes: what a longer one is compiled to may be large.
const LONGEST_KEPT: usize = 512;

type Compiled = Result<Arc<Regex>, Box<fancy_regex::Error>>;

/// A look at a running deployment checks every value again, and compiling a pattern takes a hundred
/// times as long as matching it.
static COMPILED: LazyLock<Mutex<HashMap<String, Arc<Regex>>>> = LazyLock::new(Mutex::default);

/// Whether the whole of `value` matches `pattern`, in Java's dialect.
///
/// # Errors
/// Why it cannot be told: the pattern cannot be read, or matching it takes too long.
pub(super) fn matches(pattern: &str, value: &str) -> Result<bool, Box<fancy_regex::Error>> {
    compiled(pattern)?.is_match(value).map_err(Box::new)
}

fn compiled(pattern: &str) -> Compiled {
    let mut kept = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept.get(pattern) {
        return Ok(Arc::clone(known));
    }
    let whole = RegexBuilder::new(&format!("^(?:{pattern})$"))
        .backtrack_limit(BACKTRACK_LIMIT)
        .build();
    let whole = Arc::new(whole?);
    if pattern.len() <= LONGEST_KEPT {
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(pattern.to_owned(), Arc::clone(&whole));
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> usize {
        COMPILED.lock().unwrap().len()
    }

    #[test]
    fn a_pattern_matches_the_same_way_again() {
        for _ in 0..2 {
            assert!(matches("[a-c]+", "abc").unwrap());
            assert!(!matches("[a-c]+", "abcd").unwrap());
        }
    }

    #[test]
    fn what_is_no_pattern_is_none_again() {
        for _ in 0..2 {
            matches("(", "a").unwrap_err();
        }
    }

    #[test]
    fn however_many_patterns_there_are_few_are_kept() {
        for length in 1..=4 * KEPT {
            assert!(matches(&format!("a{{{length}}}"), &"a".repeat(length)).unwrap());
            assert!(kept() <= KEPT);
        }
    }

    #[test]
    fn a_long_pattern_is_matched_and_not_kept() {
        let long = "a".repeat(LONGEST_KEPT + 1);
        assert!(matches(&long, &long).unwrap());
        assert!(!COMPILED.lock().unwrap().contains_key(&long));
    }
}
