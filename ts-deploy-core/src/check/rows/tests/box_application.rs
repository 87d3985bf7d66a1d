//! R14.

use std::collections::BTreeMap;

use futures::executor::block_on;

use super::{found, main_target, passed, start};
use crate::check::rows::BoxApplicationCheck;
use crate::check::{Check, CheckContext, Verdict};
use crate::finding::Severity;
use crate::ids::ParameterPath;
use crate::port::parameter_store::{
    ParameterValue, ParameterWriter, Protection, PutMode, PutRequest,
};
use crate::secret::Secret;
use crate::sim::SimCloud;
use crate::target::TargetName;

const PATHS: [&str; 2] = [
    "/tetrascience/production/ECS/ts-service-link-file/BOX_CLIENT_ID",
    "/tetrascience/production/ECS/ts-service-link-file/BOX_CLIENT_SECRET",
];

fn path(text: &str) -> ParameterPath {
    ParameterPath::parse(text).unwrap()
}

/// What the check says where these parameters are there.
fn with(there: &[&str]) -> Verdict {
    let cloud = SimCloud::new(7, start());
    let place = cloud.at(&main_target());
    for one in there {
        let request = PutRequest {
            name: path(one),
            value: ParameterValue::Given(Secret::new("of-box".to_owned())),
            protection: Protection::Plain,
            mode: PutMode::Create {
                tags: BTreeMap::new(),
            },
        };
        block_on(place.put(&request)).unwrap();
    }
    let ports = cloud.ports(&[main_target()]);
    let cx = CheckContext {
        ports: ports.readers(),
        now: start(),
    };
    let check = BoxApplicationCheck::new(TargetName::Main, PATHS.map(path));
    Verdict::of(&check, block_on(check.look(&cx)))
}

#[test]
fn an_application_whose_id_and_secret_are_in_ssm_passes() {
    assert!(!passed(&with(&PATHS)).is_empty());
}

#[test]
fn an_application_of_which_something_is_missing_informs_with_the_steps_in_box() {
    let verdict = with(&PATHS[..1]);
    assert_eq!(verdict.severity(), Some(Severity::Informs));
    assert_eq!(verdict.findings()[0].id, "box-application");
    let found = found(&verdict);
    assert!(
        found.contains("BOX_CLIENT_SECRET. ") && found.contains("Create New App"),
        "{found}"
    );
}
