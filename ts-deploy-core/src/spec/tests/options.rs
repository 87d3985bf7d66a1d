//! Integrations, sizes, images, products and credentials.

use super::{
    EXISTING_VPC, FULL, changed, data_layer, deployment, finding, found, minimal, service_layer,
    with_option,
};
use crate::deployment::{Credentials, Requested};
use crate::port::mail::{ContactLanguage, MailType};
use crate::target::TargetName;

#[test]
fn p6_an_integration_left_out_is_off() {
    assert!(
        data_layer(&minimal(&[])).contains("Integrations { anylink: Off, egnyte: Off, box_: Off }")
    );
}

#[test]
fn p6_the_words_on_and_off_are_read_plain_and_in_quotes() {
    for (word, read_as) in [("on", "On { parameters: [] }"), ("off", "Off")] {
        for written in [word.to_owned(), format!("\"{word}\"")] {
            let layer = data_layer(&with_option(&format!(
                "integrations: {{ anylink: {written} }}"
            )));
            assert!(layer.contains(&format!("anylink: {read_as}")), "{layer}");
        }
    }
}

#[test]
fn p6_true_and_false_are_what_some_readers_make_of_on_and_off() {
    for (word, read_as) in [("true", "On { parameters: [] }"), ("False", "Off")] {
        let layer = data_layer(&with_option(&format!(
            "integrations: {{ anylink: {word} }}"
        )));
        assert!(layer.contains(&format!("anylink: {read_as}")), "{layer}");
    }
}

