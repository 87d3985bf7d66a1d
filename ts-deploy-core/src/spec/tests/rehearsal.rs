//! A rehearsal's script, read from its file.

use jiff::SignedDuration;

use super::super::{Located, read, rehearsal, sample};
use crate::ids::ProvisionedProductName;
use crate::sim::{CallFault, Script, ScriptedCall, ScriptedPerson, WorldFault};

fn script(text: &str) -> rehearsal::ScriptReading {
    let deployment = read(&sample(false)).deployment.unwrap();
    rehearsal::read(text, &deployment)
}

/// What is wrong with a script, one finding a line.
fn wrong(text: &str) -> String {
    let reading = script(text);
    assert_eq!(reading.script, None);
    let lines = reading.findings.iter().map(Located::to_string);
    lines.collect::<Vec<_>>().join("\n")
}

fn product(name: &str) -> ProvisionedProductName {
    ProvisionedProductName::parse(name).unwrap()
}

#[test]
fn an_empty_script_is_refused_as_a_script() {
    let wrong = wrong("# nothing\n");
    assert!(wrong.contains("The script is empty."), "{wrong}");
    assert!(wrong.contains("ts-deploy schema --script"), "{wrong}");
    assert!(!wrong.contains("ts-deploy init"), "{wrong}");
}

#[test]
fn an_operation_that_nothing_calls_is_refused_with_the_nearest() {
    let wrong = wrong("calls: [denied: { operation: DescribeRecrd }]");
    let meant = "Did you mean servicecatalog:DescribeRecord?";
    assert!(wrong.contains("calls[0].denied.operation"), "{wrong}");
    assert!(wrong.contains(meant), "{wrong}");
}

#[test]
fn an_operation_of_another_service_than_its_own_is_refused() {
    wrong("calls: [denied: { operation: 'ec2:DescribeRecord' }]");
}

#[test]
fn a_script_says_what_goes_wrong_in_the_world_with_calls_and_with_the_person() {
    let text = "
world:
  - fails: { step: data-layer, resource: Database/Instance, reason: no quota }
  - stalls: { step: service-layer, resource: Services, minutes: 45, times: 2 }
calls:
  - throttled: { operation: DescribeRecord, after: 3, times: 10 }
  - lost_after: { operation: 'servicecatalog:ProvisionProduct' }
person: { takes: 2h }
";
    let expected = Script {
        world: vec![
            WorldFault::ResourceFails {
                product: product("acme-data-layer"),
                resource: "Database/Instance".to_owned(),
                reason: "no quota".to_owned(),
                times: 1,
            },
            WorldFault::Stalls {
                product: product("acme-service-layer"),
                resource: "Services".to_owned(),
                minutes: 45,
                times: 2,
            },
        ],
        calls: vec![
            ScriptedCall::new("DescribeRecord", CallFault::Throttle)
                .after(3)
                .times(10),
            ScriptedCall::new("servicecatalog:ProvisionProduct", CallFault::LostAfter),
        ],
        person: ScriptedPerson::Takes(SignedDuration::from_hours(2)),
    };
    assert_eq!(script(text).script, Some(expected));
}

#[test]
fn all_that_is_wrong_with_a_script_is_told_where_it_stands() {
    let text = "
world:
  - fails: { step: data-laye, resource: Database/Instance, reason: no quota }
  - stall: { step: data-layer }
calls:
  - throttled: { operation: DescribeRecord, after: soon }
  - lost: 3
persons: never
";
    insta::assert_snapshot!(wrong(text), @r#"
    3:20 blocks world[0].fails.step: "data-laye" is no step of a product. Resources belong to the product that a step deploys. Did you mean data-layer? Such steps are data-layer, service-layer.
    4:5 blocks world[1].stall: "stall" is not known here. Did you mean "stalls"? Known are fails, cannot_be_deleted, stalls.
    6:52 blocks calls[0].throttled.after: "soon" is a text, where a whole number is expected. It is compared and counted with. Write digits only, from 0 to 4294967295, without quotes or a unit.
    7:5 blocks calls[1].lost: "lost" is not known here. Did you mean "lost_before"? Known are throttled, lost_before, lost_after, denied, credentials_expired.
    8:1 blocks persons: "persons" is not known here. A field that nobody reads would be a decision dropped in silence. Did you mean "person"? Known are world, calls, person.
    "#);
}

#[test]
fn a_time_that_cannot_pass_is_refused() {
    insta::assert_snapshot!(wrong("person: { takes: -2h }"), @r#"1:18 blocks person.takes: "-2h" is not a duration: it has a unit and is not negative. It would be refused later, when more depends on it. Write a duration, such as 2h"#);
}

#[test]
fn more_faults_than_are_read_are_refused() {
    let one = "  - denied: { operation: DescribeRecord }\n";
    let text = format!("calls:\n{}", one.repeat(super::super::limit::SCRIPTED + 1));
    insta::assert_snapshot!(wrong(&text), @"1:1 blocks calls: calls has 201 faults; at most 200 are read. No deployment needs more. Give those that the deployment needs.");
}

#[test]
fn an_empty_script_is_refused_and_one_without_faults_is_not() {
    assert_eq!(script("").script, None);
    assert_eq!(script("person: confirms").script, Some(Script::default()));
}

#[test]
fn the_sample_scripts_read_and_their_schema_accepts_them() {
    let schema = jsonschema::validator_for(&rehearsal::schema()).unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/rehearsals");
    let mut seen = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let reading = script(&text);
        assert!(reading.script.is_some(), "{:#?}", reading.findings);
        let value: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
        assert!(schema.is_valid(&value), "{value}");
        seen += 1;
    }
    assert!(seen >= 3, "{seen} samples");
}
