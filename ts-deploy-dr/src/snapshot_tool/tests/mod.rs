mod contract;
mod refused;
mod runtime;
mod sent;

use ts_deploy_core::ids::KmsKeyArn;
use ts_deploy_core::target::{Target, TargetName};

use super::{DbInstanceId, SnapshotTool};
use crate::fixture::{DR, target};

fn place() -> Target {
    target(TargetName::DrInMainRegion, DR, "us-east-1")
}

fn key(region: &str, account: &str) -> KmsKeyArn {
    KmsKeyArn::parse(format!("arn:aws:kms:{region}:{account}:key/1")).unwrap()
}

fn database() -> DbInstanceId {
    DbInstanceId::parse("ts-platform-production").unwrap()
}

/// A builder with what is required.
macro_rules! tool {
    () => {
        crate::snapshot_tool::SnapshotTool::builder()
            .target(crate::snapshot_tool::tests::place())
            .main_account(crate::fixture::account(crate::fixture::MAIN))
            .destination_region(crate::fixture::region("us-east-2"))
    };
}
use tool;

fn documented() -> SnapshotTool {
    tool!().build().unwrap()
}
