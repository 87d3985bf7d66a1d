use super::*;
use crate::parameter::{Constraints, Contract, Declaration};
use crate::port::catalog::Guidance;
use crate::secret::Secret;
use crate::sim::{SimProduct, SimResource, SimStack, SimTemplate, SimVersion};

const PASSWORD: &str = "Password";

/// A product with one parameter that may not be shown.
fn vault() -> SimProduct {
    let password = Declaration {
        no_echo: true,
        ..Declaration::of("String").constrained(Constraints {
            allowed_pattern: Some("[a-z]{5,}".into()),
            ..Constraints::default()
        })
    };
    let stack =
        SimStack::new("Vault").with(SimResource::new("Box", "Custom::Vault", 60).uses(&[PASSWORD]));
    SimProduct {
        name: "Vault".into(),
        versions: vec![SimVersion {
            name: ProductVersionName::parse("v1").unwrap(),
            created: start(),
            active: true,
            guidance: Guidance::Default,
            contract: Contract::default().declare(ParameterKey::parse(PASSWORD).unwrap(), password),
            resources: SimTemplate::default()
                .stack(stack)
                .output("Told", "{Password}"),
        }],
    }
}

pub(super) async fn request(rehearsal: &Rehearsal, password: &str) -> ProvisionRequest {
    let (product, version, path) = rehearsal.found("Vault", "v1").await;
    let secret = Sent::Secret(Secret::new(password.to_owned()));
    ProvisionRequest {
        token: token("launch-secret"),
        name: name("vault"),
        product,
        version,
        path,
        parameters: Request {
            sent: IndexMap::from([(ParameterKey::parse(PASSWORD).unwrap(), secret)]),
        },
        tags: BTreeMap::new(),
    }
}

pub(super) async fn with_password(password: &str) -> Rehearsal {
    let rehearsal = Rehearsal::new();
    rehearsal.place.offer(vault(), &["Own"]);
    let request = request(&rehearsal, password).await;
    rehearsal.place.provision(&request).await.unwrap();
    rehearsal.pass(10).await;
    rehearsal
}

async fn update(rehearsal: &Rehearsal, sent: Sent) -> &'static str {
    let launch = request(rehearsal, "unused").await;
    let update = UpdateRequest {
        token: token("rotate"),
        provisioned_product: rehearsal.product("vault").await.id,
        product: launch.product,
        version: launch.version,
        path: launch.path,
        parameters: Request {
            sent: IndexMap::from([(ParameterKey::parse(PASSWORD).unwrap(), sent)]),
        },
    };
    rehearsal.place.update(&update).await.unwrap();
    rehearsal.pass(10).await;
    rehearsal.status("vault").await
}

#[tokio::test]
async fn a_saved_world_does_not_hold_a_secret() {
    let rehearsal = with_password("swordfish").await;
    let json = rehearsal.cloud.save().unwrap();
    assert!(json.contains(PASSWORD) && !json.contains("swordfish"));
}

#[tokio::test]
async fn a_refused_secret_is_not_told() {
    let rehearsal = with_password("swordfish").await;
    let mut request = request(&rehearsal, "R2D2").await;
    request.token = token("another");
    request.name = name("vault-2");
    let error = rehearsal.place.provision(&request).await.unwrap_err();
    assert!(
        error
            .message
            .contains("the parameter Password breaks the rule"),
        "{error}"
    );
    assert!(!error.message.contains("R2D2"), "{error}");
}

#[tokio::test]
async fn another_secret_is_a_difference() {
    let rehearsal = with_password("swordfish").await;
    let status = update(&rehearsal, Sent::Secret(Secret::new("marlin".into()))).await;
    assert_eq!(status, "AVAILABLE");
}

#[tokio::test]
async fn the_same_secret_is_no_difference() {
    let rehearsal = with_password("swordfish").await;
    let status = update(&rehearsal, Sent::Secret(Secret::new("swordfish".into()))).await;
    assert_eq!(status, "TAINTED");
}

#[tokio::test]
async fn a_kept_secret_is_no_difference() {
    let rehearsal = with_password("swordfish").await;
    assert_eq!(update(&rehearsal, Sent::Previous).await, "TAINTED");
}
