//! For each overlay of the emulator, a mutant of the backend that leaves out what the overlay is
//! there for, and falls; the backend as it is keeps the same promise (`promises.rs`). Mutants whose
//! fall a whole run shows are in `mutant_runs.rs`.
//!
//! A mutant is made on the way: the emulator changes the backend's calls to what a careless caller
//! would have sent, or its answers to what one would have seen.

use std::collections::BTreeMap;

use futures::future::BoxFuture;
use ts_deploy_core::conformance::own_stack::{self, StackSubject};
use ts_deploy_core::conformance::promises::{
    catalog, launch, parameter_store, portfolio, removal, stack, update,
};
use ts_deploy_core::conformance::user_pool::{self, UserPoolSubject};
use ts_deploy_core::conformance::{Broken, Kept, Subject};
use ts_deploy_tests::emulator::Careless;

use crate::ground::Ground;
use crate::previous::a_secret_is_kept_by_its_previous_value;
use crate::promises::{stack_subject, subject};
use crate::user_pools::user_pool_subject;

/// A mutant, and the promise that it cannot keep.
struct Mutant<S> {
    /// What it does.
    does: &'static str,
    careless: Careless<'static>,
    falls: for<'a> fn(&'a S) -> BoxFuture<'a, Kept>,
    /// A part of what is seen of it.
    seen: &'static str,
}

/// Calls of this operation, as they are.
pub(crate) fn calls(operation: &'static str) -> Careless<'static> {
    Careless {
        operation,
        ..Careless::default()
    }
}

/// A token made anew for each call, as the SDK makes one where none is given.
fn fresh(operation: &'static str, token: &'static [&'static str]) -> Careless<'static> {
    Careless {
        anew: token,
        ..calls(operation)
    }
}

/// One page of a list taken for the whole.
pub(crate) fn first_page(
    operation: &'static str,
    token: &'static [&'static str],
) -> Careless<'static> {
    Careless {
        overlook: token,
        ..calls(operation)
    }
}

/// Members that are sent with these values, whatever the backend sends.
pub(crate) fn sent<const N: usize>(
    operation: &'static str,
    send: [(&'static str, serde_json::Value); N],
) -> Careless<'static> {
    Careless {
        send: BTreeMap::from(send),
        ..calls(operation)
    }
}

/// A text in answers that is taken for another.
pub(crate) fn misread(
    operation: &'static str,
    text: &'static str,
    other: &'static str,
) -> Careless<'static> {
    Careless {
        misread: BTreeMap::from([(text, other)]),
        ..calls(operation)
    }
}

pub(crate) fn without(
    operation: &'static str,
    members: &'static [&'static str],
) -> Careless<'static> {
    Careless {
        leave_out: members,
        ..calls(operation)
    }
}

const NEXT_PAGE: &[&str] = &["NextPageToken"];

/// Those that change: the overlay `servicecatalog`, its tokens and parameters.
fn of_changes() -> Vec<Mutant<Subject>> {
    vec![
        Mutant {
            does: "launches with a token made anew",
            careless: fresh("ProvisionProduct", &["ProvisionToken"]),
            falls: |subject| {
                Box::pin(launch::a_repeated_launch_answers_with_the_same_record(
                    subject,
                ))
            },
            seen: "already exists",
        },
        Mutant {
            does: "updates with a token made anew",
            careless: fresh("UpdateProvisionedProduct", &["UpdateToken"]),
            falls: |subject| {
                Box::pin(update::a_repeated_update_answers_with_the_same_record(
                    subject,
                ))
            },
            seen: "UNDER_CHANGE",
        },
        Mutant {
            does: "removes with a token made anew",
            careless: fresh("TerminateProvisionedProduct", &["TerminateToken"]),
            falls: |subject| {
                Box::pin(removal::a_repeated_removal_answers_with_the_same_record(
                    subject,
                ))
            },
            seen: "UNDER_CHANGE",
        },
    ]
}

