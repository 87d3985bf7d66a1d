use super::*;
use crate::ids::{PortfolioId, PrincipalArn};
use crate::port::ErrorKind;
use crate::port::identity::CallerIdentity;
use crate::port::portfolio::{PortfolioReader as _, PortfolioWriter as _};
use crate::sim::PORTFOLIO;

const ROLE: &str = "arn:aws:iam::111122223333:role/platform/deployer";

fn id() -> PortfolioId {
    PortfolioId::parse("port-acmeandtetra1").unwrap()
}

/// A cloud in which the documented portfolio is shared and not imported.
fn shared() -> Rehearsal {
    let rehearsal = Rehearsal::new();
    rehearsal.place.share_documented(&id());
    rehearsal
}

impl Rehearsal {
    async fn import(&self) {
        self.place.accept_share(&id()).await.unwrap();
    }

    async fn associate(&self, arn: &str) {
        let principal = PrincipalArn::parse(arn).unwrap();
        let associated = self.place.associate_principal(&id(), &principal).await;
        associated.unwrap();
    }

    async fn finds(&self) -> usize {
        self.place.products().await.unwrap().len()
    }

    async fn seconds(&self, seconds: i64) {
        let clock = self.cloud.clock();
        let until = clock.now() + SignedDuration::from_secs(seconds);
        clock.sleep_until(until).await;
    }

    async fn has_path(&self, product: &ProductId) -> bool {
        match self.place.launch_paths(product).await {
            Ok(paths) => {
                assert_eq!(paths[0].name, PORTFOLIO);
                true
            }
            Err(error) => {
                assert_eq!(error.kind, ErrorKind::NotFound);
                let words = format!("No launch paths found for resource: {product}");
                assert_eq!(error.message, words);
                false
            }
        }
    }
}

#[tokio::test]
async fn before_the_import_nothing_is_found() {
    let rehearsal = Rehearsal::new();
    let product = rehearsal.found(DATA_LAYER, "v1.0.0").await.0;
    rehearsal.place.share_documented(&id());
    assert_eq!(rehearsal.finds().await, 0);
    assert!(!rehearsal.has_path(&product).await);
    assert_eq!(rehearsal.place.imported().await.unwrap(), []);
}

#[tokio::test]
async fn an_import_alone_shows_no_product() {
    let rehearsal = shared();
    rehearsal.import().await;
    assert_eq!(rehearsal.place.imported().await.unwrap()[0].name, PORTFOLIO);
    assert_eq!(rehearsal.finds().await, 0);
}

#[tokio::test]
async fn launch_paths_appear_a_while_after_the_association() {
    let rehearsal = shared();
    rehearsal.import().await;
    rehearsal.associate(ROLE).await;
    assert_eq!(rehearsal.finds().await, 2);
    let product = rehearsal.place.products().await.unwrap().remove(0).id;
    rehearsal.seconds(44).await;
    assert!(!rehearsal.has_path(&product).await);
    rehearsal.seconds(1).await;
    assert!(rehearsal.has_path(&product).await);
}

#[tokio::test]
async fn what_has_no_path_yet_cannot_be_launched() {
    let rehearsal = Rehearsal::new();
    let request = rehearsal.data_request().await;
    rehearsal.place.share_documented(&id());
    rehearsal.import().await;
    rehearsal.associate(ROLE).await;
    let refused = rehearsal.place.provision(&request).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn another_caller_than_the_associated_one_finds_nothing() {
    let rehearsal = shared();
    rehearsal.import().await;
    rehearsal.associate(ROLE).await;
    rehearsal.place.call_as(CallerIdentity {
        account: AccountId::parse("111122223333").unwrap(),
        arn: "arn:aws:iam::111122223333:user/deployer".to_owned(),
    });
    assert_eq!(rehearsal.finds().await, 0);
}

#[tokio::test]
async fn a_share_is_offered_in_its_own_region_only() {
    let rehearsal = shared();
    let elsewhere = Target {
        region: Region::parse("us-west-2").unwrap(),
        ..target(TargetName::Main)
    };
    let place = rehearsal.cloud.at(&elsewhere);
    let refused = place.accept_share(&id()).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotFound);
    insta::assert_snapshot!(refused.message, @"No share of portfolio port-acmeandtetra1 is offered");
}

#[tokio::test]
async fn imports_and_associations_outlive_a_saved_world() {
    let rehearsal = shared();
    rehearsal.import().await;
    rehearsal.associate(ROLE).await;
    let loaded = SimCloud::load(&rehearsal.cloud.save().unwrap()).unwrap();
    let loaded = Rehearsal::of(loaded);
    loaded.seconds(45).await;
    let product = loaded.place.products().await.unwrap().remove(0).id;
    assert!(loaded.has_path(&product).await);
}

#[tokio::test]
async fn where_something_was_launched_the_portfolio_stays_imported() {
    let rehearsal = Rehearsal::with_data().await;
    rehearsal.place.share_documented(&id());
    assert_eq!(rehearsal.finds().await, 2);
    assert_eq!(rehearsal.place.imported().await.unwrap()[0].id, id());
}
