//! A secret from an environment variable.

use async_trait::async_trait;

use crate::layer::secrets::{
    SecretSource, SourceError, SourceErrorKind, SourceKind, SourceName, VariableName,
};
use crate::secret::Secret;

/// An environment variable, taken as it is: a line end in it is part of the value.
#[derive(Clone, Debug)]
pub struct EnvironmentVariable {
    name: VariableName,
}

impl EnvironmentVariable {
    /// The variable of this name.
    pub fn new(name: VariableName) -> Self {
        Self { name }
    }

    fn value(&self, read: Result<String, std::env::VarError>) -> Result<Secret, SourceError> {
        let shown = self.shown();
        read.map(Secret::new).map_err(|error| match error {
            std::env::VarError::NotPresent => SourceError::new(
                SourceErrorKind::Missing,
                format!("{shown} is not set"),
                format!(
                    "Set {} where this is started, without writing its value into a script.",
                    self.name
                ),
            ),
            std::env::VarError::NotUnicode(_) => SourceError::new(
                SourceErrorKind::Unreadable,
                format!("{shown} is not UTF-8"),
                "SSM keeps text: set it to UTF-8, or encode the value as its service expects.",
            ),
        })
    }
}

#[async_trait]
impl SecretSource for EnvironmentVariable {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the source that a program chose to read it with"
    )]
    async fn read(&self) -> Result<Secret, SourceError> {
        self.value(std::env::var(self.name.as_str()))
    }

    fn kind(&self) -> SourceKind {
        SourceKind::Rereadable
    }

    fn shown(&self) -> String {
        SourceName::Environment(self.name.clone()).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(name: &str) -> EnvironmentVariable {
        EnvironmentVariable::new(VariableName::parse(name).unwrap())
    }

    #[tokio::test]
    async fn a_variable_that_is_set_gives_its_value() {
        let read = variable("CARGO_PKG_NAME").read().await.unwrap();
        assert_eq!(read.expose(), env!("CARGO_PKG_NAME"));
    }

    #[tokio::test]
    async fn a_variable_that_is_not_set_is_named() {
        let error = variable("TS_DEPLOY_NOBODY_SETS_THIS")
            .read()
            .await
            .unwrap_err();
        insta::assert_snapshot!(error, @"the environment variable TS_DEPLOY_NOBODY_SETS_THIS is not set");
    }

    #[test]
    fn a_variable_that_is_no_text_does_not_show_what_it_holds() {
        let read = Err(std::env::VarError::NotUnicode("canary-7f3a".into()));
        let error = variable("BOX_CLIENT_ID").value(read).unwrap_err();
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    }
}
