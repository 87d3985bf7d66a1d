//! A user pool that somebody made and set by hand, taken over: all of it stays, compared over the
//! wire; and the mutants that send a part of what they read.

use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::{Value, json};
use ts_deploy_aws::connection::AwsCloud;
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::{Engine, Options, Outcome, Pace};
use ts_deploy_core::journal::{Goal, Journal, MemoryStore, Owner};
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::Graph;
use ts_deploy_sso::{CLIENT_NAME, ServicesIn};
use ts_deploy_tests::emulator::{Careless, Hurry, Keys};
use ts_deploy_tests::{Bench, RECOVERABLE, SERVICE, deployment};

use crate::desk::Ran;
use crate::ground::Ground;

/// What is made in Cognito; the platform is not needed for it.
const IN_COGNITO: [&str; 4] = [
    "sso-user-pool",
    "sso-domain",
    "sso-identity-provider",
    "sso-app-client",
];
/// Where the sample's pool is named after the platform.
const POOL: &str = "tetra.acme.example";

/// The deployment's account with the pool in it, and somebody with the AWS CLI.
struct Account {
    ground: Ground,
    keys: Keys,
    cloud: AwsCloud,
    deployment: Deployment,
}

/// The pool, its clients and its providers, as they are described.
#[derive(Debug)]
struct Pool {
    settings: Value,
    factors: Value,
    platform: Value,
    portal: Value,
    second: Value,
}

impl Account {
    async fn new() -> Self {
        let ground = Ground::new();
        let deployment = deployment(RECOVERABLE);
        let settings = deployment.targets[0].clone();
        ground.user(&settings);
        let keys = ground.emulator.user(&settings.target, "somebody").unwrap();
        let cloud = ground.connect(&[settings]).await;
        Self {
            ground,
            keys,
            cloud,
            deployment,
        }
    }

    /// What the CLI answers to an operation of Cognito with these members.
    fn ask(&self, operation: &str, members: &Value) -> Value {
        let mut command = self.ground.emulator.aws_cli(&self.keys, "us-east-1");
        command.args(["cognito-idp", operation, "--cli-input-json"]);
        command.arg(members.to_string());
        let ran = Ran::of(command);
        assert_eq!(ran.code, Some(0), "{operation}: {}", ran.err);
        serde_json::from_str(&ran.out).unwrap_or_default()
    }

    /// Makes single sign-on in Cognito, and answers with the operations that changed something.
    async fn deploy(&self) -> Vec<String> {
        self.ground.emulator.calls().unwrap();
        let sso = ts_deploy_sso::component(&self.deployment).unwrap().unwrap();
        let services = ServicesIn::Product(SERVICE.parse().unwrap());
        let steps = sso.steps(&Sources::none(), &services, &[], &[]).into_iter();
        let steps = steps.filter(|step| IN_COGNITO.contains(&step.id().as_str()));
        let clock = Arc::new(Hurry::new(200));
        let name = self.deployment.name.clone();
        let store = Arc::new(MemoryStore::new(clock.clone()));
        let journal = Journal::open(store, "run", &Owner::real(name.clone())).await;
        let options = Options {
            pace: Pace {
                floor: SignedDuration::from_secs(1),
                ceiling: SignedDuration::from_secs(5),
            },
            // Of the engine's time, of which the wire takes a lot.
            call_timeout: SignedDuration::from_hours(6),
            patience: SignedDuration::from_hours(48),
            ..Options::default()
        };
        let engine = Engine::new(
            name,
            Graph::new(steps).unwrap(),
            self.cloud.ports(),
            clock,
            journal.unwrap(),
            options,
            Arc::new(|_: &_| {}),
        );
        let outcome = engine
            .run(&Bench::driven(Goal::Deploy), std::future::pending())
            .await;
        assert_eq!(outcome, Outcome::Succeeded);
        let calls = self.ground.emulator.calls().unwrap().into_iter();
        let changing = calls.filter(|call| call.changing);
        changing.map(|call| call.operation).collect()
    }

    /// Makes a pool with settings that no deployment gives, and beside the platform's client and
    /// provider a second of each.
    fn make_by_hand(&self) {
        let required = |name: &str| json!({ "Name": name, "Required": true, "Mutable": true });
        let made = self.ask("create-user-pool", &json!({
            "PoolName": POOL,
            "Schema": [required("email"), required("given_name"), required("family_name")],
            "UserPoolTags": { "ts-deploy:deployment": self.deployment.name, "by": "hand" },
            "Policies": { "PasswordPolicy": {
                "MinimumLength": 14, "RequireUppercase": true, "RequireLowercase": true,
                "RequireNumbers": true, "RequireSymbols": false, "TemporaryPasswordValidityDays": 2,
            } },
            "AccountRecoverySetting": {
                "RecoveryMechanisms": [{ "Priority": 1, "Name": "verified_email" }],
            },
        }));
        let pool = &made["UserPool"]["Id"];
        self.ask(
            "set-user-pool-mfa-config",
            &json!({
                "UserPoolId": pool,
                "SoftwareTokenMfaConfiguration": { "Enabled": true },
                "MfaConfiguration": "OPTIONAL",
            }),
        );
        self.ask(
            "create-identity-provider",
            &json!({
                "UserPoolId": pool, "ProviderName": "partner", "ProviderType": "OIDC",
                "ProviderDetails": {
                    "client_id": "a", "client_secret": "swordfish", "authorize_scopes": "openid",
                    "attributes_request_method": "GET", "oidc_issuer": "https://partner.example",
                },
                "AttributeMapping": { "email": "email" },
            }),
        );
        for (name, validity) in [(CLIENT_NAME, 15), ("portal", 45)] {
            self.ask(
                "create-user-pool-client",
                &json!({
                    "UserPoolId": pool, "ClientName": name, "GenerateSecret": true,
                    "CallbackURLs": [format!("https://{name}.example/back")],
                    "SupportedIdentityProviders": ["COGNITO"],
                    "AccessTokenValidity": validity, "IdTokenValidity": validity,
                    "RefreshTokenValidity": 12,
                    "TokenValidityUnits": {
                        "AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "hours",
                    },
                    "EnableTokenRevocation": false,
                    "PreventUserExistenceErrors": "ENABLED",
                }),
            );
        }
    }

