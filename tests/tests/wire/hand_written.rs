//! A parameter that somebody wrote by hand as a `String`, and which is to be a `SecureString`: SSM
//! cannot change its type, so it is removed and made anew with consent; and the mutant that takes it
//! for what it is to be, and overwrites it.

use crate::desk::{Desk, Ran, changing};
use crate::ground::IMPORTED;
use crate::mutants::misread;

const PATH: &str = "/acme/connector";
/// The value that the deployment gives it.
const VALUE: &str = "the value for the connector";

/// A desk whose deployment has the parameter beside the two products.
fn desk() -> Desk {
    let secret = format!("\nsecrets:\n  - {{ path: {PATH}, value: {{ env: CONNECTOR }} }}\n");
    let desk = Desk::with(&format!("{}{secret}", *IMPORTED));
    let put = ["put-parameter", "--type", "String", "--name", PATH];
    ssm(&desk, &[&put[..], &["--value", "written by hand"]].concat());
    desk.ground.emulator.calls().unwrap();
    desk
}

/// What the CLI answers to an operation of Parameter Store.
fn ssm(desk: &Desk, words: &[&str]) -> serde_json::Value {
    let mut command = desk.ground.emulator.aws_cli(&desk.main, "us-east-1");
    command.arg("ssm").args(words);
    let ran = Ran::of(command);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

/// Deploys with consent to remove the parameter.
fn deploy(desk: &Desk) -> Ran {
    let mut deploy = desk.deploy();
    deploy.args(["--allow", "destroy:parameter-acme-connector-6546d2a6"]);
    deploy.env("CONNECTOR", VALUE);
    Ran::of(deploy)
}

#[test]
fn a_string_that_is_to_be_a_secure_string_is_removed_and_made_anew_with_consent() {
    let desk = desk();
    let ran = deploy(&desk);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let calls = desk.ground.emulator.calls().unwrap();
    let of_ssm = |operation: &&str| operation.ends_with("Parameter");
    let made: Vec<&str> = changing(&calls).into_iter().filter(of_ssm).collect();
    assert_eq!(made, ["DeleteParameter", "PutParameter"]);
    let read = ssm(
        &desk,
        &["get-parameter", "--with-decryption", "--name", PATH],
    );
    let parameter = &read["Parameter"];
    assert_eq!(parameter["Type"], "SecureString");
    assert_eq!(parameter["Value"], VALUE);
}

#[test]
fn one_that_takes_a_string_for_a_secure_string_is_refused() {
    let desk = desk();
    let careless = misread(
        "DescribeParameters",
        r#""Type": "String""#,
        r#""Type": "SecureString""#,
    );
    desk.ground.emulator.careless(&careless).unwrap();
    let ran = deploy(&desk);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let refused = "does not support changing a parameter of type String to SecureString";
    assert!(ran.err.contains(refused), "{}", ran.err);
}
