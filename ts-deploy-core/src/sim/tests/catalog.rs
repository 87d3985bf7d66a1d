use super::*;
use crate::port::ErrorKind;
use crate::sim::{PORTFOLIO, documented};

#[tokio::test]
async fn the_main_place_offers_the_two_documented_products() {
    let rehearsal = Rehearsal::new();
    let names: Vec<String> = rehearsal
        .place
        .products()
        .await
        .unwrap()
        .into_iter()
        .map(|p| p.name)
        .collect();
    assert_eq!(names, [DATA_LAYER, SERVICE_LAYER]);
}

#[tokio::test]
async fn another_place_offers_nothing_until_the_products_are_offered_there() {
    let place = SimCloud::new(7, start()).at(&target(TargetName::Dr));
    assert_eq!(place.products().await.unwrap(), []);
    place.offer_documented();
    assert_eq!(place.products().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_product_is_reached_through_the_vendors_portfolio() {
    let rehearsal = Rehearsal::new();
    let product = rehearsal.data_request().await.product;
    let paths = rehearsal.place.launch_paths(&product).await.unwrap();
    assert_eq!(
        paths
            .iter()
            .map(|path| path.name.as_str())
            .collect::<Vec<_>>(),
        [PORTFOLIO]
    );
}

#[tokio::test]
async fn a_product_without_a_path_says_so() {
    let rehearsal = Rehearsal::new();
    let product = rehearsal.data_request().await.product;
    rehearsal.place.reach_through(&product, &[]);
    let error = rehearsal.place.launch_paths(&product).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    assert_eq!(
        error.message,
        format!("No launch paths found for resource: {product}")
    );
}

#[tokio::test]
async fn two_portfolios_make_two_paths() {
    let rehearsal = Rehearsal::new();
    let product = rehearsal.data_request().await.product;
    rehearsal.place.reach_through(&product, &[PORTFOLIO, "Own"]);
    let paths = rehearsal.place.launch_paths(&product).await.unwrap();
    assert_eq!(paths.len(), 2);
    assert_ne!(paths[0].id, paths[1].id);
}

#[tokio::test]
async fn two_products_of_one_name_have_two_ids() {
    let rehearsal = Rehearsal::new();
    rehearsal.place.offer(documented().remove(0), &["Own"]);
    let products = rehearsal.place.products().await.unwrap();
    let ids: Vec<_> = products
        .iter()
        .filter(|p| p.name == DATA_LAYER)
        .map(|p| &p.id)
        .collect();
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn one_name_is_launched_in_two_accounts_and_in_two_regions() {
    let rehearsal = Rehearsal::with_data().await;
    let main = target(TargetName::Main);
    let others = [
        Target {
            account: AccountId::parse("777788889999").unwrap(),
            ..main.clone()
        },
        Target {
            region: Region::parse("eu-west-1").unwrap(),
            ..main
        },
    ];
    let mut stacks = vec![rehearsal.stack("acme-data").await.arn];
    for other in others {
        let there = Rehearsal {
            cloud: rehearsal.cloud.clone(),
            place: rehearsal.cloud.at(&other),
        };
        assert_eq!(
            there
                .place
                .provisioned_product(&name("acme-data"))
                .await
                .unwrap(),
            None
        );
        there.launch_data().await;
        there.pass(240).await;
        assert_eq!(there.status("acme-data").await, "AVAILABLE");
        stacks.push(there.stack("acme-data").await.arn);
    }
    stacks.sort();
    stacks.dedup();
    assert_eq!(stacks.len(), 3);
}

#[tokio::test]
async fn a_removal_in_one_account_leaves_the_others_product_of_that_name() {
    let rehearsal = Rehearsal::with_data().await;
    let other = Target {
        account: AccountId::parse("777788889999").unwrap(),
        ..target(TargetName::Main)
    };
    let there = Rehearsal {
        cloud: rehearsal.cloud.clone(),
        place: rehearsal.cloud.at(&other),
    };
    there.launch_data().await;
    there.pass(240).await;
    let request = rehearsal.removal_request().await;
    rehearsal.place.terminate(&request).await.unwrap();
    rehearsal.pass(240).await;
    let gone = rehearsal
        .place
        .provisioned_product(&name("acme-data"))
        .await;
    assert_eq!(gone.unwrap(), None);
    assert_eq!(there.status("acme-data").await, "AVAILABLE");
}

#[tokio::test]
async fn places_do_not_see_each_others_products() {
    let rehearsal = Rehearsal::with_data().await;
    let elsewhere = rehearsal.cloud.at(&target(TargetName::Dr));
    assert_eq!(
        elsewhere
            .provisioned_product(&name("acme-data"))
            .await
            .unwrap(),
        None
    );
    let arn = rehearsal.stack("acme-data").await.arn;
    assert_eq!(elsewhere.stack(&arn.0).await.unwrap(), None);
}
