//! Calls without a token that come late, where somebody else decided otherwise meanwhile: the table in
//! `docs/reliability.md`, row by row.

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::ids::{ParameterPath, UserPoolId};
use ts_deploy_core::journal::Goal;
use ts_deploy_core::port::parameter_store::{ParameterReader as _, ParameterValue};
use ts_deploy_core::port::user_pool::{PoolSettings, UserPoolReader as _, UserPoolWriter as _};
use ts_deploy_core::secret::Secret;
use ts_deploy_tests::simulation::{Decided, Ended, Late};
use ts_deploy_tests::{RECOVERABLE, deployment};

const PATH: &str = "/tetrascience/production/ECS/ts-service-web/LICENCE_KEY";

/// The sample document with these words in the place of those.
fn with(old: &str, new: &str) -> String {
    let text = RECOVERABLE.replace(old, new);
    assert_ne!(text, RECOVERABLE, "{old} is in the document");
    text
}

/// A deployment as it stands, one that somebody else comes to, and a call that somebody began before.
fn changed(old: &str, newer: &str, operation: &'static str) -> Late {
    let first = Decided::deploy(RECOVERABLE, "one");
    let (old, newer) = (Decided::deploy(old, "one"), Decided::deploy(newer, "one"));
    slept(Late::of(Some(first), old, newer, operation))
}

/// Two who make a deployment, of whom one is late with this call.
fn made(old: &str, newer: &str, operation: &'static str) -> Late {
    let (old, newer) = (Decided::deploy(old, "one"), Decided::deploy(newer, "one"));
    slept(Late::of(None, old, newer, operation))
}

/// The call came, and whoever sent it did nothing more.
fn slept(late: Late) -> Late {
    assert_eq!(late.old, Some(Outcome::OtherDriver), "{:?}", late.wrong());
    late
}

/// One more run finds nothing to mend.
fn nothing_to_do(mut late: Late) {
    let sent = late.look().sent;
    assert_eq!(late.again(), Some(Outcome::Succeeded), "{}", late.said());
    assert_eq!(late.look().sent, sent);
    assert_eq!(late.wrong(), [""; 0]);
}

/// One more run brings back what the newer one wanted.
fn mended(mut late: Late) -> Late {
    assert_eq!(late.again(), Some(Outcome::Succeeded), "{}", late.said());
    assert_eq!(late.wrong(), [""; 0]);
    late
}

fn version(ended: &Ended) -> u64 {
    ended.versions.get(PATH).copied().unwrap_or_default()
}

/// Whether the secret has this value.
async fn holds(late: &Late, value: &str) -> bool {
    let value = ParameterValue::Given(Secret::new(value.to_owned()));
    let path = ParameterPath::parse(PATH).unwrap();
    late.place().matches(&path, &value).await.unwrap()
}

#[tokio::test]
async fn a_parameter_that_was_made_with_another_value_is_not_made_late() {
    let old = Decided::deploy(RECOVERABLE, "old");
    let newer = Decided::deploy(RECOVERABLE, "new");
    let late = slept(Late::of(None, old, newer, "PutParameter"));
    assert!(holds(&late, "new").await);
    assert_eq!(version(&late.look()), 1);
    nothing_to_do(late);
}

#[tokio::test]
async fn a_value_that_comes_late_over_a_newer_one_is_overwritten_by_the_next_run() {
    let first = Decided::deploy(RECOVERABLE, "one");
    let old = Decided::deploy(RECOVERABLE, "old");
    let newer = Decided::deploy(RECOVERABLE, "new");
    let late = slept(Late::of(Some(first), old, newer, "PutParameter"));
    assert!(holds(&late, "old").await, "it came late");
    let restarts = late.look().sent["ecs:UpdateService"];
    let late = mended(late);
    assert!(holds(&late, "new").await);
    let now = late.look();
    assert_eq!(version(&now), version(&late.before) + 2);
    assert_eq!(now.sent["ecs:UpdateService"], restarts + 1);
}

#[tokio::test]
async fn a_parameter_that_is_removed_late_is_made_again() {
    let first = Decided::deploy(RECOVERABLE, "one");
    let gone = Decided {
        goal: Goal::Destroy,
        ..first
    };
    let late = slept(Late::of(Some(first), gone, first, "DeleteParameter"));
    assert_eq!(version(&late.look()), 0, "it came late");
    let late = mended(late);
    assert!(holds(&late, "one").await);
}

/// The pools of the platform's name.
async fn pools(late: &Late) -> Vec<UserPoolId> {
    let sso = ts_deploy_sso::component(&deployment(RECOVERABLE)).unwrap();
    let name = sso.unwrap().user_pool_name();
    late.place().pools_named(&name).await.unwrap()
}

