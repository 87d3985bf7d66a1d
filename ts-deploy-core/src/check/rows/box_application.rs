//! R14: the application in Box.

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::deployment::Deployment;
use crate::finding::Finding;
use crate::ids::ParameterPath;
use crate::layer::secrets::SecretParameter;
use crate::plan::{Evidence, StepError};
use crate::port::parameter_store::ParameterReader;
use crate::target::TargetName;

/// The rows of the parameters that hold the application's id and secret.
const ROWS: [&str; 2] = ["X1", "X2"];

/// That somebody made the application in Box and its id and secret are in SSM (R14, taken over by X1
/// and X2). AWS cannot tell the first; the second shows it.
#[derive(Clone, Debug)]
pub struct BoxApplicationCheck {
    target: TargetName,
    paths: Vec<ParameterPath>,
}

impl BoxApplicationCheck {
    /// The check of these parameters in `target`.
    pub fn new(target: TargetName, paths: impl IntoIterator<Item = ParameterPath>) -> Self {
        let paths = paths.into_iter().collect();
        Self { target, paths }
    }

    /// The check of a deployment; `None` when it writes no parameter for Box.
    pub fn of(deployment: &Deployment) -> Option<Self> {
        let parameters = deployment.secrets.parameters().iter();
        let ours = parameters.filter(|one| ROWS.contains(&one.row));
        let paths: Vec<ParameterPath> = ours.map(|one| one.path.clone()).collect();
        (!paths.is_empty()).then(|| Self::new(deployment.secrets.target(), paths))
    }

    /// True for a parameter that it is about.
    pub(crate) fn is_about(&self, parameter: &SecretParameter) -> bool {
        self.paths.contains(&parameter.path)
    }

    fn missing(&self, missing: &[&str]) -> Finding {
        let seen = format!("not in SSM yet: {}", missing.join(", "));
        Finding::informs("box-application", self.target.as_str(), seen)
            .why(
                "The platform reads files from Box as an application that a person makes there; the run \
                 takes its id and secret from the sources that the spec names.",
            )
            .remedy(
                "Sign in to Box, choose Dev Console, Create New App, Custom App and Next, then Standard OAuth 2.0 (User \
                 Authentication), a name and Create App; in View Your App, under OAuth 2.0 Credentials, copy Client ID \
                 and Client Secret into the sources of integrations.box.on.client_id and client_secret.",
            )
            .row("R14")
    }
}

#[async_trait]
impl Check for BoxApplicationCheck {
    fn id(&self) -> &'static str {
        "box-application"
    }

    fn row(&self) -> &'static str {
        "R14"
    }

    fn title(&self) -> String {
        "Application in Box".to_owned()
    }

    fn target(&self) -> TargetName {
        self.target
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let reader = cx.ports.get::<dyn ParameterReader>(self.target)?;
        let there = reader.describe(&self.paths).await?;
        let paths = self.paths.iter().map(ParameterPath::as_str);
        let missing: Vec<&str> = paths
            .filter(|path| !there.iter().any(|one| one.name.as_str() == *path))
            .collect();
        let evidence = vec![Evidence {
            what: "the Box application's id and secret".to_owned(),
            seen: format!("{} of {} in SSM", there.len(), self.paths.len()),
            at: cx.now,
            call: "ssm:DescribeParameters".to_owned(),
        }];
        let finding = (!missing.is_empty()).then(|| self.missing(&missing));
        Ok(Looked {
            findings: finding.into_iter().collect(),
            evidence,
        })
    }
}
