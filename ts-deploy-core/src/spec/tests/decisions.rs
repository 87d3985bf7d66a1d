//! Each decision in each of its shapes, and the combinations that have none.

use super::{EXISTING_VPC, FULL, changed, data_layer, deployment, found, minimal, service_layer};
use crate::deployment::Credentials;
use crate::finding::Finding;
use crate::spec::read;
use crate::target::TargetName;

const ZONE: &str = "existing_zone: { zone: Z0123456789ABCDEFGHIJ, certificate: issued_by_acm }";
const CERTIFICATE: &str = "arn:aws:acm:us-east-1:111122223333:certificate/abc";

fn finding(text: &str, id: &str) -> Finding {
    let reading = read(text);
    let located = reading.findings.into_iter().find(|l| l.finding.id == id);
    located.unwrap().finding
}

fn with_dns(dns: &str) -> String {
    minimal(&[(ZONE, dns)])
}

fn with_option(option: &str) -> String {
    minimal(&[("data_layer:", &format!("{option}\ndata_layer:"))])
}

#[test]
fn p0_nobody_at_the_vendor_named_is_a_warning() {
    let warning = finding(&minimal(&[]), "not-agreed-with-vendor");
    insta::assert_snapshot!(warning, @"warns agreed_with_vendor: Nobody at the vendor is named who agreed to the infrastructure name and the Elasticsearch sizes. The documents ask to validate them with the vendor; the name cannot be changed. Ask the vendor, then add agreed_with_vendor: { by: NAME, on: 2026-10-01 }");
}

#[test]
fn p0_the_agreement_is_kept_with_name_and_day() {
    let agreed = deployment(FULL).agreed.unwrap();
    assert_eq!(
        (agreed.by.as_str(), agreed.on),
        ("Jane Doe, TetraScience", jiff::civil::date(2026, 10, 1))
    );
}

#[test]
fn p1_left_out_disaster_recovery_means_one_place_and_none() {
    let text = minimal(&[]);
    assert_eq!(deployment(&text).targets.len(), 1);
    assert!(data_layer(&text).contains("disaster_recovery: None"));
}

