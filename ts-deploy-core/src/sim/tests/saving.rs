use std::sync::{Arc, Mutex};

use super::*;
use crate::sim::{WORLD_LIMIT, WorldFault};

/// Everything that can be seen of the Data Layer.
async fn seen(rehearsal: &Rehearsal) -> String {
    let data = rehearsal.data().await;
    let stack = rehearsal.stack("acme-data").await;
    let outputs = rehearsal.place.outputs(&data.id).await.unwrap();
    let mut events = rehearsal.events("acme-data").await;
    events.extend(rehearsal.nested_events("acme-data", "Database").await);
    format!("{data:?}\n{stack:?}\n{outputs:?}\n{events:?}")
}

fn failing(rehearsal: &Rehearsal) {
    rehearsal.cloud.script(WorldFault::ResourceFails {
        product: name("acme-data"),
        resource: "Database/Instance".into(),
        reason: "Cannot create more than 40 instances".into(),
        times: 1,
    });
}

#[tokio::test]
async fn a_world_loaded_in_the_middle_of_a_launch_comes_to_the_same_end() {
    let undisturbed = Rehearsal::with_data().await;
    let first = Rehearsal::new();
    first.launch_data().await;
    first.pass(90).await;
    let second = Rehearsal::of(SimCloud::load(&first.cloud.save().unwrap()).unwrap());
    drop(first);
    second.pass(150).await;
    assert_eq!(seen(&second).await, seen(&undisturbed).await);
}

#[tokio::test]
async fn a_world_loaded_in_the_middle_of_a_failure_comes_to_the_same_end() {
    let undisturbed = Rehearsal::new();
    failing(&undisturbed);
    undisturbed.launch_data().await;
    undisturbed.pass(240).await;
    let first = Rehearsal::new();
    failing(&first);
    first.launch_data().await;
    first.pass(100).await;
    let second = Rehearsal::of(SimCloud::load(&first.cloud.save().unwrap()).unwrap());
    second.pass(140).await;
    assert_eq!(seen(&second).await, seen(&undisturbed).await);
}

#[tokio::test]
async fn a_loaded_worlds_time_goes_on_where_it_stopped() {
    let rehearsal = Rehearsal::with_data().await;
    let loaded = SimCloud::load(&rehearsal.cloud.save().unwrap()).unwrap();
    assert_eq!(loaded.clock().now(), rehearsal.cloud.clock().now());
}

#[tokio::test]
async fn a_world_is_kept_when_launch_paths_appear() {
    use crate::port::portfolio::PortfolioWriter as _;
    let rehearsal = Rehearsal::new();
    let kept = Arc::new(Mutex::new(String::new()));
    let keep = kept.clone();
    rehearsal.cloud.keep_in(Box::new(move |json| {
        json.clone_into(&mut keep.lock().unwrap());
        Ok(())
    }));
    let id = "port-ofacme".parse().unwrap();
    rehearsal.place.share_documented(&id);
    rehearsal.place.accept_share(&id).await.unwrap();
    let role = "arn:aws:iam::111122223333:role/deployer".parse().unwrap();
    rehearsal
        .place
        .associate_principal(&id, &role)
        .await
        .unwrap();
    rehearsal.pass(1).await;
    let loaded = SimCloud::load(&kept.lock().unwrap()).unwrap();
    assert_eq!(loaded.clock().now(), rehearsal.cloud.clock().now());
}

#[tokio::test]
async fn a_loaded_world_remembers_its_launches() {
    let rehearsal = Rehearsal::with_data().await;
    let loaded = SimCloud::load(&rehearsal.cloud.save().unwrap()).unwrap();
    assert_eq!(loaded.accepted_launches(&name("acme-data")), 1);
}

#[tokio::test]
async fn equal_seeds_make_equal_worlds() {
    let (one, other) = (Rehearsal::with_data().await, Rehearsal::with_data().await);
    assert_eq!(seen(&one).await, seen(&other).await);
}

#[tokio::test]
async fn another_seed_makes_other_ids() {
    let other = Rehearsal::of(SimCloud::new(8, start()));
    other.launch_data().await;
    let one = Rehearsal::new();
    one.launch_data().await;
    assert_ne!(one.data().await.id, other.data().await.id);
}