/// Those that see or send a part for the whole: pages, masks, tags, values that are kept.
fn of_parts() -> Vec<Mutant<Subject>> {
    vec![
        Mutant {
            does: "reads the first page of products",
            careless: first_page("SearchProducts", NEXT_PAGE),
            falls: |subject| Box::pin(catalog::the_product_is_among_the_products(subject)),
            seen: "is not listed",
        },
        Mutant {
            does: "reads the first page of outputs",
            careless: first_page("GetProvisionedProductOutputs", NEXT_PAGE),
            falls: |subject| Box::pin(launch::outputs_are_those_of_the_stack(subject)),
            seen: "the outputs",
        },
        Mutant {
            does: "launches without the tags",
            careless: without("ProvisionProduct", &["Tags"]),
            falls: |subject| Box::pin(stack::a_stack_carries_the_tags_of_its_launch(subject)),
            seen: "purpose",
        },
        Mutant {
            does: "takes what is masked for a value",
            careless: misread("DescribeStacks", "****", "********"),
            falls: |subject| Box::pin(stack::what_may_not_be_shown_is_masked(subject)),
            seen: "Password",
        },
        Mutant {
            does: "leaves out what is to keep its previous value",
            careless: Careless {
                forget_previous: true,
                ..calls("UpdateProvisionedProduct")
            },
            falls: |subject| Box::pin(a_secret_is_kept_by_its_previous_value(subject)),
            seen: "must have values",
        },
    ]
}

/// Those of portfolios and parameters: the overlays `servicecatalog`, its portfolios, and `ssm`.
fn of_portfolios_and_parameters() -> Vec<Mutant<Subject>> {
    vec![
        Mutant {
            does: "accepts a share of AWS's own kind",
            careless: sent(
                "AcceptPortfolioShare",
                [("PortfolioShareType", "AWS_SERVICECATALOG".into())],
            ),
            falls: |subject| Box::pin(portfolio::an_accepted_share_is_imported_once(subject)),
            seen: "AWS_SERVICECATALOG",
        },
        Mutant {
            does: "associates the session in the place of its role",
            careless: sent(
                "AssociatePrincipalWithPortfolio",
                [(
                    "PrincipalARN",
                    "arn:aws:sts::111122223333:assumed-role/deployer/ana".into(),
                )],
            ),
            falls: |subject| Box::pin(portfolio::an_associated_principal_is_listed_once(subject)),
            seen: "Invalid principal ARN",
        },
        Mutant {
            does: "overwrites what it means to make",
            careless: sent("PutParameter", [("Overwrite", true.into())]),
            falls: |subject| {
                Box::pin(parameter_store::a_parameter_that_is_there_is_not_made_again(subject))
            },
            seen: "but accepted",
        },
        Mutant {
            does: "sends tags with an overwrite",
            careless: sent(
                "PutParameter",
                [
                    ("Overwrite", true.into()),
                    ("Tags", serde_json::json!([{"Key": "owner", "Value": "a"}])),
                ],
            ),
            falls: |subject| Box::pin(parameter_store::an_overwrite_makes_a_later_version(subject)),
            seen: "tags and overwrite can't be used together",
        },
        Mutant {
            does: "reads the first page of parameters",
            careless: first_page("DescribeParameters", &["NextToken"]),
            falls: |subject| {
                Box::pin(parameter_store::many_parameters_are_described_at_once(
                    subject,
                ))
            },
            seen: "what is described",
        },
    ]
}

