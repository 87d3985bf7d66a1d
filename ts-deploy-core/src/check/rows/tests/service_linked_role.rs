//! R9.

use super::{fixed, fixed_cloud, found, main_target, passed, verdict};
use crate::check::rows::{LinkedService, ServiceLinkedRoleCheck};
use crate::sim::SimAccount;

fn ecs() -> ServiceLinkedRoleCheck {
    ServiceLinkedRoleCheck::new(main_target(), LinkedService::Ecs)
}

fn elasticsearch() -> ServiceLinkedRoleCheck {
    ServiceLinkedRoleCheck::new(main_target(), LinkedService::Elasticsearch)
}

fn none(account: &mut SimAccount) {
    account.service_linked_roles.clear();
}

#[test]
fn the_documented_roles_pass() {
    let seen =
        passed(&verdict(&ecs(), |_| {})) + "\n" + &passed(&verdict(&elasticsearch(), |_| {}));
    insta::assert_snapshot!(seen, @r"
    role AWSServiceRoleForECS: linked to ecs.amazonaws.com
    role AWSServiceRoleForAmazonElasticsearchService: linked to es.amazonaws.com
    ");
}

#[test]
fn no_role_of_ecs_blocks_with_the_command_that_makes_it() {
    insta::assert_snapshot!(found(&verdict(&ecs(), none)), @"blocks main: account 111122223333 has no service-linked role of ECS (AWSServiceRoleForECS). The Service Layer runs in ECS, which attaches its containers to the network through this role; in an account without it the first cluster cannot be made. aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com, or --fix R9.");
}

#[test]
fn no_role_of_elasticsearch_blocks() {
    let found = found(&verdict(&elasticsearch(), none));
    assert!(
        found.contains("has no service-linked role of Elasticsearch"),
        "{found}"
    );
    assert!(
        found.contains("--aws-service-name es.amazonaws.com"),
        "{found}"
    );
}

#[test]
fn the_role_of_elasticsearchs_successor_passes() {
    let verdict = verdict(&elasticsearch(), |account| {
        account.service_linked_roles[1].name =
            "AWSServiceRoleForAmazonOpenSearchService".to_owned();
        account.service_linked_roles[1].path =
            "/aws-service-role/opensearchservice.amazonaws.com/".to_owned();
    });
    assert!(passed(&verdict).contains("linked to opensearchservice.amazonaws.com"));
}

#[test]
fn a_role_of_that_name_that_no_service_is_linked_to_blocks() {
    let verdict = verdict(&ecs(), |account| {
        account.service_linked_roles[0].path = "/".to_owned();
    });
    assert!(found(&verdict).contains("AWSServiceRoleForECS is there on the path /"));
}

#[test]
fn the_fix_makes_each_role() {
    for check in [ecs(), elasticsearch()] {
        assert!(passed(&fixed(&check, none)).contains("linked to"));
    }
}

#[test]
fn the_fix_changes_nothing_where_the_check_passes() {
    assert_eq!(fixed_cloud(&ecs(), |_| {}).changing_calls(), 0);
}

#[test]
fn a_role_that_came_in_between_is_a_success() {
    use futures::executor::block_on;

    use crate::check::Mend;
    let cloud = crate::sim::SimCloud::new(7, super::start());
    let ports = cloud.ports(&[main_target()]);
    let work: crate::plan::Work = std::sync::Arc::new(());
    let token = crate::port::catalog::OperationToken("token".to_owned());
    block_on(ecs().mend(&ports.writers(), &work, &token)).unwrap();
}
