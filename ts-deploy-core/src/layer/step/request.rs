//! The one changing call of a product's step, prepared.

use std::collections::BTreeMap;

use crate::layer::ProductComponent;
use crate::layer::step::resolve::Resolved;
use crate::parameter::Request;
use crate::plan::{Action, Handle, Proposal, Started, StepError, StepId};
use crate::port::Writers;
use crate::port::catalog::{
    CatalogWriter, OperationToken, ProvisionRequest, ProvisionedProductId, TerminateRequest,
    UpdateRequest,
};
use crate::target::TargetName;

/// What kind of handle follows a record.
pub(super) const RECORD: &str = "record";

/// A request but for its token.
#[derive(Clone, Debug)]
pub(super) enum Prepared {
    Provision(ProvisionRequest),
    Update(UpdateRequest),
    Terminate(ProvisionedProductId),
}

fn no_token() -> OperationToken {
    OperationToken(String::new())
}

impl Prepared {
    pub(super) fn provision(
        component: &dyn ProductComponent,
        resolved: &Resolved,
        parameters: Request,
        tags: BTreeMap<String, String>,
    ) -> Self {
        Self::Provision(ProvisionRequest {
            token: no_token(),
            name: component.choice().provisioned_product.clone(),
            product: resolved.product.clone(),
            version: resolved.version.clone(),
            path: resolved.path.clone(),
            parameters,
            tags,
        })
    }

    pub(super) fn update(
        id: ProvisionedProductId,
        resolved: &Resolved,
        parameters: Request,
    ) -> Self {
        Self::Update(UpdateRequest {
            token: no_token(),
            provisioned_product: id,
            product: resolved.product.clone(),
            version: resolved.version.clone(),
            path: resolved.path.clone(),
            parameters,
        })
    }

    pub(super) fn action(&self) -> Action {
        match self {
            Self::Provision(_) => Action::Create,
            Self::Update(_) => Action::Update,
            Self::Terminate(_) => Action::Remove,
        }
    }

    /// A digest of the request without its secrets and its token.
    pub(super) fn digest(&self) -> String {
        let own = |parts: &[&str]| crate::hash::of_parts(parts.iter().copied());
        match self {
            Self::Provision(request) => {
                let tags: Vec<&str> = request
                    .tags
                    .iter()
                    .flat_map(|(key, value)| [key.as_str(), value])
                    .collect();
                let tags = crate::hash::of_parts(tags);
                let parameters = request.parameters.digest();
                let (product, version, path) =
                    (&request.product.0, &request.version.0, &request.path.0);
                own(&[
                    "provision",
                    request.name.as_str(),
                    product,
                    version,
                    path,
                    &tags,
                    &parameters,
                ])
            }
            Self::Update(request) => {
                let parameters = request.parameters.digest();
                let (product, version, path) =
                    (&request.product.0, &request.version.0, &request.path.0);
                own(&[
                    "update",
                    &request.provisioned_product.0,
                    product,
                    version,
                    path,
                    &parameters,
                ])
            }
            Self::Terminate(id) => own(&["terminate", &id.0]),
        }
    }
}

/// Sends what was prepared, with its token.
pub(super) async fn send(
    ports: &Writers<'_>,
    target: TargetName,
    step: &StepId,
    proposal: &Proposal,
    token: &OperationToken,
) -> Result<Started, StepError> {
    let catalog = ports.get::<dyn CatalogWriter>(target)?;
    let token = token.clone();
    let record = match proposal.work.downcast_ref::<Prepared>() {
        Some(Prepared::Provision(request)) => {
            catalog
                .provision(&ProvisionRequest {
                    token,
                    ..request.clone()
                })
                .await?
        }
        Some(Prepared::Update(request)) => {
            catalog
                .update(&UpdateRequest {
                    token,
                    ..request.clone()
                })
                .await?
        }
        Some(Prepared::Terminate(id)) => {
            catalog
                .terminate(&TerminateRequest {
                    token,
                    provisioned_product: id.clone(),
                })
                .await?
        }
        None => {
            let failure = crate::plan::Failure::new(
                format!("step {step} was given another step's proposal"),
                "Nothing was begun.",
                "Hand each step the proposal that its own observe made.",
            );
            return Err(StepError::Failed(Box::new(failure)));
        }
    };
    Ok(Started::Running(Handle {
        kind: RECORD.to_owned(),
        id: record.id.0,
    }))
}
