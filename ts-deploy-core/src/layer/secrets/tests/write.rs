use super::*;
use crate::ids::KmsKeyRef;

#[tokio::test]
async fn an_absent_parameter_is_made() {
    let bench = Bench::new();
    assert_eq!(bench.write(&one(told(CANARY))).await, Outcome::Succeeded);
    assert_eq!(bench.seen(CANARY).await, "SecureString v1, value as wanted");
}

#[tokio::test]
async fn a_parameter_that_is_made_names_its_key_and_has_the_tags() {
    let bench = Bench::new();
    bench.write(&one(told(CANARY))).await;
    let live = bench.described("/acme/a").await.unwrap();
    assert_eq!(live.key, Some(KmsKeyRef::aws_ssm()));
    assert!(bench.cloud.save().unwrap().contains(r#""owner":"acme""#));
}

#[tokio::test]
async fn x1_the_client_id_of_box_stands_at_both_paths() {
    let bench = Bench::new();
    bench.write(&box_secrets(told(CANARY), told("other"))).await;
    let value = ParameterValue::Given(Secret::new(CANARY.to_owned()));
    for end in [
        "ts-service-link-file/BOX_CLIENT_ID",
        "ts-service-web/INT_BOX_CLIENT_ID",
    ] {
        let name = path(&format!("/tetrascience/production/ECS/{end}"));
        assert!(bench.place.matches(&name, &value).await.unwrap(), "{name}");
    }
}

#[tokio::test]
async fn a_second_run_makes_no_version() {
    let bench = Bench::new();
    bench.write(&one(told(CANARY))).await;
    assert_eq!(bench.write(&one(told(CANARY))).await, Outcome::Succeeded);
    assert_eq!(bench.cloud.changing_calls(), 1);
}

#[tokio::test]
async fn another_value_makes_the_next_version() {
    let bench = Bench::new();
    bench.write(&one(told("old"))).await;
    assert_eq!(bench.write(&one(told("new"))).await, Outcome::Succeeded);
    assert_eq!(bench.seen("new").await, "SecureString v2, value as wanted");
}

#[tokio::test]
async fn another_key_makes_the_next_version() {
    let bench = Bench::new();
    bench.write(&one(told(CANARY))).await;
    let key = KmsKeyRef::parse("alias/acme").unwrap();
    let protection = Protection::Encrypted { key: key.clone() };
    bench.write(&protected(protection, told(CANARY))).await;
    assert_eq!(bench.described("/acme/a").await.unwrap().key, Some(key));
}

#[tokio::test]
async fn a_change_names_the_service_that_must_be_restarted() {
    let bench = Bench::new();
    let name = "/tetrascience/production/ECS/ts-service-web/A";
    bench
        .write(&at(name, Protection::default(), told("old")))
        .await;
    bench
        .write(&at(name, Protection::default(), told("new")))
        .await;
    let warning = bench.finding("secret-needs-restart");
    insta::assert_snapshot!(warning, @"warns parameter-production-ecs-ts-service-web-a-dfe0e7d0: ts-service-web goes on with the old value of /tetrascience/production/ECS/ts-service-web/A. It reads the parameter only when it starts. deploy restarts it once this is written. Where it is not to: aws ecs update-service --service ts-service-web --force-new-deployment, with its cluster.");
}

#[tokio::test]
async fn a_string_is_made_a_secure_string_only_with_consent() {
    let bench = Bench::new();
    bench.holds("/acme/a", ParameterType::String, CANARY);
    assert_eq!(bench.write(&one(told(CANARY))).await, Outcome::Blocked);
    assert_eq!(bench.seen(CANARY).await, "String v1, value as wanted");
    let plan = bench.plan(&one(told(CANARY))).await;
    let (_, asked) = plan.consents().next().unwrap();
    insta::assert_snapshot!(asked.loses, @"SSM cannot make a String a SecureString: /acme/a is removed and made anew, and the old version history, labels and policies are lost.");
}

#[tokio::test]
async fn with_consent_a_string_is_removed_and_made_a_secure_string() {
    let bench = Bench::new();
    bench.holds("/acme/a", ParameterType::String, CANARY);
    assert_eq!(
        bench.write_agreed(&one(told(CANARY))).await,
        Outcome::Succeeded
    );
    assert_eq!(bench.seen(CANARY).await, "SecureString v1, value as wanted");
}

#[tokio::test]
async fn a_string_whose_new_value_cannot_be_read_is_not_removed() {
    let bench = Bench::new();
    bench.holds("/acme/a", ParameterType::String, CANARY);
    let secrets = one(ValueFrom::Named(variable("A")));
    assert_eq!(bench.write_agreed(&secrets).await, Outcome::Blocked);
    assert_eq!(bench.seen(CANARY).await, "String v1, value as wanted");
}

#[tokio::test]
async fn a_source_that_is_not_there_keeps_the_parameter_and_says_that_it_was_not_compared() {
    let bench = Bench::new();
    bench.write(&one(told(CANARY))).await;
    let error = SourceError::new(SourceErrorKind::Missing, "A is not set", "Set A.");
    assert_eq!(
        bench
            .write(&one(from(Err(error), SourceKind::Rereadable)))
            .await,
        Outcome::Succeeded
    );
    assert_eq!(bench.seen(CANARY).await, "SecureString v1, value as wanted");
    insta::assert_snapshot!(bench.finding("secret-not-compared"), @"warns parameter-acme-a-fb2a31e3: /acme/a is kept as it is (SecureString, version 1): A is not set. It is known by type and version only, and may hold an older value. Set A.");
}

#[tokio::test]
async fn a_value_with_nothing_to_compare_it_with_is_not_checked_by_verify() {
    let bench = Bench::new();
    bench.write(&one(told(CANARY))).await;
    let missing = SourceError::new(SourceErrorKind::Missing, "A is not set", "Set A.");
    for source in [from(Err(missing), SourceKind::Rereadable), spent()] {
        let verdict = bench.verdict(&one(source)).await;
        let unlooked = matches!(&verdict, Verdict::NotChecked { finding } if finding.id == "secret-not-compared");
        assert!(unlooked, "{verdict:?}");
    }
}

#[tokio::test]
async fn another_key_blocks_where_there_is_no_value_to_encrypt_anew() {
    let bench = Bench::new();
    bench.write(&one(told(CANARY))).await;
    let key = KmsKeyRef::parse("alias/acme").unwrap();
    let missing = SourceError::new(SourceErrorKind::Missing, "A is not set", "Set A.");
    let source = from(Err(missing), SourceKind::Rereadable);
    let secrets = protected(Protection::Encrypted { key }, source);
    let verdict = bench.verdict(&secrets).await;
    assert!(matches!(verdict, Verdict::Differs), "{verdict:?}");
    assert_eq!(bench.write(&secrets).await, Outcome::Blocked);
    insta::assert_snapshot!(bench.finding("secret-unreadable"), @"blocks parameter-acme-a-fb2a31e3: /acme/a is encrypted with another key than alias/acme, and A is not set. The platform's services read it when they start, and the Service Layer starts them. Set A.");
}

#[tokio::test]
async fn a_source_that_gives_nothing_blocks_with_what_to_do() {
    let error = SourceError::new(SourceErrorKind::Missing, "A is not set", "Set A.");
    let bench = Bench::new();
    let secrets = one(from(Err(error), SourceKind::Rereadable));
    assert_eq!(bench.write(&secrets).await, Outcome::Blocked);
    insta::assert_snapshot!(bench.finding("secret-unreadable"), @"blocks parameter-acme-a-fb2a31e3: A is not set. The platform's services read it when they start, and the Service Layer starts them. Set A.");
}

#[tokio::test]
async fn a_source_that_was_not_passed_blocks_and_is_named() {
    let bench = Bench::new();
    bench
        .write(&one(ValueFrom::Named(variable("BOX_CLIENT_ID"))))
        .await;
    insta::assert_snapshot!(bench.finding("secret-source-missing"), @"blocks parameter-acme-a-fb2a31e3: /acme/a is to come from the environment variable BOX_CLIENT_ID, and the program that runs this passed no such source. The platform's services read it when they start, and the Service Layer starts them. Pass the sources of the deployment's secrets when its steps are made.");
}

#[tokio::test]
async fn a_source_passed_by_its_name_gives_the_value() {
    let bench = Bench::new();
    let secrets = one(ValueFrom::Named(variable("A")));
    let source = Told {
        value: Ok(Secret::new(CANARY.to_owned())),
        kind: SourceKind::Rereadable,
    };
    let sources = Sources::none().with(variable("A"), Arc::new(source));
    bench.run(secrets.write_steps(&sources, &[]), &[]).await;
    assert_eq!(bench.seen(CANARY).await, "SecureString v1, value as wanted");
}

#[tokio::test]
async fn every_parameter_that_is_blocked_is_told_in_the_plan() {
    let secrets = box_secrets(
        ValueFrom::Named(variable("A")),
        ValueFrom::Named(variable("B")),
    );
    let plan = Bench::new().plan(&secrets).await;
    let blocked = plan.steps.iter().filter(|step| step.findings.block());
    assert_eq!(blocked.count(), 3);
}

#[tokio::test]
async fn a_value_that_ssm_refuses_blocks_before_any_call() {
    let bench = Bench::new();
    bench.write(&one(told("{{canary-7f3a}}"))).await;
    insta::assert_snapshot!(bench.finding("secret-value-refused"), @"blocks parameter-acme-a-fb2a31e3: the value that the test's source gives for /acme/a cannot be written: it holds {{, which SSM takes for a reference. The platform's services read it when they start, and the Service Layer starts them. Give it another value there.");
    assert_eq!(bench.cloud.changing_calls(), 0);
}

#[tokio::test]
async fn a_value_is_taken_over_from_another_parameter() {
    let bench = Bench::new();
    bench.holds("/acme/shared", ParameterType::SecureString, CANARY);
    let secrets = one(ValueFrom::Parameter(path("/acme/shared")));
    assert_eq!(bench.write(&secrets).await, Outcome::Succeeded);
    assert_eq!(bench.seen(CANARY).await, "SecureString v1, value as wanted");
}

#[tokio::test]
async fn a_value_is_taken_over_again_when_the_other_parameter_changes() {
    let bench = Bench::new();
    let secrets = one(ValueFrom::Parameter(path("/acme/shared")));
    bench.holds("/acme/shared", ParameterType::SecureString, "old");
    bench.write(&secrets).await;
    bench.holds("/acme/shared", ParameterType::SecureString, "new");
    bench.write(&secrets).await;
    assert_eq!(bench.seen("new").await, "SecureString v2, value as wanted");
}

#[tokio::test]
async fn a_parameter_to_take_over_that_is_not_there_blocks() {
    let bench = Bench::new();
    bench
        .write(&one(ValueFrom::Parameter(path("/acme/shared"))))
        .await;
    insta::assert_snapshot!(bench.finding("secret-copy-missing"), @"blocks parameter-acme-a-fb2a31e3: /acme/a is to have the value of the parameter /acme/shared, which is not there. The platform's services read it when they start, and the Service Layer starts them. Write that parameter, or name another source.");
}

#[tokio::test]
async fn a_plan_says_what_is_made_and_where_its_value_comes_from() {
    let plan = Bench::new().plan(&one(told(CANARY))).await;
    insta::assert_snapshot!(serde_json::to_string_pretty(&plan.steps[0].entry).unwrap(), @r#"
    {
      "entry": "change",
      "action": "create",
      "changes": [
        {
          "field": "/acme/a",
          "before": null,
          "after": "SecureString, key alias/aws/ssm, value of the test's source"
        }
      ],
      "minutes": [
        0,
        1
      ]
    }
    "#);
}

#[tokio::test]
async fn what_is_written_is_proven_by_type_and_version() {
    let bench = Bench::new();
    bench.write(&one(told(CANARY))).await;
    let events = bench.events.lock().unwrap();
    let seen = events.iter().find_map(|event| match &event.kind {
        EventKind::Verified { evidence } => Some(evidence[0].seen.clone()),
        _ => None,
    });
    insta::assert_snapshot!(seen.unwrap(), @"SecureString, version 1; its value is that of the test's source");
}
