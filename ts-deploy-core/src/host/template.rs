//! Templates of stacks, from files.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::ids::InvalidValue;
use crate::port::stack::{TEMPLATE_BODY_LIMIT, TemplateSource};

/// Why a template could not be read from its file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// The file cannot be read.
    #[error("cannot read the template {}: give the file as the vendor sent it", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// What it holds cannot be sent.
    #[error("the template {} cannot be sent", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// Why.
        source: InvalidValue,
    },
}

/// The template in the file at `path`.
///
/// # Errors
/// [`TemplateError`] when the file cannot be read, is no text in UTF-8, is empty or too long.
pub fn template(path: &Path) -> Result<TemplateSource, TemplateError> {
    let unreadable = |source| TemplateError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut text = String::new();
    // One byte more than can be sent, so that what is too long is told from what was cut.
    let most = u64::try_from(TEMPLATE_BODY_LIMIT + 1).unwrap_or(u64::MAX);
    file.take(most)
        .read_to_string(&mut text)
        .map_err(unreadable)?;
    TemplateSource::body(text).map_err(|source| TemplateError::Refused {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_read_as_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dr.yml");
        std::fs::write(&path, "Parameters: {}\n").unwrap();
        assert_eq!(template(&path).unwrap().as_body(), Some("Parameters: {}\n"));
    }

    #[test]
    fn a_template_that_is_too_long_is_told_from_one_that_was_cut() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dr.yml");
        std::fs::write(&path, "x".repeat(TEMPLATE_BODY_LIMIT + 10)).unwrap();
        let said = crate::error::chain(&template(&path).unwrap_err());
        assert!(said.contains("51201 bytes"), "{said}");
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let said = template(Path::new("/no/such/dr.yml")).unwrap_err();
        assert!(said.to_string().contains("/no/such/dr.yml"), "{said}");
    }
}
