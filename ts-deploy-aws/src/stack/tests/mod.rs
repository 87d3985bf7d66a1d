//! Stacks against answers in `CloudFormation`'s own bytes.

mod change;
mod change_set;
mod events;
mod list;
mod read;
mod resources;
mod template;

use ts_deploy_core::port::stack::StackArn;
use ts_deploy_core::target::TargetName;

use super::AwsStacks;
use crate::wire::Wire;

const ARN: &str = "arn:aws:cloudformation:us-east-1:111122223333:stack/acme-dr/4f";

fn stacks(wire: &Wire) -> AwsStacks {
    AwsStacks::new(&wire.config(), TargetName::Dr)
}

fn arn() -> StackArn {
    StackArn(ARN.to_owned())
}

/// An answer of `operation` in the query protocol.
fn result(operation: &str, inside: &str) -> String {
    format!(
        "<{operation}Response><{operation}Result>{inside}</{operation}Result></{operation}Response>"
    )
}
