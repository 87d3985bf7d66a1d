//! The commands.

mod confirm;
mod dr;
mod drive;
mod journal;
mod known;
mod look;
mod policy;
mod preflight;
mod print;
mod run;
mod shown;

use serde_json::json;

use ts_deploy_core::engine::Outcome;

use crate::cli::{Cli, Command, Dr, Format};
use crate::show;
use run::Told;

/// Says to programs how a command ended that could not do its part.
pub(crate) fn finish(outcome: Outcome, error: &str) {
    let exit = outcome.exit_code();
    let end = json!({"event": "finished", "outcome": outcome, "exit": exit, "error": error});
    show::out(&end.to_string());
}

/// Runs the command and says why it could not, if it could not.
pub(crate) async fn run(cli: &Cli) -> Outcome {
    let options = &cli.options;
    show::about(options);
    let answer = match &cli.command {
        Command::Init { full } => Ok(print::init(options.format, *full)),
        Command::Schema { script } => Ok(print::schema(options.format, *script)),
        Command::Validate(spec) => print::validate(options, &spec.path),
        Command::Params { spec, layer, shape } => {
            print::params(options, &spec.path, *layer, *shape)
        }
        Command::Preflight {
            spec,
            fix,
            consents,
        } => preflight::preflight(options, &spec.path, fix.as_deref(), &consents.words).await,
        Command::Policy {
            spec,
            phase,
            account,
        } => policy::policy(options, &spec.path, *phase, account.as_deref()),
        Command::Plan(spec) => look::plan(options, &spec.path).await,
        Command::Status(platform) => look::status(options, platform).await,
        Command::Confirm {
            platform,
            step,
            by,
            note,
        } => confirm::confirm(options, platform, step, by, note.as_deref()).await,
        Command::Verify(platform) => look::verify(options, platform).await,
        Command::Deploy {
            spec,
            approve,
            no_preflight,
            consents,
            rehearsal,
        } => {
            let told = Told::new(&consents.words, rehearsal);
            run::deploy(options, &spec.path, approve.as_deref(), !no_preflight, told).await
        }
        Command::Destroy {
            platform,
            consents,
            rehearsal,
        } => run::destroy(options, platform, Told::new(&consents.words, rehearsal)).await,
        Command::Dr(Dr::Drill(spec)) => dr::drill(options, &spec.path).await,
        Command::Dr(Dr::Recover {
            spec,
            approve,
            consents,
            rehearsal,
        }) => {
            let told = Told::new(&consents.words, rehearsal);
            dr::recover(options, &spec.path, approve.as_deref(), told).await
        }
        Command::Journal(command) => journal::run(options, command).await,
    };
    let outcome = answer.unwrap_or_else(|stop| {
        show::err(&stop.message);
        if options.format == Format::Json {
            finish(stop.outcome, stop.error());
        }
        stop.outcome
    });
    // How a run ended is no less true when it could not be told.
    if show::unwritable() && !drives(&cli.command) {
        Outcome::Failed
    } else {
        outcome
    }
}

/// True for a command that changes something, and whose end tells where that stands.
fn drives(command: &Command) -> bool {
    match command {
        Command::Deploy { .. }
        | Command::Destroy { .. }
        | Command::Confirm { .. }
        | Command::Preflight { fix: Some(_), .. }
        | Command::Dr(Dr::Recover { .. }) => true,
        Command::Init { .. }
        | Command::Schema { .. }
        | Command::Validate(_)
        | Command::Params { .. }
        | Command::Preflight { .. }
        | Command::Policy { .. }
        | Command::Plan(_)
        | Command::Status(_)
        | Command::Verify(_)
        | Command::Dr(Dr::Drill(_))
        | Command::Journal(_) => false,
    }
}
