//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::SignedDuration;

/// Plan, rehearse, run and prove a deployment of the TetraScience data platform
#[derive(Debug, Parser)]
#[command(name = "ts-deploy", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Options that every command knows
    #[command(flatten)]
    pub(crate) options: Options,
}

/// Options that every command knows.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// The cloud to work on; sim is a rehearsal that needs no account
    #[arg(long, global = true, value_enum, default_value_t = Backend::Sim)]
    pub(crate) backend: Backend,
    /// The journal's folder, or `s3://BUCKET/PREFIX` with --backend aws
    /// [default: .ts-deploy/NAME beside the spec]
    #[arg(long, global = true, value_name = "DIR|s3://…")]
    pub(crate) journal: Option<PathBuf>,
    /// How to print
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
    /// Agree to the plan; never confirms what a person has to do
    #[arg(long, global = true)]
    pub(crate) yes: bool,
    /// Look at a running change no sooner than this after the last look [default: 10s]
    #[arg(long, global = true, value_name = "DURATION", value_parser = duration)]
    pub(crate) poll_floor: Option<SignedDuration>,
    /// Look at a running change no later than this after the last look [default: 5m]
    #[arg(long, global = true, value_name = "DURATION", value_parser = duration)]
    pub(crate) poll_ceiling: Option<SignedDuration>,
    /// A PEM file of authorities to trust beside the system's, where the network inspects TLS
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) ca_bundle: Option<PathBuf>,
    /// Simulated seconds per second, or max [default: 1200 on a terminal, max without one]
    #[arg(long, global = true, value_parser = Speed::parse)]
    pub(crate) speed: Option<Speed>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print a commented sample spec
    Init {
        /// Show every field with its default and meaning
        #[arg(long)]
        full: bool,
    },
    /// Print the JSON Schema of the spec
    Schema {
        /// Of the files that --script takes instead
        #[arg(long)]
        script: bool,
    },
    /// Show everything that is wrong or doubtful about a spec, without any call
    Validate(Spec),
    /// Show what a component sends
    Params {
        #[command(flatten)]
        spec: Spec,
        /// The component
        #[arg(value_enum)]
        layer: Layer,
        /// Print JSON for the AWS CLI instead of a table
        #[arg(long = "as", value_enum)]
        shape: Option<Shape>,
    },
    /// Show what a deploy would do, step by step, and change nothing
    Plan(Spec),
    /// Look at the accounts: what is missing or doubtful before a deploy, and how to mend it
    Preflight {
        #[command(flatten)]
        spec: Spec,
        /// Then mend what these rows found, or all that can be mended when none is named: --fix R8,R9
        #[arg(long, value_name = "ROW", num_args = 0.., value_delimiter = ',', value_parser = row)]
        fix: Option<Vec<String>>,
        #[command(flatten)]
        consents: Allow,
    },
    /// Deploy; run again, it resumes, attaches, or finds nothing to do
    Deploy {
        #[command(flatten)]
        spec: Spec,
        /// Refuse any plan but the one of this digest
        #[arg(long, value_name = "DIGEST", value_parser = digest)]
        approve: Option<String>,
        /// Do not look at the accounts first, nor again right before a launch
        #[arg(long)]
        no_preflight: bool,
        #[command(flatten)]
        consents: Allow,
        #[command(flatten)]
        rehearsal: Rehearsal,
    },
    /// Show where each component stands now
    Status(Platform),
    /// Record that a person did their part
    Confirm {
        #[command(flatten)]
        platform: Platform,
        /// The step that asks for it
        #[arg(value_name = "STEP")]
        step: String,
        /// Who did it
        #[arg(long, value_name = "NAME")]
        by: String,
        /// What they add
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Look at everything again, and fail on any difference
    Verify(Platform),
    /// Remove what was deployed
    Destroy {
        #[command(flatten)]
        platform: Platform,
        #[command(flatten)]
        consents: Allow,
        #[command(flatten)]
        rehearsal: Rehearsal,
    },
    /// Print the least IAM policy that a phase needs, as JSON; what it cannot say goes to stderr
    Policy {
        #[command(flatten)]
        spec: Spec,
        /// What is to be done with these rights
        #[arg(long, value_enum)]
        phase: Phase,
        /// Only the policy of this account [default: every account of the phase]
        #[arg(long, value_name = "ACCOUNT")]
        account: Option<String>,
    },
    /// Disaster recovery: a drill that changes nothing, and the recovery
    #[command(subcommand)]
    Dr(Dr),
    /// Prove a journal whole
    #[command(subcommand)]
    Journal(Journal),
}

/// The document.
#[derive(Args, Debug)]
pub(crate) struct Spec {
    /// The spec: a YAML or JSON file
    #[arg(value_name = "SPEC")]
    pub(crate) path: PathBuf,
}

/// One of the two platforms that a document can be about.
#[derive(Args, Debug)]
pub(crate) struct Platform {
    #[command(flatten)]
    pub(crate) spec: Spec,
    /// The platform that dr recover brought up in the DR account, instead of the spec's own
    #[arg(long)]
    pub(crate) recovery: bool,
}

/// Consents.
#[derive(Args, Debug)]
pub(crate) struct Allow {
    /// Consent for one step: destroy:data-layer to what can lose something, recreate:data-layer to make
    /// anew what was deployed and is gone, adopt:data-layer to change what another deployment made,
    /// reveal:STEP to write a secret in plain text
    #[arg(long = "allow", value_name = "CONSENT")]
    pub(crate) words: Vec<String>,
}

