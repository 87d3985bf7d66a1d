//! The role through which the vendor reads logs (T9), by the binary: with every service built in.

use serde_json::json;

use crate::desk::Ran;
use crate::ground::IMPORTED;
use crate::tasks_after::{Premises, succeeded};

const ROLE: &str = "acme-acme-tetra-vendor-logs";

/// Premises whose spec lets the vendor read logs, in an account with the boundary that it names.
fn watched() -> Premises {
    let asked = "vendor_log_access: { vendor: { account: \"555566667777\" }, external_id: acme }\n";
    let premises = Premises::new(&format!("{}\n{asked}", *IMPORTED));
    let all =
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
    premises.ask(&format!(
        "iam create-policy --policy-name boundary --policy-document {all}"
    ));
    premises
}

#[test]
fn the_vendors_role_is_made_as_the_spec_decides_and_left_alone_by_a_second_run() {
    let premises = watched();
    premises.deploy();
    let role = &premises.ask(&format!("iam get-role --role-name {ROLE}"))["Role"];
    let trust = &role["AssumeRolePolicyDocument"]["Statement"][0];
    assert_eq!(
        trust["Principal"],
        json!({ "AWS": "arn:aws:iam::555566667777:root" })
    );
    assert_eq!(
        trust["Condition"],
        json!({ "StringEquals": { "sts:ExternalId": "acme" } })
    );
    let boundary = &role["PermissionsBoundary"]["PermissionsBoundaryArn"];
    assert_eq!(boundary, "arn:aws:iam::111122223333:policy/boundary");
    let read = format!("iam get-role-policy --role-name {ROLE} --policy-name read-logs");
    let rights = premises.ask(&read)["PolicyDocument"].to_string();
    assert!(rights.contains("logs:FilterLogEvents"), "{rights}");
    premises.changes();
    premises.deploy();
    assert_eq!(premises.changes(), [""; 0]);
}

/// Does what is left to persons after a deployment: what AWS shows of it, and their word for the rest.
fn persons_parts_done(premises: &Premises) {
    let emulator = &premises.desk.ground.emulator;
    let place = json!({ "account": "111122223333", "region": "us-east-1" });
    emulator.control("mail", &place).unwrap();
    let mut sender = place;
    sender["verified"] = json!("noreply@acme.example");
    emulator.control("mail", &sender).unwrap();
    premises.ask("sesv2 create-email-identity --email-identity noreply@acme.example");
    let endpoint = json!({ "endpoint": "platform-alerts@acme.example" });
    emulator.control("confirm", &endpoint).unwrap();
    for part in [
        "vendor-log-details",
        "organisation-credentials",
        "disable-default-administrator",
        "data-hub",
    ] {
        let words = ["confirm", "SPEC", part, "--backend", "aws", "--by", "Ana"];
        succeeded(premises.desk.command(&words));
    }
}

#[test]
fn verify_shows_the_vendors_role_and_fails_when_somebody_let_another_account_in() {
    let premises = watched();
    premises.deploy();
    persons_parts_done(&premises);
    let verify = || {
        premises
            .desk
            .command(&["verify", "SPEC", "--backend", "aws"])
    };
    let said = succeeded(verify());
    let holds = "assumed by arn:aws:iam::555566667777:root, with the external id acme";
    assert!(said.contains(holds), "{said}");
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"arn:aws:iam::999988887777:root"}}]}"#;
    let update = "iam update-assume-role-policy --role-name";
    premises.ask(&format!("{update} {ROLE} --policy-document {trust}"));
    let ran = Ran::of(verify());
    assert_eq!(ran.code, Some(1), "{} {}", ran.out, ran.err);
    let differs = |line: &str| line.starts_with("vendor-log-access ") && line.contains("DIFFERS");
    assert!(ran.out.lines().any(differs), "{}", ran.out);
}

#[test]
fn destroy_removes_the_vendors_role_with_its_policy() {
    let premises = watched();
    premises.deploy();
    premises.changes();
    succeeded(premises.destroy());
    let changes = premises.changes();
    let of_role = changes.iter().filter(|one| one.contains("Role"));
    let of_role: Vec<&String> = of_role.collect();
    assert_eq!(of_role, ["DeleteRolePolicy", "DeleteRole"]);
    let gone = premises.run(&format!("iam get-role --role-name {ROLE}"));
    assert!(gone.err.contains("NoSuchEntity"), "{}", gone.err);
}