#[test]
fn p1_disaster_recovery_takes_account_and_region_from_the_target_dr() {
    let layer = data_layer(FULL);
    assert!(
        layer.contains(
            r#"DisasterRecovery { account: AccountId("444455556666"), region: Region("us-east-2")"#
        ),
        "{layer}"
    );
    assert!(
        layer.contains(r#"stream_bucket: BucketName("acme-tetra-dr-stream")"#),
        "{layer}"
    );
}

#[test]
fn p1_disaster_recovery_without_its_target_is_refused() {
    let text = changed(FULL, &[("  dr: { account", "  # dr: { account")]);
    insta::assert_snapshot!(found(&text), @"23:1 dr-target-missing disaster_recovery: Disaster recovery is on, but no target dr says where it is.");
}

#[test]
fn p1_a_target_without_disaster_recovery_is_refused() {
    let text = minimal(&[(
        "us-east-1 }",
        "us-east-1 }\n  dr: { account: \"444455556666\", region: us-east-2 }",
    )]);
    insta::assert_snapshot!(found(&text), @"15:3 dr-target-unused targets.dr: The target dr is given, but disaster recovery is off.");
}

#[test]
fn p1_an_output_left_out_is_refused() {
    let text = changed(FULL, &[("    backup_bucket: acme-tetra-dr-backup\n", "")]);
    insta::assert_snapshot!(found(&text), @r#"24:3 field-missing disaster_recovery.outputs.backup_bucket: "backup_bucket" is missing from disaster_recovery.outputs."#);
}

#[test]
fn p2_a_new_vpc_has_its_block() {
    let layer = data_layer(&minimal(&[]));
    assert!(
        layer.contains("NewVpc { cidr: Cidr(10.40.0.0/16) }"),
        "{layer}"
    );
}

#[test]
fn p2_an_existing_vpc_has_its_subnets_and_its_way_out() {
    let layer = data_layer(EXISTING_VPC);
    assert!(
        layer.contains(r#"id: VpcId("vpc-0a1b2c3d4e5f60718")"#),
        "{layer}"
    );
    assert!(
        layer.contains("egress: CorporateNetwork { public_subnets: [] }"),
        "{layer}"
    );
    assert!(
        layer.contains("isolated: Some(IsolatedSubnets {"),
        "{layer}"
    );
}

#[test]
fn p2_traffic_may_leave_by_nat_gateways_in_public_subnets() {
    let nat = "nat: { public_subnets: [subnet-0a1b2c3d4e5f60716, subnet-0a1b2c3d4e5f60717] }";
    let layer = data_layer(&changed(EXISTING_VPC, &[("corporate_network: {}", nat)]));
    assert!(
        layer.contains(r#"Nat { public_subnets: [SubnetId("subnet-0a1b2c3d4e5f60716"), "#),
        "{layer}"
    );
}

#[test]
fn p2_a_new_and_an_existing_vpc_at_once_are_refused() {
    let text = changed(
        EXISTING_VPC,
        &[(
            "network:\n",
            "network:\n  new_vpc: { cidr: 10.40.0.0/16 }\n",
        )],
    );
    insta::assert_snapshot!(found(&text), @"15:1 choice-not-single network: network chooses all of new_vpc, existing_vpc.");
}

#[test]
fn p3_internal_and_internet_reach_both_layers() {
    assert!(data_layer(&minimal(&[])).contains("exposed_on_internet: false"));
    let text = minimal(&[("access: internal", "access: internet")]);
    assert!(data_layer(&text).contains("exposed_on_internet: true"));
    assert!(service_layer(&text).contains("access: Internet"));
}

#[test]
fn p3_another_word_is_refused_with_the_known_ones() {
    let text = minimal(&[("access: internal", "access: public")]);
    insta::assert_snapshot!(found(&text), @r#"23:11 field-unknown web.access: "public" is not known here."#);
    assert_eq!(
        finding(&text, "field-unknown").remedy,
        "Known are internal, internet."
    );
}

#[test]
fn p4_each_place_of_the_records_has_its_shape() {
    let layer = |dns: &str| service_layer(&with_dns(dns));
    assert!(layer(ZONE).contains(r#"ExistingZone { zone: HostedZoneId("Z0123456789ABCDEFGHIJ")"#));
    assert!(layer(&format!("new_zone: {{ certificate: {CERTIFICATE} }}")).contains("NewZone {"));
    assert!(
        layer("customer_managed: { certificate: unencrypted_http }").contains("CustomerManaged {")
    );
}

#[test]
fn p4_two_places_at_once_are_refused() {
    let two = format!("{ZONE}\n    new_zone: {{ certificate: {CERTIFICATE} }}");
    insta::assert_snapshot!(found(&with_dns(&two)), @"24:3 choice-not-single web.dns: web.dns chooses all of existing_zone, new_zone.");
}

#[test]
fn p5_a_certificate_is_given_where_it_may_be() {
    for dns in [
        format!(
            "existing_zone: {{ zone: Z0123456789ABCDEFGHIJ, certificate: {{ given: {CERTIFICATE} }} }}"
        ),
        format!("customer_managed: {{ certificate: {{ given: {CERTIFICATE} }} }}"),
    ] {
        let layer = service_layer(&with_dns(&dns));
        assert!(
            layer.contains(&format!("Given(CertificateArn(\"{CERTIFICATE}\"))")),
            "{layer}"
        );
    }
}

#[test]
fn p5_plain_http_has_no_spelling_where_a_zone_exists() {
    let dns = "existing_zone: { zone: Z0123456789ABCDEFGHIJ, certificate: unencrypted_http }";
    insta::assert_snapshot!(found(&with_dns(dns)), @r#"25:64 field-unknown web.dns.existing_zone.certificate: "unencrypted_http" is not known here."#);
}

#[test]
fn p5_a_new_zone_has_no_spelling_for_a_certificate_that_acm_issues() {
    let dns = "new_zone: { certificate: issued_by_acm }";
    insta::assert_snapshot!(found(&with_dns(dns)), @r#"25:30 value-invalid web.dns.new_zone.certificate: "issued_by_acm" is not the ARN of an ACM certificate: it is written arn:PARTITION:acm:REGION:ACCOUNT:certificate/ID."#);
}

#[test]
fn p5_a_customers_own_dns_has_no_spelling_for_a_certificate_that_acm_issues() {
    let dns = "customer_managed: { certificate: issued_by_acm }";
    insta::assert_snapshot!(found(&with_dns(dns)), @r#"25:38 field-unknown web.dns.customer_managed.certificate: "issued_by_acm" is not known here."#);
}

#[test]
fn p5_no_certificate_at_all_has_to_be_asked_for() {
    insta::assert_snapshot!(found(&with_dns("customer_managed: {}")), @r#"25:5 field-missing web.dns.customer_managed.certificate: "certificate" is missing from web.dns.customer_managed."#);
}

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
fn p6_true_is_not_on() {
    insta::assert_snapshot!(found(&with_option("integrations: { anylink: true }")), @"33:26 shape-wrong integrations.anylink: integrations.anylink is true, where one of off | on | on: … is expected.");
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
    insta::assert_snapshot!(warning, @"warns integrations.egnyte: Egnyte is on, and its secrets in SSM are yours to write. Containers read them when they start. Before the Service Layer is launched, write as SecureString: /tetrascience/production/ECS/ts-service-web/INT_EGNYTE_CLIENT_ID.");
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
    insta::assert_snapshot!(remedy, @"Before the Service Layer is launched, write as SecureString: /tetrascience/test/ECS/ts-service-link-file/BOX_CLIENT_ID, /tetrascience/test/ECS/ts-service-web/INT_BOX_CLIENT_ID, /tetrascience/test/ECS/ts-service-link-file/BOX_CLIENT_SECRET.");
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
        &[("windows_workers: on", "windows_workers: off")],
    );
    assert!(data_layer(&text).contains("windows_workers: false"));
    assert!(service_layer(&text).contains("windows_workers: Off"));
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
