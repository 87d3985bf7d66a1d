//! Each decision in each of its shapes, and the combinations that have none.

use super::{
    EXISTING_VPC, FULL, changed, data_layer, deployment, finding, found, ids, minimal, remedy,
    service_layer, with_option,
};

const ZONE: &str = "existing_zone: { zone: Z0123456789ABCDEFGHIJ, certificate: issued_by_acm }";
const CERTIFICATE: &str = "arn:aws:acm:us-east-1:111122223333:certificate/abc";

fn with_dns(dns: &str) -> String {
    minimal(&[(ZONE, dns)])
}

#[test]
fn p0_nobody_at_the_vendor_named_is_a_warning() {
    let warning = finding(&minimal(&[]), "not-agreed-with-vendor");
    insta::assert_snapshot!(warning, @r#"warns agreed_with_vendor: Nobody at the vendor is named who agreed to the infrastructure name and the Elasticsearch sizes. The documents ask to validate them with the vendor; the name cannot be changed. Ask the vendor, then add agreed_with_vendor: { by: NAME, date: "2026-10-01" }"#);
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
fn p0_the_day_may_be_said_as_on_as_well() {
    let text = changed(FULL, &[("date: \"2026-10-01\"", "on: 2026-10-01")]);
    let agreed = deployment(&text).agreed.unwrap();
    assert_eq!(agreed.on, jiff::civil::date(2026, 10, 1));
}

#[test]
fn p0_an_agreement_needs_a_day() {
    let text = with_option("agreed_with_vendor: { by: Jane Doe }");
    insta::assert_snapshot!(found(&text), @r#"33:1 field-missing agreed_with_vendor.date: "date" is missing from agreed_with_vendor."#);
}

#[test]
fn p0_two_days_are_refused() {
    let text = with_option("agreed_with_vendor: { by: J, date: 2026-10-01, on: 2026-10-02 }");
    insta::assert_snapshot!(found(&text), @"33:52 choice-not-single agreed_with_vendor.on: agreed_with_vendor says the day twice, as date and as on.");
}

#[test]
fn p0_an_agreement_that_does_not_read_is_not_taken_for_none() {
    let text = with_option("agreed_with_vendor: { by: Jane Doe, date: yesterday }");
    assert!(!ids(&text).contains(&"not-agreed-with-vendor".to_owned()));
}

#[test]
fn p1_left_out_disaster_recovery_means_one_place_and_none() {
    let text = minimal(&[]);
    assert_eq!(deployment(&text).targets.len(), 1);
    assert!(data_layer(&text).contains("disaster_recovery: None"));
}

const STACK: &str = r#"  stack:
    template: { url: "https://acme-templates.s3.us-east-2.amazonaws.com/dr.yml" }
"#;

const OUTPUTS: &str = "  outputs:
    datalake_kms_key: arn:aws:kms:us-east-2:444455556666:key/12345678-1234-1234-1234-123456789012
    datalake_bucket: acme-tetra-dr-datalake
    stream_bucket: acme-tetra-dr-stream
    backup_bucket: acme-tetra-dr-backup
    local_artifacts_bucket: acme-tetra-dr-artifacts
";

#[test]
fn p1_disaster_recovery_takes_account_and_region_from_the_target_dr() {
    let layer = data_layer(&changed(FULL, &[(STACK, OUTPUTS)]));
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
    insta::assert_snapshot!(found(&text), @"25:1 dr-target-missing disaster_recovery: Disaster recovery is on, but no target dr says where it is.");
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
    let outputs = OUTPUTS.replace("    backup_bucket: acme-tetra-dr-backup\n", "");
    let text = changed(FULL, &[(STACK, &outputs)]);
    let found = found(&text);
    assert!(
        found.contains(
            r#"field-missing disaster_recovery.outputs.backup_bucket: "backup_bucket" is missing"#
        ),
        "{found}"
    );
}

#[test]
fn r13_the_dr_stack_is_named_after_the_infrastructure() {
    let settings = deployment(FULL).disaster_recovery.unwrap();
    assert_eq!(settings.stack.unwrap().name.as_str(), "acme-tetra-dr");
}

#[test]
fn r13_outputs_and_a_stack_exclude_each_other() {
    let both = format!("{STACK}{OUTPUTS}");
    let text = changed(FULL, &[(STACK, &both)]);
    assert!(ids(&text).contains(&"choice-not-single".to_owned()));
}

#[test]
fn r13_disaster_recovery_without_outputs_and_stack_is_refused() {
    let text = changed(FULL, &[(STACK, "")]);
    assert!(ids(&text).contains(&"field-missing".to_owned()));
}

#[test]
fn t2_the_snapshot_tool_takes_what_is_decided() {
    let settings = deployment(FULL).disaster_recovery.unwrap();
    let tool = settings.snapshot_tool.unwrap();
    assert_eq!(tool.code_bucket.unwrap().as_str(), "acme-snapshot-tool");
    assert_eq!(tool.retention_days, Some(30));
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
    insta::assert_snapshot!(found(&with_dns(dns)), @"25:30 certificate-cannot-be-issued web.dns.new_zone.certificate: web.dns.new_zone.certificate is issued_by_acm, which it cannot be here.");
}

#[test]
fn p5_a_customers_own_dns_has_no_spelling_for_a_certificate_that_acm_issues() {
    let dns = "customer_managed: { certificate: issued_by_acm }";
    insta::assert_snapshot!(found(&with_dns(dns)), @"25:38 certificate-cannot-be-issued web.dns.customer_managed.certificate: web.dns.customer_managed.certificate is issued_by_acm, which it cannot be here.");
    insta::assert_snapshot!(remedy(&with_dns(dns), "certificate-cannot-be-issued"), @"Give the ARN of a certificate that is issued already, or use existing_zone.");
}

#[test]
fn p5_no_certificate_at_all_has_to_be_asked_for() {
    insta::assert_snapshot!(found(&with_dns("customer_managed: {}")), @r#"25:5 field-missing web.dns.customer_managed.certificate: "certificate" is missing from web.dns.customer_managed."#);
}
