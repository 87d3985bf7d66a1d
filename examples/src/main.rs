//! `ts-deploy`: plans, rehearses, runs and proves a deployment of the platform from one document.
//!
//! The reference consumer of the library: everything here goes through its public API.

mod answer;
#[cfg(feature = "aws")]
mod aws;
mod backend;
mod built;
mod cancel;
mod cli;
mod command;
mod compose;
mod document;
mod place;
mod session;
mod show;

use std::process::ExitCode;

use clap::Parser as _;

use ts_deploy_core::engine::Outcome;

/// Whether the arguments ask for JSON; what they ask for otherwise could not be told.
fn asks_for_json() -> bool {
    let words: Vec<_> = std::env::args_os().collect();
    words.iter().any(|word| word == "--format=json")
        || words
            .windows(2)
            .any(|pair| matches!(pair, [option, value] if option == "--format" && value == "json"))
}

fn main() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, not mistakes.
            let code = if error.use_stderr() {
                Outcome::Invalid.exit_code()
            } else {
                0
            };
            let _ = error.print();
            if error.use_stderr() && asks_for_json() {
                command::finish(Outcome::Invalid, error.to_string().trim_end());
            }
            return ExitCode::from(code);
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(command::run(&cli)),
        Err(error) => {
            show::err(&format!("error: this machine gives no event loop: {error}"));
            Outcome::Failed
        }
    };
    ExitCode::from(outcome.exit_code())
}
