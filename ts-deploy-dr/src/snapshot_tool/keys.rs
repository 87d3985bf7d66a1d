//! The two keys that copies go through.

use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::{AccountId, KmsKeyArn, Region};
use ts_deploy_core::layer::Inputs;

use super::component::{rds_key_wire, source_key_wire};
use super::{DestinationKey, SnapshotToolDraft, SourceKey};

/// One of the keys: the parameter that carries it, where it is decided and where it must be.
struct Role<'a> {
    parameter: &'static str,
    at: &'static str,
    account: &'a AccountId,
    region: &'a Region,
    place: &'static str,
    why: &'static str,
    remedy: &'static str,
}

fn source(draft: &SnapshotToolDraft) -> Role<'_> {
    Role {
        parameter: "KmsKeySource",
        at: "disaster_recovery.snapshot_tool.source_key",
        account: &draft.main_account,
        region: &draft.target.region,
        place: "the main account and region",
        why: "The tool decrypts the shared snapshots with it; with another, every copy fails.",
        remedy: "Give the key behind alias/ts-rds-production in the main account and region.",
    }
}

fn destination(draft: &SnapshotToolDraft) -> Role<'_> {
    Role {
        parameter: "KmsKeyDestination",
        at: "disaster_recovery.snapshot_tool.destination_key",
        account: &draft.target.account,
        region: &draft.destination_region,
        place: "the DR account and region",
        why: "The copies are encrypted with it where they are kept; with another, every copy fails.",
        remedy: "Give the output DRRDSKMSKey of the DR stack.",
    }
}

pub(super) fn check(draft: &SnapshotToolDraft, found: &mut Findings) {
    if let SourceKey::Given(key) = &draft.source_key {
        misplaced(&source(draft), key, found);
    }
    if let DestinationKey::Given(key) = &draft.destination_key {
        misplaced(&destination(draft), key, found);
    }
}

pub(super) fn check_inputs(draft: &SnapshotToolDraft, inputs: &Inputs) -> Findings {
    let mut found = Findings::none();
    let awaited = [
        (
            draft.source_key == SourceKey::OfAlias,
            source_key_wire(),
            source(draft),
        ),
        (
            draft.destination_key == DestinationKey::FromDrStack,
            rds_key_wire(),
            destination(draft),
        ),
    ];
    for (is_awaited, wire, role) in awaited {
        let Some(text) = inputs.wires.get(&wire).filter(|_| is_awaited) else {
            continue;
        };
        match KmsKeyArn::parse(text.as_str()) {
            Ok(key) => misplaced(&role, &key, &mut found),
            Err(refused) => found.push(
                Finding::blocks("snapshot-key-malformed", role.at, refused.to_string())
                    .why(format!("It is the {wire}, for {}.", role.parameter))
                    .remedy(role.remedy)
                    .row("T2"),
            ),
        }
    }
    found
}

fn misplaced(role: &Role<'_>, key: &KmsKeyArn, found: &mut Findings) {
    let mut push = |id, seen| {
        let finding = Finding::blocks(id, role.at, seen);
        found.push(finding.why(role.why).remedy(role.remedy).row("T2"));
    };
    if let Some(account) = key.account().filter(|account| account != role.account) {
        let seen = format!(
            "the key of {} belongs to account {account}, and {} are {} in {}",
            role.parameter, role.place, role.account, role.region
        );
        push("snapshot-key-of-another-account", seen);
    }
    if let Some(region) = key.region().filter(|region| region != role.region) {
        let seen = format!(
            "the key of {} is in {region}, and {} are {} in {}",
            role.parameter, role.place, role.account, role.region
        );
        push("snapshot-key-in-another-region", seen);
    }
}