/// A cloud kept in a text, and the text.
fn kept() -> (Rehearsal, Arc<Mutex<Vec<String>>>) {
    let rehearsal = Rehearsal::new();
    let saves = Arc::new(Mutex::new(Vec::new()));
    let shelf = Arc::clone(&saves);
    rehearsal.cloud.keep_in(Box::new(move |json| {
        shelf.lock().unwrap().push(json.to_owned());
        Ok(())
    }));
    (rehearsal, saves)
}

#[tokio::test]
async fn a_launch_that_was_answered_survives_a_sudden_end() {
    let (rehearsal, saves) = kept();
    let record = rehearsal.launch_data().await;
    drop(rehearsal);
    let json = saves.lock().unwrap().last().unwrap().clone();
    let after = Rehearsal::of(SimCloud::load(&json).unwrap());
    assert_eq!(after.place.record(&record.id).await.unwrap().id, record.id);
}

#[tokio::test]
async fn sleeping_is_saved_when_something_happened_and_not_otherwise() {
    let (rehearsal, saves) = kept();
    rehearsal.launch_data().await;
    let count = || saves.lock().unwrap().len();
    let before = count();
    rehearsal.pass(240).await;
    let settled = count();
    rehearsal.pass(240).await;
    assert_eq!((settled, count()), (before + 1, before + 1));
}

#[tokio::test]
async fn a_failed_save_is_told_to_the_next_call_too() {
    let rehearsal = Rehearsal::new();
    let request = rehearsal.data_request().await;
    rehearsal
        .cloud
        .keep_in(Box::new(|_| Err(std::io::Error::other("the disk is full"))));
    rehearsal.place.provision(&request).await.unwrap_err();
    let error = rehearsal.place.products().await.unwrap_err();
    assert!(error.message.contains("could not be saved"), "{error}");
}

#[tokio::test]
async fn a_whole_deployment_stays_small() {
    let rehearsal = Rehearsal::with_data().await;
    let stack = rehearsal.stack("acme-data").await.name;
    let request = rehearsal.service_request(stack.as_str()).await;
    rehearsal.place.provision(&request).await.unwrap();
    rehearsal.pass(60).await;
    let bytes = rehearsal.cloud.save().unwrap().len();
    assert!(bytes < 200_000, "{bytes}");
}

#[test]
fn another_format_is_refused() {
    let error = SimCloud::load(r#"{"format": 4}"#).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("has format 4, this version reads format 3"),
        "{error}"
    );
}

#[test]
fn a_world_from_before_accounts_held_anything_is_refused_with_what_to_do() {
    let older = Rehearsal::new().cloud.save().unwrap();
    let older = older.replacen("\"format\":3", "\"format\":2", 1);
    insta::assert_snapshot!(SimCloud::load(&older).unwrap_err(), @"the world has format 2, this version reads format 3: use the version that saved it, or remove the file to begin with an empty world");
}

#[test]
fn what_is_no_world_is_refused() {
    for json in [
        "",
        "{}",
        "[]",
        "null",
        r#"{"format":3}"#,
        r#"{"format":-1}"#,
        "\u{0}",
    ] {
        assert!(SimCloud::load(json).is_err(), "{json}");
    }
}

#[test]
fn a_text_that_is_too_long_is_refused() {
    let error = SimCloud::load(&" ".repeat(WORLD_LIMIT + 1)).unwrap_err();
    assert!(
        error.to_string().contains("more than the 67108864"),
        "{error}"
    );
}

#[tokio::test]
async fn a_world_with_absurd_numbers_is_read_without_a_panic() {
    let rehearsal = Rehearsal::new();
    rehearsal.launch_data().await;
    let json = rehearsal.cloud.save().unwrap();
    let absurd = json
        .replace("\"seconds\":60", "\"seconds\":4294967295")
        .replace("\"now\":\"2026", "\"now\":\"9999")
        .replace("\"accepted\":\"2026", "\"accepted\":\"9999");
    assert_ne!(absurd, json);
    let after = Rehearsal::of(SimCloud::load(&absurd).unwrap());
    after.cloud.clock().sleep_until(Timestamp::MAX).await;
    assert_eq!(after.data().await.name, name("acme-data"));
}

#[cfg(feature = "host")]
#[tokio::test]
async fn a_world_kept_in_a_file_is_read_back_from_it_and_leaves_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    let rehearsal = Rehearsal::new();
    rehearsal.cloud.keep_in_file(&path);
    let record = rehearsal.launch_data().await;
    let after = Rehearsal::of(SimCloud::load(&std::fs::read_to_string(&path).unwrap()).unwrap());
    assert!(after.place.record(&record.id).await.is_ok());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