#[test]
fn p6_a_name_that_some_readers_make_true_is_on_with_its_parameters() {
    let layer = data_layer(&with_option(
        "integrations: { anylink: { true: { parameters: { EnableAnylink: \"yes\" } } } }",
    ));
    assert!(
        layer.contains(r#"anylink: On { parameters: [(ParameterKey("EnableAnylink"), "yes")] }"#),
        "{layer}"
    );
}

#[test]
fn p6_true_in_quotes_is_not_on() {
    insta::assert_snapshot!(found(&with_option("integrations: { anylink: \"true\" }")), @r#"33:26 field-unknown integrations.anylink: "true" is not known here."#);
}

#[test]
fn a_choice_without_on_and_off_does_not_take_true() {
    insta::assert_snapshot!(found(&with_option("eks_image: true")), @"33:12 shape-wrong eks_image: eks_image is true, where one of provided | custom: … is expected.");
}

#[test]
fn p6_an_integration_is_on_with_the_parameters_that_carry_it() {
    let layer = data_layer(FULL);
    assert!(
        layer.contains(r#"anylink: On { parameters: [(ParameterKey("EnableAnylink"), "true")] }"#),
        "{layer}"
    );
}

#[test]
fn p7_egnyte_warns_of_the_secret_it_needs() {
    let warning = finding(
        &with_option("integrations: { egnyte: on }"),
        "integration-needs-secrets",
    );
    insta::assert_snapshot!(warning, @"warns integrations.egnyte: Egnyte is on, and its secrets in SSM are yours to write. Containers read them when they start. Name their sources below it, as client_id: { env: NAME }, or write as SecureString before the Service Layer is launched: /tetrascience/production/ECS/ts-service-web/INT_EGNYTE_CLIENT_ID.");
}

#[test]
fn p8_box_warns_of_the_secrets_it_needs_in_the_environment_that_was_set() {
    let text = minimal(&[
        ("data_layer:", "integrations: { box: on }\ndata_layer:"),
        (
            "  provisioned_product: acme-data-layer",
            "  provisioned_product: acme-data-layer\n  extra_parameters: { Environment: test }",
        ),
    ]);
    let remedy = finding(&text, "integration-needs-secrets").remedy;
    insta::assert_snapshot!(remedy, @"Name their sources below it, as client_id: { env: NAME }, or write as SecureString before the Service Layer is launched: /tetrascience/test/ECS/ts-service-link-file/BOX_CLIENT_ID, /tetrascience/test/ECS/ts-service-web/INT_BOX_CLIENT_ID, /tetrascience/test/ECS/ts-service-link-file/BOX_CLIENT_SECRET.");
}

#[test]
fn p9_sizes_left_out_are_the_documented_ones() {
    let layer = data_layer(&minimal(&[]));
    assert!(
        layer.contains("Elasticsearch { master_instance_type: None"),
        "{layer}"
    );
}

#[test]
fn p9_sizes_given_reach_the_data_layer() {
    let layer = data_layer(FULL);
    for size in [
        "data_instance_count: Some(4), data_volume_gb: Some(250), backup_interval: Some(Hours(6))",
        r#"Backups { interval: Some(Hours(12)), schedule: Some(BackupSchedule("0 1,13 * * ? *")), retention_days: Some(30) }"#,
        "log_retention: Some(LogRetentionDays(180))",
    ] {
        assert!(layer.contains(size), "{size}\n{layer}");
    }
}

#[test]
fn p9_sizes_given_reach_the_service_layer() {
    let layer = service_layer(FULL);
    for size in [
        "connector_max_memory_mb: Some(4096), task_throughput: Some(40)",
        r#"windows_workers: OnType(InstanceType("t3.large"))"#,
        "capacity: Some(Capacity { min: 2, max: 6 })",
        r#"min_key: ParameterKey("AnylinkMinCapacity")"#,
    ] {
        assert!(layer.contains(size), "{size}\n{layer}");
    }
}

#[test]
fn p10_the_image_is_the_providers_or_the_customers_own() {
    assert!(data_layer(&with_option("eks_image: provided")).contains("eks_image: Provided"));
    let layer = data_layer(FULL);
    assert!(
        layer.contains(r#"Custom { ami: "ami-0a1b2c3d4e5f60718""#),
        "{layer}"
    );
}

#[test]
fn p10_the_customers_own_image_needs_its_id() {
    insta::assert_snapshot!(found(&with_option("eks_image: custom")), @r#"33:12 shape-wrong eks_image: eks_image is "custom" without what it needs."#);
}

#[test]
fn the_key_pair_reaches_the_data_layer() {
    let layer = data_layer(FULL);
    assert!(
        layer.contains(r#"key_pair: Some(("acme-eks", Some(ParameterKey("KeyPairName"))))"#),
        "{layer}"
    );
}

#[test]
fn windows_workers_switched_off_reach_both_layers() {
    let text = changed(
        EXISTING_VPC,
        &[("windows_workers: \"on\"", "windows_workers: off")],
    );
    assert!(data_layer(&text).contains("windows_workers: false"));
    assert!(service_layer(&text).contains("windows_workers: Off"));
}

#[test]
fn windows_workers_may_be_true_or_false() {
    for (word, read_as) in [("true", "On"), ("false", "Off")] {
        let written = format!("windows_workers: {word}");
        let text = changed(EXISTING_VPC, &[("windows_workers: \"on\"", &written)]);
        let read_as = format!("windows_workers: {read_as},");
        assert!(service_layer(&text).contains(&read_as), "{word}");
    }
}

#[test]
fn a_product_is_named_or_given_by_its_id_but_not_both() {
    let name = "product: Tetra Data Platform - Data Layer";
    let by_id = minimal(&[(name, "product_id: prod-abcdefghijklm")]);
    assert!(data_layer(&by_id).contains(r#"Id(ProductId("prod-abcdefghijklm"))"#));
    let both = minimal(&[(name, &format!("{name}\n  product_id: prod-abcdefghijklm"))]);
    insta::assert_snapshot!(found(&both), @"35:15 choice-not-single data_layer.product_id: data_layer names a product both by name and by id.");
    let neither = minimal(&[(name, "version: v1.0.0")]);
    insta::assert_snapshot!(found(&neither), @"33:1 field-missing data_layer.product: data_layer names no product.");
}

#[test]
fn a_version_is_the_latest_unless_it_is_named() {
    assert!(data_layer(&minimal(&[])).contains("version: Latest"));
    let named = minimal(&[(
        "  provisioned_product",
        "  version: 1.0\n  provisioned_product",
    )]);
    assert!(data_layer(&named).contains(r#"Named(ProductVersionName("1.0"))"#));
}

#[test]
fn credentials_come_from_the_role_that_the_spec_names() {
    let deployment = deployment(EXISTING_VPC);
    let Credentials::AssumeRole {
        role,
        external_id,
        duration_seconds,
        ..
    } = &deployment.target(TargetName::Main).unwrap().credentials
    else {
        panic!("{:?}", deployment.targets);
    };
    assert_eq!(role.as_str(), "arn:aws:iam::111122223333:role/deployer");
    assert_eq!(external_id.as_deref(), Some("acme-deployer"));
    assert_eq!(*duration_seconds, Some(4 * 3600));
}

#[test]
fn both_places_of_the_dr_account_share_its_credentials() {
    let deployment = deployment(FULL);
    for place in [TargetName::Dr, TargetName::DrInMainRegion] {
        let settings = deployment.target(place).unwrap();
        assert_eq!(
            settings.credentials,
            Credentials::Profile("acme-dr".to_owned())
        );
    }
}

#[test]
fn a_profile_beside_a_role_is_refused() {
    let text = changed(
        EXISTING_VPC,
        &[("    assume_role:", "    profile: acme\n    assume_role:")],
    );
    insta::assert_snapshot!(found(&text), @"10:14 choice-not-single targets.main.profile: targets.main names both a profile and a role to assume.");
}

#[test]
fn tags_reach_both_layers() {
    assert!(
        data_layer(FULL).contains(r#"tags: {"cost-center": "4711", "owner": "platform-team"}"#)
    );
    assert!(
        service_layer(FULL).contains(r#"tags: {"cost-center": "4711", "owner": "platform-team"}"#)
    );
}

#[test]
fn extra_parameters_keep_their_order_and_their_text() {
    let text = minimal(&[(
        "  provisioned_product: acme-data-layer",
        "  provisioned_product: acme-data-layer\n  extra_parameters: { Zeta: 007, Alpha: true, Beta: \"\" }",
    )]);
    let layer = data_layer(&text);
    assert!(
        layer.contains(
            r#"{ParameterKey("Zeta"): Plain("007"), ParameterKey("Alpha"): Plain("true"), ParameterKey("Beta"): Plain("")}"#
        ),
        "{layer}"
    );
}

/// What is asked for beside the products.
fn requested(option: &str) -> Requested {
    deployment(&with_option(option)).requested
}

#[test]
fn nothing_is_asked_for_where_nothing_is_said() {
    assert_eq!(deployment(&minimal(&[])).requested, Requested::default());
}

#[test]
fn r10_the_file_of_the_private_key_is_taken_as_it_is_written() {
    let option =
        "key_pair: { name: acme-eks, parameter: KeyPairName, private_key_file: keys/a.pem }";
    let file = requested(option).private_key_file.unwrap();
    assert_eq!(file, std::path::Path::new("keys/a.pem"));
}

#[test]
fn r11_a_certificate_that_signs_itself_needs_no_chain() {
    let files = requested("certificate_files: { certificate: c.pem, private_key: k.pem }");
    assert_eq!(files.certificate_files.unwrap().chain, None);
}

#[test]
fn r12_production_access_is_asked_for_in_english_for_single_mails_when_not_said() {
    let option =
        "production_access: { website: \"https://www.acme.example\", use_case: Invitations }";
    let asked = requested(option).production_access.unwrap();
    assert_eq!(asked.mail_type, MailType::Transactional);
    assert_eq!(asked.language, ContactLanguage::En);
}

#[test]
fn l1b_each_service_gets_the_documented_path_and_the_default_output() {
    let text = with_option("custom_dns: { services: [ts-service-web] }");
    let secrets = deployment(&text).secrets;
    let shown: Vec<String> = secrets
        .parameters()
        .iter()
        .map(|one| format!("{} {} {}", one.row, one.path, one.value))
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @"L1b /tetrascience/production/ECS/ts-service-web/POSTGRES_HOST the output RDSEndpoint of acme-data-layer");
}

#[test]
fn t9_the_platforms_own_account_in_the_vendors_place_is_refused_where_it_stands() {
    let option = "vendor_log_access: { vendor: { account: \"111122223333\" }, external_id: acme }";
    insta::assert_snapshot!(found(&with_option(option)), @"33:41 vendor-is-own-account vendor_log_access.vendor.account: the vendor's account is the platform's own account, 111122223333");
}
