//! Single sign-on over the wire: made once, and what somebody set by hand stays.

use std::process::Command;

use serde_json::{Value, json};
use ts_deploy_tests::emulator::{Careless, Fault, Keys};
use ts_deploy_tests::{FULL, deployment};

use crate::desk::{Desk, Ran};
use crate::ground::IMPORTED;
use crate::mutants::{calls, misread, without};

const SIGN_ON: &str = r#"
single_sign_on:
  user_pool: acme-sign-in
  hosted_domain: { prefix: acme-tetra }
  identity_provider:
    name: acme-adfs
    protocol: { saml: { metadata_url: "https://idp.acme.example/metadata.xml" } }
  mapping: { email: mail, given_name: givenName, family_name: sn, groups: memberOf }
"#;
/// Beside the pool, its domain, provider, client and five parameters, what is restarted.
const MADE: [&str; 13] = [
    "CreateIdentityProvider",
    "CreateUserPool",
    "CreateUserPoolClient",
    "CreateUserPoolDomain",
    "ProvisionProduct",
    "ProvisionProduct",
    "PutParameter",
    "PutParameter",
    "PutParameter",
    "PutParameter",
    "PutParameter",
    "UpdateService",
    "UpdateService",
];

/// A desk with single sign-on in its spec, and somebody with the AWS CLI beside it.
struct Office {
    desk: Desk,
    keys: Keys,
}

impl Office {
    fn new() -> Self {
        let desk = Desk::with(&format!("{}{SIGN_ON}", *IMPORTED));
        let target = deployment(FULL).targets.remove(0).target;
        let keys = desk.ground.emulator.user(&target, "somebody").unwrap();
        Self { desk, keys }
    }

    /// Deploys, and answers with the operations that changed something, in alphabetical order.
    fn deploy(&self) -> Vec<String> {
        self.desk.ground.emulator.calls().unwrap();
        let ran = Ran::of(self.desk.deploy());
        assert_eq!(ran.code, Some(0), "{}\n{}", ran.out, ran.err);
        self.changed()
    }

    fn changed(&self) -> Vec<String> {
        let calls = self.desk.ground.emulator.calls().unwrap().into_iter();
        let changing = calls.filter(|call| call.changing);
        let mut names: Vec<String> = changing.map(|call| call.operation).collect();
        names.sort_unstable();
        names
    }

    /// What the CLI answers to an operation of Cognito with these members.
    fn ask(&self, operation: &str, members: &Value) -> Value {
        let mut command: Command = self.desk.ground.emulator.aws_cli(&self.keys, "us-east-1");
        command.args(["cognito-idp", operation, "--cli-input-json"]);
        command.arg(members.to_string());
        let ran = Ran::of(command);
        assert_eq!(ran.code, Some(0), "{operation}: {}", ran.err);
        serde_json::from_str(&ran.out).unwrap_or_default()
    }

    /// The pool of the deployment.
    fn pool(&self) -> Value {
        let pools = self.ask("list-user-pools", &json!({ "MaxResults": 10 }));
        let id = pools["UserPools"][0]["Id"].clone();
        self.ask("describe-user-pool", &json!({ "UserPoolId": id }))["UserPool"].clone()
    }

    /// The app client of a pool, as it is described.
    fn client(&self, pool: &Value) -> Value {
        let of = json!({ "UserPoolId": pool["Id"] });
        let id = self.ask("list-user-pool-clients", &of)["UserPoolClients"][0]["ClientId"].clone();
        let of = json!({ "UserPoolId": pool["Id"], "ClientId": id });
        self.ask("describe-user-pool-client", &of)["UserPoolClient"].clone()
    }
}

#[test]
fn the_binary_sets_up_single_sign_on_and_a_second_run_writes_nothing() {
    let office = Office::new();
    assert_eq!(office.deploy(), MADE);
    assert_eq!(office.deploy(), Vec::<String>::new());
}