/// What to do about disaster recovery.
#[derive(Debug, Subcommand)]
pub(crate) enum Dr {
    /// Show whether the platform could be recovered today, and what would be lost
    Drill(Spec),
    /// Plan to bring the platform up in the DR account; with --yes do it
    Recover {
        #[command(flatten)]
        spec: Spec,
        /// Refuse any plan but the one of this digest
        #[arg(long, value_name = "DIGEST", value_parser = digest)]
        approve: Option<String>,
        #[command(flatten)]
        consents: Allow,
        #[command(flatten)]
        rehearsal: Rehearsal,
    },
}

/// What a rehearsal plays.
#[derive(Args, Debug)]
pub(crate) struct Rehearsal {
    /// In a rehearsal, let go wrong what this YAML or JSON file says
    #[arg(long = "script", value_name = "FILE")]
    pub(crate) script: Option<PathBuf>,
}

/// What to do with a journal.
#[derive(Debug, Subcommand)]
pub(crate) enum Journal {
    /// Prove a journal whole, or name the first record that is not
    Verify {
        /// The journal's folder, or `s3://BUCKET/PREFIX`
        path: PathBuf,
        /// The head hash that was printed at the end of the last run
        #[arg(long)]
        head: Option<String>,
    },
}

/// What rights are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Phase {
    /// Looking at the accounts
    Preflight,
    /// Mending what the checks find
    Fix,
    /// Deploying and removing the products
    Deploy,
    /// Looking only: plan, status, verify, attach
    Watch,
    /// Disaster recovery: stacks, drill, recovery
    Dr,
    /// Single sign-on
    Sso,
}

impl From<Phase> for ts_deploy_core::policy::Phase {
    fn from(phase: Phase) -> Self {
        match phase {
            Phase::Preflight => Self::Preflight,
            Phase::Fix => Self::Fix,
            Phase::Deploy => Self::Deploy,
            Phase::Watch => Self::Watch,
            Phase::Dr => Self::Dr,
            Phase::Sso => Self::Sso,
        }
    }
}

/// Where to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Backend {
    /// The simulated cloud
    Sim,
    /// AWS
    Aws,
}

/// How to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Human,
    /// One JSON object a line
    Json,
}

/// A component whose parameters can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Layer {
    /// The Data Layer
    Data,
    /// The Service Layer
    Service,
    /// The DR stack
    Dr,
    /// The snapshot tool
    SnapshotTool,
}

/// A shape that the AWS CLI takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shape {
    /// [{"Key": …, "Value": …}]
    ServiceCatalog,
    /// [{"ParameterKey": …, "ParameterValue": …}]
    Cloudformation,
}

/// A duration as people write it.
fn duration(text: &str) -> Result<SignedDuration, String> {
    text.parse()
        .map_err(|_| "write a duration such as 30s or 5m".to_owned())
}

/// A plan's digest as a plan shows it.
/// A row of the documents: what is none stands behind `--fix` by mistake, as a spec does.
fn row(text: &str) -> Result<String, String> {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let letters = text.len() - digits.len();
    let numbered = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
    if (1..=2).contains(&letters) && numbered {
        Ok(text.to_owned())
    } else {
        Err("a row is written R8, and --fix takes all words behind it as rows: give the spec before it".to_owned())
    }
}

fn digest(text: &str) -> Result<String, String> {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if text.len() == 64 && text.bytes().all(hex) {
        Ok(text.to_owned())
    } else {
        Err("a plan's digest is 64 hexadecimal digits, as plan shows them at its end".to_owned())
    }
}

/// How fast simulated time passes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Speed {
    /// As fast as it goes.
    Max,
    /// So many simulated seconds a second.
    Times(f64),
}

impl Speed {
    fn parse(text: &str) -> Result<Self, String> {
        let times = text
            .parse()
            .ok()
            .filter(|times: &f64| times.is_finite() && *times > 0.0);
        match (text, times) {
            ("max", _) => Ok(Self::Max),
            (_, Some(times)) => Ok(Self::Times(times)),
            _ => Err("a speed is a number above 0, or max".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory as _;

    use super::*;

    /// What takes a value, of a command and those below it.
    fn values(command: &clap::Command, found: &mut BTreeSet<String>) {
        let takes = command.get_arguments();
        let takes = takes.filter(|one| one.get_action().takes_values());
        found.extend(takes.map(|one| one.get_id().to_string()));
        for below in command.get_subcommands() {
            values(below, found);
        }
    }

    fn all() -> Vec<String> {
        let mut found = BTreeSet::new();
        values(&Cli::command(), &mut found);
        found.into_iter().collect()
    }

    // What is on the command line is seen by everybody on the machine. Before a word is added here:
    // a secret comes from a variable, a file or standard input.
    #[test]
    fn what_is_given_on_the_command_line_is_known_and_no_secret() {
        insta::assert_snapshot!(all().join(" "), @"account approve backend by ca_bundle fix format head journal layer note path phase poll_ceiling poll_floor script shape speed step words");
    }

    #[test]
    fn nothing_on_the_command_line_is_called_as_a_secret_is() {
        let secret = |name: &&String| ts_deploy_core::secret::sounds_secret(name);
        assert_eq!(all().iter().filter(secret).collect::<Vec<_>>(), [""; 0]);
    }
}
