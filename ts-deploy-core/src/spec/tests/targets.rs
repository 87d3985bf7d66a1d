//! Regions that nobody knows, and roles of another account.

use super::{EXISTING_VPC, FULL, changed, finding, ids, minimal, sample};

const ROLE: &str = "role: arn:aws:iam::111122223333:role/deployer";
const OTHER_ROLE: &str = "role: arn:aws:iam::999999999999:role/deployer";

#[test]
fn an_unknown_region_is_accepted_and_doubted_with_the_nearest_known() {
    let text = minimal(&[("region: us-east-1", "region: eu-centrl-1")]);
    super::deployment(&text);
    insta::assert_snapshot!(finding(&text, "region-unknown"), @"warns targets.main.region: eu-centrl-1 is not among the regions known on 2026-05-20. AWS may have opened it since; a misspelt region has no hosts that answer. Did you mean eu-central-1? Mend it, or go on when the region exists.");
}

#[test]
fn an_unknown_region_of_the_target_dr_is_doubted_there() {
    let text = changed(FULL, &[("region: us-east-2", "region: us-eest-2")]);
    assert_eq!(finding(&text, "region-unknown").at, "targets.dr.region");
}

#[test]
fn a_region_like_no_other_is_doubted_without_a_guess() {
    let text = minimal(&[("region: us-east-1", "region: xx-mars-7")]);
    let remedy = finding(&text, "region-unknown").remedy;
    assert!(!remedy.contains("Did you mean"), "{remedy}");
}

#[test]
fn known_regions_are_not_doubted() {
    for region in [
        "us-east-1",
        "eu-central-2",
        "us-gov-west-1",
        "cn-northwest-1",
    ] {
        let text = minimal(&[("region: us-east-1", &format!("region: {region}"))]);
        assert!(
            !ids(&text).contains(&"region-unknown".to_owned()),
            "{region}"
        );
    }
}

#[test]
fn a_role_of_another_account_than_its_target_is_refused() {
    let text = changed(EXISTING_VPC, &[(ROLE, OTHER_ROLE)]);
    insta::assert_snapshot!(finding(&text, "role-account-mismatch"), @"blocks targets.main.assume_role.role: The role belongs to account 999999999999, and targets.main is account 111122223333. With the role's credentials every call would go to its own account. Give a role of the target's account, or mend the account.");
}

#[test]
fn a_role_of_another_account_than_the_target_dr_is_refused() {
    let text = changed(
        &sample(true),
        &[(
            "arn:aws:iam::444455556666:role",
            "arn:aws:iam::111122223333:role",
        )],
    );
    let at = finding(&text, "role-account-mismatch").at;
    assert_eq!(at, "targets.dr.assume_role.role");
}
