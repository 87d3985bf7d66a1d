use super::*;

async fn written() -> Bench {
    let bench = Bench::new();
    bench.write(&one(once(CANARY))).await;
    bench
}

#[tokio::test]
async fn what_was_given_once_is_written() {
    assert_eq!(
        written().await.seen(CANARY).await,
        "SecureString v1, value as wanted"
    );
}

#[tokio::test]
async fn on_a_later_run_without_it_the_parameter_is_kept() {
    let bench = written().await;
    assert_eq!(bench.write(&one(spent())).await, Outcome::Succeeded);
    assert_eq!(bench.cloud.changing_calls(), 1);
}

#[tokio::test]
async fn a_parameter_that_is_kept_is_said_to_be_known_by_version_only() {
    let bench = written().await;
    bench.write(&one(spent())).await;
    insta::assert_snapshot!(bench.finding("secret-not-compared"), @"informs parameter-acme-a-fb2a31e3: /acme/a is kept as it is (SecureString, version 1): the test's source is empty. It is known by type and version only, and may hold an older value. Give the value again.");
}

#[tokio::test]
async fn without_it_an_absent_parameter_blocks() {
    let bench = Bench::new();
    assert_eq!(bench.write(&one(spent())).await, Outcome::Blocked);
    insta::assert_snapshot!(bench.finding("secret-unreadable"), @"blocks parameter-acme-a-fb2a31e3: /acme/a is not there, and the test's source is empty. The platform's services read it when they start, and the Service Layer starts them. Give the value again.");
}

#[tokio::test]
async fn without_it_a_parameter_of_another_type_is_not_removed() {
    let bench = Bench::new();
    bench.holds("/acme/a", ParameterType::String, CANARY);
    assert_eq!(bench.write_agreed(&one(spent())).await, Outcome::Blocked);
    assert_eq!(bench.seen(CANARY).await, "String v1, value as wanted");
}

#[tokio::test]
async fn another_value_given_later_makes_the_next_version() {
    let bench = written().await;
    bench.write(&one(once("new"))).await;
    assert_eq!(bench.seen("new").await, "SecureString v2, value as wanted");
}
