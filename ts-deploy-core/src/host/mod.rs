//! What a program on an ordinary machine has: where secrets come from and a private key goes to, and
//! files of templates.

#[cfg(feature = "certificate-files")]
mod certificate_files;
mod environment;
mod file;
mod metadata;
mod private_key_file;
mod standard_input;
mod template;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

#[cfg(feature = "certificate-files")]
pub use certificate_files::CertificateFiles;
pub use environment::EnvironmentVariable;
pub use file::SecretFile;
pub use metadata::metadata;
pub use private_key_file::PrivateKeyFile;
pub use standard_input::StandardInput;
pub use template::{TemplateError, template};

use crate::layer::Secrets;
use crate::layer::secrets::{SecretSource, SourceName, Sources};
use crate::secret::Secret;

/// The longest value that is read, in bytes, its line end included: more than SSM takes, so that a
/// value that is too long is told from one that was cut.
const READ_LIMIT: u64 = 8192;

/// A source for each name that `secrets` take a value from. Variables and files are read when their
/// parameter is looked at; standard input, if one of them wants it, is read here to its end.
/// Relative paths of files start at `folder`, in which the spec is.
pub fn sources(secrets: &Secrets, folder: &Path) -> Sources {
    sources_named(secrets.source_names(), folder)
}

/// A source for each of these names, as [`sources`] makes them: for a deployment, its
/// [`source_names`](crate::deployment::Deployment::source_names).
pub fn sources_named(names: BTreeSet<SourceName>, folder: &Path) -> Sources {
    names.into_iter().fold(Sources::none(), |sources, name| {
        let source: Arc<dyn SecretSource> = match &name {
            SourceName::Environment(variable) => {
                Arc::new(EnvironmentVariable::new(variable.clone()))
            }
            // A path that is not relative stands for itself.
            SourceName::File(path) => Arc::new(SecretFile::new(folder.join(path))),
            SourceName::StandardInput => Arc::new(StandardInput::new()),
        };
        sources.with(name, source)
    })
}

/// What was read as a value: UTF-8, without the line end that editors and `echo` put at the end.
/// Only one is taken away, `\n` or `\r\n`; all other white space is kept. `None` when it is not
/// UTF-8.
fn value(read: &[u8]) -> Option<Secret> {
    let text = std::str::from_utf8(read).ok()?;
    let text = text
        .strip_suffix('\n')
        .map_or(text, |line| line.strip_suffix('\r').unwrap_or(line));
    Some(Secret::new(text.to_owned()))
}

/// Reads all of `from`, up to the limit; `None` when there is more.
fn read(from: impl std::io::Read) -> std::io::Result<Option<secrecy::zeroize::Zeroizing<Vec<u8>>>> {
    use std::io::Read as _;
    // Growing would leave copies behind that nobody clears.
    let capacity = usize::try_from(READ_LIMIT + 1).unwrap_or_default();
    let mut bytes = secrecy::zeroize::Zeroizing::new(Vec::with_capacity(capacity));
    let count = from.take(READ_LIMIT + 1).read_to_end(&mut bytes)?;
    Ok((count as u64 <= READ_LIMIT).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_end_is_taken_from_the_end_and_nothing_else() {
        let cases = [
            ("a\n", "a"),
            ("a\r\n", "a"),
            ("a\n\n", "a\n"),
            (" a ", " a "),
            ("a\nb", "a\nb"),
        ];
        for (read, taken) in cases {
            assert_eq!(value(read.as_bytes()).unwrap().expose(), taken, "{read:?}");
        }
    }

    #[tokio::test]
    async fn a_relative_path_is_meant_from_the_folder_of_the_spec() {
        use crate::layer::secrets::{FurtherParameter, ValueFrom};
        let name = SourceName::File("box/secret".into());
        let parameter = FurtherParameter {
            path: "/acme/a".parse().unwrap(),
            protection: crate::port::parameter_store::Protection::default(),
            value: ValueFrom::Named(name.clone()),
        };
        let secrets = Secrets::builder().further(vec![parameter]).build().unwrap();
        let sources = sources(&secrets, Path::new("/specs"));
        let shown = sources.get(&name).unwrap().shown();
        assert_eq!(shown, "the file /specs/box/secret");
    }

    #[test]
    fn bytes_that_are_no_utf_8_are_no_value() {
        assert!(value(&[0xff, 0xfe]).is_none());
    }
}
