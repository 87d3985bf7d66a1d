//! What only a person can mend, as findings.

use crate::finding::{Finding, Findings};
use crate::layer::recovery::Mend;
use crate::port::catalog::ProvisionedProduct;
use crate::port::stack::Stack;

/// Why nothing may be done with `product`, and what to do about it.
pub(super) fn stuck(
    product: &ProvisionedProduct,
    stack: Option<&Stack>,
    mend: Mend,
    at: &str,
) -> Findings {
    let (name, status) = (&product.name, product.status.as_str());
    let finding = match (mend, stack) {
        (Mend::EndPlan, _) => Finding::blocks(
            "product-stuck",
            at,
            format!("somebody made a plan for the provisioned product {name} ({status})"),
        )
        .why("No change is allowed in this state.")
        .remedy("Execute or delete that plan in the Service Catalog console, then run again."),
        (Mend::ContinueRollback, stack) => Finding::blocks(
            "stack-stuck",
            at,
            format!(
                "the stack of {name} is {}: rolling back its last change failed",
                stack.map_or("not shown", |stack| stack.status.as_str())
            ),
        )
        .why("No change is allowed in this state, and what runs may be half old, half new.")
        .remedy(
            "Mend what its events name and continue the rollback in the CloudFormation console, then run again.",
        ),
        (Mend::Look, Some(stack)) => Finding::blocks(
            "stack-stuck",
            at,
            format!(
                "the stack of {name} is in a state this version does not know ({})",
                stack.status
            ),
        )
        .why("What may be done with it is not known, and a wrong change could lose data.")
        .remedy("Look at it in the CloudFormation console; run again when it is complete."),
        (Mend::Look, None) => Finding::blocks(
            "product-stuck",
            at,
            format!("the provisioned product {name} is in a state this version does not know ({status})"),
        )
        .why("No change is allowed in this state.")
        .remedy("Look at it in the Service Catalog console; run again when it is AVAILABLE."),
    };
    finding.into()
}
