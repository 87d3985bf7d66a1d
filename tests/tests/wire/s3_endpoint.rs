//! The way to S3 out of the VPC that the stack made (T7), by the binary: with every service built in.

use serde_json::{Value, json};

use crate::desk::Ran;
use crate::ground::IMPORTED;
use crate::mutants::misread;
use crate::tasks_after::{Premises, succeeded};

/// The gateway endpoints that stand.
fn gateways(premises: &Premises) -> Vec<Value> {
    let told = premises.ask("ec2 describe-vpc-endpoints");
    let all = told["VpcEndpoints"].as_array().unwrap();
    let stand = all.iter().filter(|one| one["State"] == "available");
    stand.cloned().collect()
}

/// The ids of the route tables of the VPC that the stack made, those that lead to the Internet last.
fn tables(premises: &Premises, vpc: &str) -> (Vec<String>, Vec<String>) {
    let told = premises.ask(&format!(
        "ec2 describe-route-tables --filters Name=vpc-id,Values={vpc}"
    ));
    let is_public = |table: &&Value| {
        let mut routes = table["Routes"].as_array().into_iter().flatten();
        routes.any(|one| {
            one["GatewayId"]
                .as_str()
                .is_some_and(|id| id.starts_with("igw-"))
        })
    };
    let all = told["RouteTables"].as_array().unwrap().iter();
    let (public, private): (Vec<_>, Vec<_>) = all.partition(is_public);
    let ids = |tables: Vec<&Value>| {
        let ids = tables.into_iter().map(|one| one["RouteTableId"].as_str());
        let mut ids: Vec<String> = ids.flatten().map(str::to_owned).collect();
        ids.sort();
        ids
    };
    (ids(private), ids(public))
}

#[test]
fn the_vpc_that_the_stack_made_gets_an_endpoint_for_s3_that_its_private_tables_lead_to() {
    let premises = Premises::deployed(&IMPORTED);
    let gateways = gateways(&premises);
    let [gateway] = gateways.as_slice() else {
        panic!("one endpoint: {gateways:#?}");
    };
    assert_eq!(gateway["ServiceName"], "com.amazonaws.us-east-1.s3");
    let tag = json!([{ "Key": "ts-deploy:deployment", "Value": "acme-production" }]);
    let tags = gateway["Tags"].as_array().unwrap();
    assert!(tags.contains(&tag[0]), "{tags:?}");
    let (private, public) = tables(&premises, gateway["VpcId"].as_str().unwrap());
    assert_eq!((private.len(), public.len()), (2, 1));
    let led = gateway["RouteTableIds"].as_array().unwrap().iter();
    let mut led: Vec<&str> = led.filter_map(Value::as_str).collect();
    led.sort_unstable();
    assert_eq!(led, private);
}

#[test]
fn an_endpoint_for_s3_that_is_there_is_seen_by_the_next_run() {
    let premises = Premises::deployed(&IMPORTED);
    let made = gateways(&premises);
    premises.changes();
    premises.deploy();
    assert_eq!(premises.changes(), [""; 0]);
    assert_eq!(gateways(&premises), made);
}

/// What the binary's preflight says of the endpoint for S3: its verdict.
fn checked(premises: &Premises, words: &[&str]) -> String {
    let fixed = ["preflight", "SPEC", "--backend", "aws", "--format", "json"];
    let ran = Ran::of(premises.desk.command(&[&fixed, words].concat()));
    let last = ran.out.lines().rev().find_map(|line| {
        let object: Value = serde_json::from_str(line).ok()?;
        object["checks"].as_array().cloned()
    });
    assert!(last.is_some(), "{} {}", ran.out, ran.err);
    let all = last.unwrap();
    let found = all.iter().find(|one| one["id"] == "s3-endpoint");
    found.unwrap()["verdict"].as_str().unwrap().to_owned()
}

#[test]
fn an_endpoint_for_s3_that_somebody_deleted_is_told_and_made_by_the_fix() {
    let premises = Premises::deployed(&IMPORTED);
    assert_eq!(checked(&premises, &[]), "passed");
    let made = gateways(&premises)[0]["VpcEndpointId"].clone();
    let delete = "ec2 delete-vpc-endpoints --vpc-endpoint-ids";
    premises.ask(&format!("{delete} {}", made.as_str().unwrap()));
    assert_eq!(checked(&premises, &[]), "found");
    assert_eq!(checked(&premises, &["--fix", "T7", "--yes"]), "passed");
    assert_eq!(gateways(&premises).len(), 1);
}

#[test]
fn destroy_removes_the_endpoint_for_s3_before_the_stack_removes_its_vpc() {
    let premises = Premises::deployed(&IMPORTED);
    let vpc = gateways(&premises)[0]["VpcId"].clone();
    premises.changes();
    succeeded(premises.destroy());
    let changes = premises.changes();
    assert_eq!(
        changes,
        [
            "TerminateProvisionedProduct",
            "DeleteVpcEndpoints",
            "TerminateProvisionedProduct",
        ]
    );
    assert!(gateways(&premises).is_empty());
    let gone = premises.run(&format!(
        "ec2 describe-vpcs --vpc-ids {}",
        vpc.as_str().unwrap()
    ));
    assert!(gone.err.contains("InvalidVpcID.NotFound"), "{}", gone.err);
}

#[test]
fn one_that_does_not_see_its_tag_leaves_the_endpoint_and_the_stack_cannot_remove_its_vpc() {
    let premises = Premises::deployed(&IMPORTED);
    let careless = misread("DescribeVpcEndpoints", "ts-deploy:deployment", "odd");
    premises.desk.ground.emulator.careless(&careless).unwrap();
    let ran = Ran::of(premises.destroy());
    assert_eq!(ran.code, Some(1), "{} {}", ran.out, ran.err);
    let said = ran.out + &ran.err;
    assert!(
        said.contains("has dependencies and cannot be deleted"),
        "{said}"
    );
}
