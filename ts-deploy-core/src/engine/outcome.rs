//! How a command ended: not success or failure, but one of these.

use serde::{Deserialize, Serialize};

/// How a run, or any command, ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The input is wrong; nothing was changed.
    Invalid,
    /// Another operator is driving this deployment.
    OtherDriver,
    /// The journal cannot be written or is not whole; nothing further was done.
    Journal,
    /// Something forbids to go on, or the plan is not the approved one.
    Blocked,
    /// The deployment, or verify, failed.
    Failed,
    /// It still runs in AWS; run again to attach.
    Running,
    /// Credentials or network are lost; what was begun goes on. Run again to attach.
    LostSight,
    /// Watching was stopped; what was begun goes on. Run again to attach.
    Cancelled,
    /// A gate is open: a person has to act.
    WaitingForPerson,
    /// Done.
    Succeeded,
    /// The person said no.
    Declined,
}

impl Outcome {
    /// Every outcome, the first that applies first.
    pub const ALL: [Self; 11] = [
        Self::Invalid,
        Self::OtherDriver,
        Self::Journal,
        Self::Blocked,
        Self::Failed,
        Self::Running,
        Self::LostSight,
        Self::Cancelled,
        Self::WaitingForPerson,
        Self::Succeeded,
        Self::Declined,
    ];

    /// The exit code of a command that ended so.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Invalid => 2,
            Self::OtherDriver => 6,
            Self::Journal => 7,
            Self::Blocked => 3,
            Self::Failed => 1,
            Self::Running | Self::LostSight | Self::Cancelled => 5,
            Self::WaitingForPerson => 4,
            Self::Succeeded | Self::Declined => 0,
        }
    }

    /// The word in JSON: `lost_sight`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::OtherDriver => "other_driver",
            Self::Journal => "journal",
            Self::Blocked => "blocked",
            Self::Failed => "failed",
            Self::Running => "running",
            Self::LostSight => "lost_sight",
            Self::Cancelled => "cancelled",
            Self::WaitingForPerson => "waiting_for_person",
            Self::Succeeded => "succeeded",
            Self::Declined => "declined",
        }
    }

    /// What it means, as one clause.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Invalid => {
                "the input is wrong: spec, options, feature not built in, no credentials, no terminal to ask on and neither `--yes` nor `--approve`; nothing was changed"
            }
            Self::OtherDriver => "another operator is driving this deployment",
            Self::Journal => {
                "the journal cannot be read or written, or is not whole; nothing further was done"
            }
            Self::Blocked => "something forbids to go on, or the plan is not the approved one",
            Self::Failed => "the deployment (or verify) failed",
            Self::Running => "still running in AWS: run again to attach",
            Self::LostSight => {
                "nothing could be seen any more (throttled, or credentials or network lost), what was begun goes on: run again to attach"
            }
            Self::Cancelled => "watching was stopped, what was begun goes on: run again to attach",
            Self::WaitingForPerson => "a gate is open: a person has to act",
            Self::Succeeded => "done",
            Self::Declined => "the person said no",
        }
    }

    /// The outcomes as a Markdown table: the one in the documentation is made from it.
    pub fn table() -> String {
        let rows = Self::ALL.iter().map(|outcome| {
            format!(
                "| {} | `{}` | {} |\n",
                outcome.exit_code(),
                outcome.as_str(),
                outcome.meaning()
            )
        });
        let head = "| code | outcome | meaning |\n|---|---|---|\n".to_owned();
        std::iter::once(head).chain(rows).collect()
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_of_an_outcome_is_the_word_it_serialises_to() {
        for outcome in Outcome::ALL {
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.as_str());
        }
    }

    #[test]
    fn the_page_on_exit_codes_holds_the_table_of_outcomes() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/exit-codes.md");
        let page = std::fs::read_to_string(path).unwrap();
        let table: String = page
            .split_inclusive('\n')
            .filter(|line| line.starts_with('|'))
            .collect();
        assert_eq!(
            table,
            Outcome::table(),
            "docs/exit-codes.md differs from the code: put the table on the right there"
        );
    }
}
