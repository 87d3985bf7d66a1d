//! A second client, the AWS CLI, which understands what the overlays answer.

use serde_json::Value;
use ts_deploy_core::target::Target;
use ts_deploy_tests::emulator::{Keys, Offered};
use ts_deploy_tests::{FULL, deployment};

use crate::board::notice_board;
use crate::desk::Ran;
use crate::ground::Ground;

/// Somebody with the AWS CLI and a product to launch.
pub(crate) struct Session {
    pub(crate) ground: Ground,
    pub(crate) target: Target,
    pub(crate) keys: Keys,
    pub(crate) board: Offered,
}

impl Session {
    pub(crate) fn new() -> Self {
        let ground = Ground::new();
        let target = deployment(FULL).targets.remove(0).target;
        let keys = ground.emulator.user(&target, "somebody").unwrap();
        let board = ground.offer(&target, &keys, &notice_board()).remove(0);
        ground.emulator.seconds_per_look(300).unwrap();
        Self {
            ground,
            target,
            keys,
            board,
        }
    }

    /// What the CLI says to a line of words, which are separated by spaces.
    pub(crate) fn run(&self, line: &str) -> Ran {
        let region = self.target.region.to_string();
        let mut command = self.ground.emulator.aws_cli(&self.keys, &region);
        command.args(line.split(' '));
        Ran::of(command)
    }

    /// What it answers, which is no error.
    pub(crate) fn ask(&self, line: &str) -> Value {
        let ran = self.run(line);
        assert_eq!(ran.code, Some(0), "{line}: {}", ran.err);
        serde_json::from_str(&ran.out).unwrap_or_default()
    }

    /// The error that it answers.
    pub(crate) fn refused(&self, line: &str) -> String {
        let ran = self.run(line);
        assert_ne!(ran.code, Some(0), "{line}: {}", ran.out);
        ran.err.trim().to_owned()
    }

    /// The state of a record at its end.
    pub(crate) fn ended(&self, answer: &Value) -> Value {
        let id = answer["RecordDetail"]["RecordId"].as_str().unwrap();
        loop {
            let record = self.ask(&format!("servicecatalog describe-record --id {id}"));
            let status = record["RecordDetail"]["Status"].as_str().unwrap();
            if ["SUCCEEDED", "FAILED"].contains(&status) {
                return record["RecordDetail"].clone();
            }
        }
    }

    /// A launch of the board with these parameters.
    pub(crate) fn launch(&self, parameters: &str) -> String {
        let Offered {
            id, path, versions, ..
        } = &self.board;
        let version = &versions["v1"];
        format!(
            "servicecatalog provision-product --product-id {id} --path-id {path} \
             --provisioning-artifact-id {version} --provisioned-product-name board \
             --provision-token once --provisioning-parameters {parameters}"
        )
    }

    /// An update of the board with these parameters.
    pub(crate) fn update(&self, token: &str, parameters: &str) -> String {
        let Offered { id, versions, .. } = &self.board;
        let version = &versions["v1"];
        format!(
            "servicecatalog update-provisioned-product --provisioned-product-name board \
             --product-id {id} --provisioning-artifact-id {version} --update-token {token} \
             --provisioning-parameters {parameters}"
        )
    }
}

pub(crate) const GIVEN: &str = "Key=Owner,Value=acme Key=Password,Value=swordfish";

#[test]
fn a_launch_an_update_and_a_removal_are_driven_with_the_aws_cli() {
    let session = Session::new();
    let launched = session.ended(&session.ask(&session.launch(GIVEN)));
    assert_eq!(launched["Status"], "SUCCEEDED", "{launched}");
    let size = "Key=Owner,Value=acme Key=Size,Value=3 Key=Password,UsePreviousValue=true";
    let updated = session.ended(&session.ask(&session.update("bigger", size)));
    assert_eq!(updated["Status"], "SUCCEEDED", "{updated}");
    let outputs = "servicecatalog get-provisioned-product-outputs --provisioned-product-name board";
    let outputs = session.ask(&format!("{outputs} --output-keys Places"));
    assert_eq!(outputs["Outputs"][0]["OutputValue"], "3");
    let remove = "servicecatalog terminate-provisioned-product --provisioned-product-name board";
    let removed = session.ended(&session.ask(&format!("{remove} --terminate-token gone")));
    assert_eq!(removed["Status"], "SUCCEEDED", "{removed}");
    let gone = "servicecatalog describe-provisioned-product --name board";
    assert!(session.refused(gone).contains("ResourceNotFoundException"));
}