/// Those of stacks of one's own: the overlay `cloudformation`.
fn of_stacks() -> Vec<Mutant<StackSubject>> {
    vec![
        Mutant {
            does: "creates with a token made anew",
            careless: fresh("CreateStack", &["ClientRequestToken"]),
            falls: |subject| {
                Box::pin(own_stack::a_repeated_creation_answers_with_the_same_stack(
                    subject,
                ))
            },
            seen: "already exists",
        },
        Mutant {
            does: "acknowledges no capability",
            careless: without("CreateStack", &["Capabilities"]),
            falls: |subject| Box::pin(own_stack::a_taken_name_already_exists(subject)),
            seen: "CAPABILITY",
        },
        Mutant {
            does: "leaves a stack unprotected",
            careless: without("CreateStack", &["EnableTerminationProtection"]),
            falls: |subject| Box::pin(own_stack::a_protected_stack_is_not_deleted(subject)),
            seen: "but accepted",
        },
        Mutant {
            does: "does not know a set without changes",
            careless: misread(
                "DescribeChangeSet",
                "didn't contain changes",
                "could not be used",
            ),
            falls: |subject| Box::pin(own_stack::a_set_without_changes_says_so(subject)),
            seen: "it is",
        },
    ]
}

/// Those of user pools: the overlay `cognito`.
fn of_user_pools() -> Vec<Mutant<UserPoolSubject>> {
    let older = serde_json::json!({ "UnusedAccountValidityDays": 7 });
    let newer = serde_json::json!({ "PasswordPolicy": { "TemporaryPasswordValidityDays": 7 } });
    vec![
        Mutant {
            does: "sends both words for how long a password is valid",
            careless: sent(
                "UpdateUserPool",
                [("AdminCreateUserConfig", older), ("Policies", newer)],
            ),
            falls: |subject| Box::pin(user_pool::a_protected_pool_is_not_removed(subject)),
            seen: "TemporaryPasswordValidityDays",
        },
        Mutant {
            does: "leaves a pool unprotected",
            careless: without("UpdateUserPool", &["DeletionProtection"]),
            falls: |subject| Box::pin(user_pool::a_protected_pool_is_not_removed(subject)),
            seen: "it was to be",
        },
        Mutant {
            does: "names a provider that its pool lacks",
            careless: sent(
                "UpdateUserPoolClient",
                [("SupportedIdentityProviders", serde_json::json!(["none"]))],
            ),
            falls: |subject| {
                Box::pin(user_pool::an_update_gives_all_settings_that_it_is_handed(
                    subject,
                ))
            },
            seen: "The provider none does not exist",
        },
    ]
}

/// That a mutant's trial is broken, and by what the mutant does.
fn fell(does: &str, kept: Kept, seen: &str) {
    let kept: Result<(), Broken> = kept;
    assert!(kept.is_err(), "one that {does} keeps its promise");
    let broken = kept.unwrap_err();
    assert!(broken.saw.contains(seen), "one that {does}: {broken}");
}

#[tokio::test]
async fn every_mutant_of_the_products_ports_breaks_its_promise() {
    let ground = Ground::new();
    let parts = of_parts().into_iter().chain(of_changes());
    for mutant in parts.chain(of_portfolios_and_parameters()) {
        ground.emulator.reset().unwrap();
        let subject = subject(&ground).await;
        ground.emulator.careless(&mutant.careless).unwrap();
        fell(mutant.does, (mutant.falls)(&subject).await, mutant.seen);
    }
}

#[tokio::test]
async fn every_mutant_of_the_user_pools_ports_breaks_its_promise() {
    let ground = Ground::new();
    for mutant in of_user_pools() {
        ground.emulator.reset().unwrap();
        let subject = user_pool_subject(&ground).await;
        ground.emulator.careless(&mutant.careless).unwrap();
        fell(mutant.does, (mutant.falls)(&subject).await, mutant.seen);
    }
}

#[tokio::test]
async fn every_mutant_of_the_stacks_ports_breaks_its_promise() {
    let ground = Ground::new();
    for mutant in of_stacks() {
        ground.emulator.reset().unwrap();
        let subject = stack_subject(&ground).await;
        ground.emulator.careless(&mutant.careless).unwrap();
        fell(mutant.does, (mutant.falls)(&subject).await, mutant.seen);
    }
}
