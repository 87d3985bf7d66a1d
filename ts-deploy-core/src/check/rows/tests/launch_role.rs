//! R2 where the products have launch roles, which make everything in the place of whoever deploys.

#![cfg(feature = "spec")]

use super::found;
use super::vendor::{main_of, verdict, with};
use crate::check::Verdict;
use crate::port::rights::{ActionVerdict, Decision};

const DATA: &str = "Tetra Data Platform - Data Layer";
const SERVICE: &str = "Tetra Data Platform - Service Layer";

/// What is said of a deployer who may make no cluster and delete no database, where these products
/// have launch roles.
fn deployer(products: &[&str]) -> Verdict {
    let (deployment, cloud) = with("");
    let place = main_of(&deployment, &cloud);
    if !place.has_offers() {
        place.offer_documented();
    }
    place.furnish(|account| {
        for action in ["eks:CreateCluster", "rds:DeleteDBInstance"] {
            let mut verdict = ActionVerdict::allowed(action);
            verdict.decision = Decision::ImplicitDeny;
            account.rights.verdicts.push(verdict);
        }
    });
    for product in products {
        place.give_launch_role(product);
    }
    verdict(&deployment, &cloud, "rights")
}

#[test]
fn where_both_products_have_launch_roles_what_the_deployer_lacks_informs() {
    insta::assert_snapshot!(found(&deployer(&[DATA, SERVICE])), @"informs main: arn:aws:iam::111122223333:role/deployer may not make or delete all that the products are made of: eks:CreateCluster, rds:DeleteDBInstance (rds:CreateDBInstance is allowed). Both products have a launch role, which makes and deletes everything: it needs these rights, and whoever deploys needs those of policy --phase deploy only. Nothing has to be done by whoever deploys. The role is named in the record of a launch (aws servicecatalog describe-record, LaunchRoleArn): look there what it may do.");
}

#[test]
fn where_one_product_has_no_launch_role_the_deployer_needs_the_rights() {
    for products in [&[][..], &[DATA], &[SERVICE]] {
        let found = found(&deployer(products));
        assert!(found.starts_with("blocks main: nothing allows"), "{found}");
    }
}