    fn described(&self) -> Pool {
        let pools = self.ask("list-user-pools", &json!({ "MaxResults": 10 }));
        let id = &pools["UserPools"][0]["Id"];
        let of = json!({ "UserPoolId": id });
        let clients = self.ask("list-user-pool-clients", &of);
        let client = |name: &str| {
            let mut clients = clients["UserPoolClients"].as_array().unwrap().iter();
            let found = clients.find(|one| one["ClientName"] == name).unwrap();
            let of = json!({ "UserPoolId": id, "ClientId": found["ClientId"] });
            self.ask("describe-user-pool-client", &of)["UserPoolClient"].clone()
        };
        let provider = json!({ "UserPoolId": id, "ProviderName": "partner" });
        let second = self.ask("describe-identity-provider", &provider);
        Pool {
            settings: self.ask("describe-user-pool", &of)["UserPool"].clone(),
            factors: self.ask("get-user-pool-mfa-config", &of),
            platform: client(CLIENT_NAME),
            portal: client("portal"),
            second: second["IdentityProvider"].clone(),
        }
    }

    /// Makes the pool by hand, takes it over carelessly so, and answers with it before and after.
    async fn taken_over(&self, careless: &Careless<'_>) -> (Pool, Pool) {
        self.make_by_hand();
        let before = self.described();
        self.ground.emulator.careless(careless).unwrap();
        let changed = self.deploy().await;
        for operation in ["UpdateUserPool", "UpdateUserPoolClient"] {
            assert!(changed.iter().any(|one| one == operation), "{changed:?}");
        }
        (before, self.described())
    }
}

/// Which of the settings that somebody made are not as they were.
fn lost(before: &Pool, after: &Pool) -> Vec<&'static str> {
    let of_pool = ["Policies", "AccountRecoverySetting", "MfaConfiguration"];
    let of_client = [
        "AccessTokenValidity",
        "IdTokenValidity",
        "RefreshTokenValidity",
        "TokenValidityUnits",
        "EnableTokenRevocation",
        "PreventUserExistenceErrors",
        "ClientSecret",
    ];
    let pool = of_pool.into_iter();
    let pool = pool.filter(|name| before.settings[name] != after.settings[name]);
    let client = of_client.into_iter();
    let client = client.filter(|name| before.platform[name] != after.platform[name]);
    pool.chain(client).collect()
}

/// Calls of this operation, without these members.
fn partial(operation: &'static str, members: &'static [&'static str]) -> Careless<'static> {
    Careless {
        operation,
        leave_out: members,
        ..Careless::default()
    }
}

#[tokio::test]
async fn a_pool_that_was_set_by_hand_keeps_every_setting_and_its_second_client_and_provider() {
    let account = Account::new().await;
    let (before, after) = account.taken_over(&partial("None", &[])).await;
    assert_eq!(lost(&before, &after), [""; 0]);
    assert_eq!(before.factors, after.factors);
    assert_eq!(before.settings["UserPoolTags"]["by"], "hand");
    assert_eq!(before.portal, after.portal);
    assert_eq!(before.second, after.second);
    // What it had stays beside what the platform needs.
    let urls = after.platform["CallbackURLs"].to_string();
    assert!(
        urls.contains("https://tetrascience-platform.example/back"),
        "{urls}"
    );
    assert!(
        urls.contains("https://tetra.acme.example/login/sso"),
        "{urls}"
    );
    assert_eq!(account.deploy().await, [""; 0]);
}

#[tokio::test]
async fn one_that_sends_a_part_of_a_client_loses_what_it_left_out() {
    let account = Account::new().await;
    let members = &["AccessTokenValidity", "TokenValidityUnits"];
    let careless = partial("UpdateUserPoolClient", members);
    let (before, after) = account.taken_over(&careless).await;
    assert_eq!(lost(&before, &after), *members);
}

#[tokio::test]
async fn one_that_sends_a_part_of_a_pool_loses_what_it_left_out() {
    let account = Account::new().await;
    let members = &["Policies", "MfaConfiguration"];
    let careless = partial("UpdateUserPool", members);
    let (before, after) = account.taken_over(&careless).await;
    assert_eq!(lost(&before, &after), *members);
}