/// A person looks which pool nobody uses, and removes it.
async fn removed_by_hand(late: &Late) {
    let place = late.place();
    for id in pools(late).await {
        let pool = place.pool(&id).await.unwrap().unwrap();
        if pool.prefix_domain.is_none() {
            let settings = PoolSettings {
                deletion_protection: false,
                ..pool.settings
            };
            place.update_pool(&id, &settings).await.unwrap();
            place.delete_pool(&id).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_second_pool_blocks_until_a_person_removes_it() {
    let newer = with("owner: platform-team", "owner: another-team");
    let mut late = made(RECOVERABLE, &newer, "CreateUserPool");
    assert_eq!(late.look().pools.len(), 2, "it came late");
    assert_eq!(late.again(), Some(Outcome::Blocked));
    assert!(
        late.said().contains("user-pool-ambiguous"),
        "{}",
        late.said()
    );
    removed_by_hand(&late).await;
    let late = mended(late);
    assert_eq!(late.look().pools, late.before.pools);
}

#[tokio::test]
async fn a_second_app_client_blocks_until_a_person_removes_it() {
    let newer = with("owner: platform-team", "owner: another-team");
    let mut late = made(RECOVERABLE, &newer, "CreateUserPoolClient");
    let [pool] = pools(&late).await.try_into().unwrap();
    let place = late.place();
    let clients = place.clients(&pool).await.unwrap();
    assert_eq!(clients.len(), 2, "it came late");
    assert_eq!(late.again(), Some(Outcome::Blocked));
    assert!(
        late.said().contains("app-client-ambiguous"),
        "{}",
        late.said()
    );
    // The platform uses the one that its parameter names; it was made first.
    let path = "/tetrascience/production/ECS/ts-service-user-org/SSO_CLIENT_ID";
    let path = ParameterPath::parse(path).unwrap();
    for client in clients {
        let id = ParameterValue::Given(Secret::new(client.id.0.clone()));
        if !place.matches(&path, &id).await.unwrap() {
            place.delete_client(&pool, &client.id).await.unwrap();
        }
    }
    let late = mended(late);
    assert_eq!(late.look().pools, late.before.pools);
}

#[test]
fn a_sign_in_domain_of_another_name_is_not_made_late() {
    let newer = with("prefix: acme-tetra", "prefix: acme-other");
    let late = made(RECOVERABLE, &newer, "CreateUserPoolDomain");
    assert_eq!(late.look().pools, late.before.pools);
    nothing_to_do(late);
}

const METADATA: &str = "https://idp.acme.example/metadata.xml";

#[test]
fn an_identity_provider_that_was_made_otherwise_is_not_made_late() {
    let newer = with(METADATA, "https://idp.acme.example/newer.xml");
    let late = made(RECOVERABLE, &newer, "CreateIdentityProvider");
    assert_eq!(late.look().pools, late.before.pools);
    nothing_to_do(late);
}

#[test]
fn an_identity_provider_of_another_name_that_is_made_late_is_left_alone() {
    let newer = with("name: acme-adfs", "name: acme-okta");
    let late = made(RECOVERABLE, &newer, "CreateIdentityProvider");
    assert_eq!(late.look().pools, late.before.pools);
    nothing_to_do(late);
}

#[test]
fn a_late_update_of_an_identity_provider_is_changed_back() {
    let old = with(METADATA, "https://idp.acme.example/old.xml");
    let newer = with(METADATA, "https://idp.acme.example/newer.xml");
    let late = changed(&old, &newer, "UpdateIdentityProvider");
    assert_ne!(late.look().pools, late.before.pools, "it came late");
    let late = mended(late);
    assert_eq!(late.look().pools, late.before.pools);
}

#[test]
fn a_late_update_of_a_pool_is_changed_back() {
    let old = with("owner: platform-team", "owner: old-team");
    let newer = with("owner: platform-team", "owner: newer-team");
    let late = changed(&old, &newer, "UpdateUserPool");
    assert_ne!(late.look().pools, late.before.pools, "it came late");
    let late = mended(late);
    assert_eq!(late.look().pools, late.before.pools);
}

#[test]
fn a_late_update_of_an_app_client_is_changed_back_and_leaves_its_addresses_beside() {
    let old = with("domain: tetra.acme.example", "domain: old.acme.example");
    let newer = with("domain: tetra.acme.example", "domain: newer.acme.example");
    let pool = "\n  user_pool: acme-sign-in\n  hosted_domain:";
    let [first, old, newer] =
        [RECOVERABLE.to_owned(), old, newer].map(|text| text.replace("\n  hosted_domain:", pool));
    let first = Decided::deploy(&first, "one");
    let (old, newer) = (Decided::deploy(&old, "one"), Decided::deploy(&newer, "one"));
    let late = slept(Late::of(Some(first), old, newer, "UpdateUserPoolClient"));
    let address = |ended: &Ended, of: &str| {
        let address = format!("https://{of}.acme.example/login/sso");
        ended.pools.iter().any(|pool| pool.contains(&address))
    };
    assert!(!address(&late.before, "old") && address(&late.before, "newer"));
    let came = late.look();
    assert!(address(&came, "old") && !address(&came, "newer"));
    let now = mended(late).look();
    assert!(address(&now, "old") && address(&now, "newer"));
}

#[test]
fn a_late_restart_changes_nothing_else() {
    let first = Decided::deploy(RECOVERABLE, "one");
    let old = Decided::deploy(RECOVERABLE, "old");
    let newer = Decided::deploy(RECOVERABLE, "new");
    let late = slept(Late::of(Some(first), old, newer, "UpdateService"));
    let now = late.look();
    assert_eq!(
        (&now.versions, &now.made),
        (&late.before.versions, &late.before.made)
    );
    nothing_to_do(late);
}

#[test]
fn late_parameters_of_a_product_are_changed_back() {
    let [old, newer] = ["90", "365"].map(|days| {
        with(
            "log_retention_days: 180",
            &format!("log_retention_days: {days}"),
        )
    });
    let late = changed(&old, &newer, "UpdateProvisionedProduct");
    let updates = |late: &Late| {
        let calls = late.cloud().calls().into_iter();
        let ours = |(name, _): &(String, u64)| name == "servicecatalog:UpdateProvisionedProduct";
        calls.filter(ours).map(|(_, count)| count).sum::<u64>()
    };
    let before = updates(&late);
    let late = mended(late);
    assert_eq!(late.look().made, late.before.made);
    assert_eq!(updates(&late), before + 1);
}

#[test]
fn a_late_launch_is_refused() {
    let newer = with("log_retention_days: 180", "log_retention_days: 365");
    let late = made(RECOVERABLE, &newer, "ProvisionProduct");
    assert_eq!(late.look().made, late.before.made);
    nothing_to_do(late);
}