/// Sets an app client by hand, lets a deployment mend its addresses, and tells which of the settings
/// are not as the hand left them; the update is as `careless` makes it.
fn lost_when_addresses_are_mended(careless: &Careless<'_>) -> Vec<&'static str> {
    let office = Office::new();
    office.deploy();
    let pool = office.pool();
    let mut by_hand = office.client(&pool);
    let members = by_hand.as_object_mut().unwrap();
    for read_only in ["ClientSecret", "CreationDate", "LastModifiedDate"] {
        members.remove(read_only);
    }
    members.insert("AccessTokenValidity".to_owned(), json!(15));
    let units = json!({ "AccessToken": "minutes" });
    members.insert("TokenValidityUnits".to_owned(), units);
    members.insert("EnableTokenRevocation".to_owned(), json!(false));
    let right = members.insert(
        "CallbackURLs".to_owned(),
        json!(["https://old.acme.example"]),
    );
    office.ask("update-user-pool-client", &by_hand);
    office.desk.ground.emulator.careless(careless).unwrap();
    assert_eq!(office.deploy(), ["UpdateUserPoolClient"]);
    let mended = office.client(&pool);
    // The old address is not one of ours to take away.
    let urls = mended["CallbackURLs"].as_array().unwrap();
    assert!(urls.contains(&right.unwrap()[0]), "{urls:?}");
    let settings = [
        "AccessTokenValidity",
        "TokenValidityUnits",
        "EnableTokenRevocation",
        "WriteAttributes",
        "RefreshTokenValidity",
    ];
    let lost = settings.into_iter();
    lost.filter(|name| mended[name] != by_hand[name]).collect()
}

#[test]
fn a_client_keeps_what_was_set_by_hand_when_its_addresses_are_mended() {
    let nothing = calls("UpdateUserPoolClient");
    assert_eq!(lost_when_addresses_are_mended(&nothing), [""; 0]);
}

#[test]
fn one_that_does_not_send_back_what_it_read_takes_a_clients_settings_back() {
    let careless = without("UpdateUserPoolClient", &["EnableTokenRevocation"]);
    let lost = lost_when_addresses_are_mended(&careless);
    assert_eq!(lost, ["EnableTokenRevocation"]);
}

#[test]
fn a_pool_that_was_made_by_hand_keeps_its_settings_when_it_is_taken_over() {
    let office = Office::new();
    let required = |name: &str| json!({ "Name": name, "Required": true, "Mutable": true });
    let by_hand = json!({
        "PoolName": "acme-sign-in",
        "Schema": [required("email"), required("given_name"), required("family_name")],
        "UserPoolTags": { "ts-deploy:deployment": "acme-production", "by": "hand" },
        "Policies": { "PasswordPolicy": {
            "MinimumLength": 14, "RequireUppercase": true, "RequireLowercase": true,
            "RequireNumbers": true, "RequireSymbols": false, "TemporaryPasswordValidityDays": 2,
        } },
        "LambdaConfig": { "PreSignUp": "arn:aws:lambda:us-east-1:111122223333:function:look" },
        "AccountRecoverySetting": {
            "RecoveryMechanisms": [{ "Priority": 1, "Name": "verified_email" }],
        },
        "UserPoolAddOns": { "AdvancedSecurityMode": "AUDIT" },
        "UserPoolTier": "PLUS",
    });
    office.ask("create-user-pool", &by_hand);
    let changed = office.deploy();
    assert!(
        changed.contains(&"UpdateUserPool".to_owned()),
        "{changed:?}"
    );
    assert!(
        changed.contains(&"AddCustomAttributes".to_owned()),
        "{changed:?}"
    );
    let pool = office.pool();
    assert_eq!(pool["DeletionProtection"], "ACTIVE");
    assert_eq!(pool["UserPoolTags"]["by"], "hand");
    for kept in [
        "Policies",
        "LambdaConfig",
        "AccountRecoverySetting",
        "UserPoolAddOns",
        "UserPoolTier",
    ] {
        assert_eq!(pool[kept], by_hand[kept], "{kept}");
    }
}

/// An office in which the restart of one service will be taken back by its circuit breaker.
fn office_with_a_sick_service() -> Office {
    let office = Office::new();
    let sick = Fault {
        kind: "restart_fails",
        product: "ts-service-user-org",
        resource: "",
        reason: "",
    };
    office.desk.ground.emulator.fault(&sick).unwrap();
    office
}

#[test]
fn a_restart_that_the_circuit_breaker_took_back_fails_the_run() {
    let office = office_with_a_sick_service();
    let ran = Ran::of(office.desk.deploy());
    assert_eq!(ran.code, Some(1), "{}", ran.err);
}

#[test]
fn one_that_does_not_know_a_failed_rollout_does_not_tell_of_it() {
    let office = office_with_a_sick_service();
    let careless = misread("DescribeServices", "\"FAILED\"", "\"COMPLETED\"");
    office.desk.ground.emulator.careless(&careless).unwrap();
    let ran = Ran::of(office.desk.deploy());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}
