//! The log group that the tool's stack makes, whose name is one in the account and region.

use ts_deploy_core::error::chain;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::{StackName, printable};
use ts_deploy_core::layer::Inputs;
use ts_deploy_core::parameter::Contract;
use ts_deploy_core::plan::StepError;
use ts_deploy_core::port::Readers;
use ts_deploy_core::port::log_group::{LogGroup, LogGroupReader};

use super::SnapshotTool;

const KEY: &str = "LogGroupName";
const AT: &str = "disaster_recovery.snapshot_tool.log_group_name";
const WHY: &str = "Its name is one in the account and region: a stack that would make it once more fails, and all that \
                   it made is rolled back. Every snapshot tool has the same name there unless it is given another.";

impl SnapshotTool {
    /// The name that the log group gets: as decided, else the template's default; `None` for a
    /// template that declares none.
    pub fn log_group(&self, contract: &Contract) -> Option<String> {
        let declared = contract.get(KEY)?;
        let sent = self.parameters(&Inputs::default());
        let sent = sent.plain(KEY).map(str::to_owned);
        sent.or_else(|| declared.default.clone())
    }

    /// Whether somebody has the log group already that the stack `stack` would make, looked at while
    /// that is not there.
    ///
    /// # Errors
    /// [`StepError`] when nobody answered who could tell.
    pub async fn check_log_group(
        &self,
        stack: &StackName,
        contract: &Contract,
        ports: Readers<'_>,
    ) -> Result<Findings, StepError> {
        let Some(name) = self.log_group(contract) else {
            return Ok(Findings::none());
        };
        let reader = match ports.get::<dyn LogGroupReader>(self.target().name) {
            Ok(reader) => reader,
            Err(missing) => return Ok(not_checked(&name, &missing.to_string()).into()),
        };
        Ok(match reader.log_group(&name).await {
            Ok(None) => Findings::none(),
            Ok(Some(group)) => self.taken(stack, &group).into(),
            Err(error) if error.kind.is_loss_of_sight() => return Err(error.into()),
            Err(error) => not_checked(&name, &chain(&error)).into(),
        })
    }

    fn taken(&self, stack: &StackName, group: &LogGroup) -> Finding {
        let (name, target) = (printable(&group.name, 512), self.target());
        let (account, region) = (&target.account, &target.region);
        let made = group.created;
        let made = made.map_or_else(String::new, |at| format!(", made {at},"));
        let seen = format!(
            "the log group {name} is there already in {account} in {region}{made} and the stack {stack} would make it"
        );
        Finding::blocks("log-group-taken", AT, seen)
            .why(WHY)
            .remedy(format!(
                "If another snapshot tool runs there, give this one a log group of its own ({AT}: {name}-{stack}), and a \
                 pattern that finds no database of the other: two tools delete each other's copies. If an earlier tool \
                 left it behind: aws logs delete-log-group --log-group-name {name} --region {region}."
            ))
            .row("T2")
    }
}

fn not_checked(name: &str, why: &str) -> Finding {
    let name = printable(name, 512);
    let seen = format!("not checked: whether the log group {name} is there already: {why}");
    Finding::warns("log-group-not-checked", AT, seen)
        .why(WHY)
        .remedy(format!(
            "Look before the stack is made: aws logs describe-log-groups --log-group-name-prefix {name}."
        ))
        .row("T2")
}
