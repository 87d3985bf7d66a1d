//! A secret from standard input.

use std::io::{IsTerminal as _, Read};

use async_trait::async_trait;

use crate::layer::secrets::{SecretSource, SourceError, SourceErrorKind, SourceKind, SourceName};
use crate::secret::Secret;

/// Standard input: one value, read to its end when this is made and remembered in memory for as
/// long as it lives. One line end at its end is not part of the value.
///
/// A terminal is not read, since nothing would say that it is waited for: it counts as nothing
/// given, as does an empty input.
#[derive(Debug)]
pub struct StandardInput {
    taken: Result<Secret, SourceError>,
}

impl StandardInput {
    /// Reads the standard input of this process, waiting for its end. A process has one: make this
    /// once.
    pub fn new() -> Self {
        let input = std::io::stdin();
        if input.is_terminal() {
            let seen = format!("{} is a terminal", SourceName::StandardInput);
            return Self {
                taken: Err(exhausted(seen)),
            };
        }
        Self::of(input)
    }

    /// Reads another input that can be read once: a pipe, say.
    pub fn of(input: impl Read) -> Self {
        Self {
            taken: taken(input),
        }
    }
}

impl Default for StandardInput {
    fn default() -> Self {
        Self::new()
    }
}

fn exhausted(seen: String) -> SourceError {
    let remedy = "To write the value anew, give it on standard input: ts-deploy ... < FILE";
    SourceError::new(SourceErrorKind::Exhausted, seen, remedy)
}

fn taken(input: impl Read) -> Result<Secret, SourceError> {
    let shown = SourceName::StandardInput;
    let unreadable = |seen: String| {
        let remedy = "Give one value of UTF-8 text there.";
        SourceError::new(SourceErrorKind::Unreadable, seen, remedy)
    };
    match super::read(input) {
        Ok(Some(bytes)) if bytes.is_empty() => Err(exhausted(format!("{shown} is empty"))),
        Ok(Some(bytes)) => {
            super::value(&bytes).ok_or_else(|| unreadable(format!("{shown} is not UTF-8")))
        }
        Ok(None) => Err(unreadable(format!("{shown} is longer than any value"))),
        Err(error) => Err(unreadable(format!("{shown} cannot be read: {error}"))),
    }
}

#[async_trait]
impl SecretSource for StandardInput {
    async fn read(&self) -> Result<Secret, SourceError> {
        self.taken.clone()
    }

    fn kind(&self) -> SourceKind {
        SourceKind::OneShot
    }

    fn shown(&self) -> String {
        SourceName::StandardInput.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_given_is_remembered() {
        let input = StandardInput::of("canary-7f3a\n".as_bytes());
        for _ in 0..2 {
            assert_eq!(input.read().await.unwrap().expose(), "canary-7f3a");
        }
    }

    #[tokio::test]
    async fn an_empty_input_is_exhausted() {
        let error = StandardInput::of(std::io::empty())
            .read()
            .await
            .unwrap_err();
        assert_eq!(error.kind, SourceErrorKind::Exhausted);
    }

    #[tokio::test]
    async fn an_input_longer_than_any_value_is_refused() {
        let error = StandardInput::of(std::io::repeat(b'a'))
            .read()
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), "standard input is longer than any value");
    }

    #[test]
    fn what_was_given_is_not_shown() {
        let input = StandardInput::of("canary-7f3a".as_bytes());
        assert!(!format!("{input:?}").contains("canary"), "{input:?}");
    }
}
