//! What people and programs see.

mod alike;
mod drill;
mod duration;
mod finding;
mod left_behind;
mod lines;
mod obstacles;
mod parameters;
mod plan;
mod preflight;
mod row;
mod screen;
#[cfg(test)]
mod screen_tests;
mod status;
mod wrap;

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Once, OnceLock};

use ts_deploy_core::ids::printable;
use ts_deploy_core::plan::StepId;

use crate::cli::{Backend, Options};

pub(crate) use drill::drill;
pub(crate) use duration::{minutes, span};
pub(crate) use finding::findings;
use finding::unlooked;
pub(crate) use left_behind::left_behind;
pub(crate) use lines::{Lines, ending};
pub(crate) use obstacles::{missing_consents, obstacles, obstacles_json};
pub(crate) use parameters::{
    json as parameters_json, object as parameters_object, table as parameters_table,
};
pub(crate) use plan::plan;
pub(crate) use preflight::{findings as preflight_findings, kept as kept_preflight, preflight};
pub(crate) use screen::Screen;
pub(crate) use status::{journal as journal_status, standing, verdicts};

static CLOSED: AtomicBool = AtomicBool::new(false);
static UNWRITABLE: AtomicBool = AtomicBool::new(false);
static RECOVERY: AtomicBool = AtomicBool::new(false);
/// The options by which another command finds the same journal.
static JOURNAL: OnceLock<String> = OnceLock::new();
static CLOSING: tokio::sync::Notify = tokio::sync::Notify::const_new();

/// Prints what a command was asked for, on stdout. When nobody reads it any more, nothing is
/// printed from then on.
pub(crate) fn out(text: &str) {
    if CLOSED.load(Ordering::SeqCst) {
        return;
    }
    let mut stdout = std::io::stdout().lock();
    if let Err(error) = writeln!(stdout, "{text}").and_then(|()| stdout.flush()) {
        CLOSED.store(true, Ordering::SeqCst);
        CLOSING.notify_waiters();
        // Somebody who stops reading has seen enough; a full disk has not.
        if error.kind() != std::io::ErrorKind::BrokenPipe {
            UNWRITABLE.store(true, Ordering::SeqCst);
            err(&format!("error: stdout cannot be written: {error}"));
        }
    }
}

/// Prints what people read, on stdout, as wide as the terminal there is; as it is where there is none.
pub(crate) fn say(text: &str) {
    out(&in_columns(text, &console::Term::stdout()));
}

/// `text` in the columns of a terminal.
fn in_columns(text: &str, term: &console::Term) -> String {
    match term.size_checked().filter(|_| term.is_term()) {
        Some((_, columns)) => wrap::fitted(text, usize::from(columns).max(NARROWEST)),
        None => text.to_owned(),
    }
}

/// How many columns the terminal has that people read on; more than are ever used where there is none.
pub(crate) fn columns() -> usize {
    let terms = [console::Term::stdout(), console::Term::stderr()];
    let mut terms = terms.iter().filter(|term| term.is_term());
    let size = terms.find_map(console::Term::size_checked);
    size.map_or(usize::MAX, |(_, columns)| {
        usize::from(columns).max(NARROWEST)
    })
}

/// True on a terminal without room for columns of ids and titles beside what is said of them.
fn is_narrow() -> bool {
    columns() < ROOMY
}

/// So many columns have room for ids and titles beside what is said of them.
const ROOMY: usize = 110;
/// On fewer columns than these nothing is broken into lines: a terminal that tells so few is none.
const NARROWEST: usize = 20;

/// True when something that was asked for could not be written.
pub(crate) fn unwritable() -> bool {
    UNWRITABLE.load(Ordering::SeqCst)
}

/// From now on what is said is about a recovered platform, not about the spec's own.
pub(crate) fn about_a_recovery() {
    RECOVERY.store(true, Ordering::SeqCst);
}

/// From now on commands to be typed find the journal that these options name.
pub(crate) fn about(options: &Options) {
    let mut words = String::new();
    if options.backend == Backend::Aws {
        words.push_str(" --backend aws");
    }
    if let Some(journal) = &options.journal {
        let journal = journal.display().to_string();
        words = format!("{words} --journal {}", printable(&journal, 400));
    }
    // A process runs one command.
    let _ = JOURNAL.set(words);
}

/// The command that confirms a step.
fn confirming(step: &StepId) -> String {
    let recovery = if RECOVERY.load(Ordering::SeqCst) {
        " --recovery"
    } else {
        ""
    };
    let journal = JOURNAL.get().map_or("", String::as_str);
    format!("ts-deploy confirm SPEC {step}{recovery}{journal} --by NAME")
}

/// `text` as a terminal may show it and whole: what proves something, or is to be copied, is broken into
/// lines and never cut.
pub(crate) fn whole(text: &str) -> String {
    printable(text, usize::MAX)
}

/// So many of what is called `one`: `1 step`, `4 steps`.
fn counted(number: usize, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {one}{plural}")
}

/// Tells the person something, on stderr.
pub(crate) fn err(text: &str) {
    // Nobody is left to tell when stderr is closed.
    let text = in_columns(text, &console::Term::stderr());
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Tells the person that this is a rehearsal: once, however often a command opens it.
pub(crate) fn rehearses(words: &str) {
    static SAID: Once = Once::new();
    SAID.call_once(|| err(words));
}

/// True once nobody reads stdout any more, or it cannot be written.
pub(crate) fn is_closed() -> bool {
    CLOSED.load(Ordering::SeqCst)
}

/// Resolves when nobody reads stdout any more.
pub(crate) async fn closed() {
    let closing = CLOSING.notified();
    if !CLOSED.load(Ordering::SeqCst) {
        closing.await;
    }
}

/// True when a person watches.
pub(crate) fn is_terminal() -> bool {
    std::io::stderr().is_terminal()
}

/// True when what is asked for goes to a terminal.
pub(crate) fn prints_on_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// True when a person can be asked.
pub(crate) fn can_ask() -> bool {
    is_terminal() && std::io::stdin().is_terminal()
}

/// Asks on the terminal; anything but yes is no.
pub(crate) fn ask(question: &str) -> bool {
    let mut stderr = std::io::stderr().lock();
    let _ = write!(stderr, "{question} [y/N] ").and_then(|()| stderr.flush());
    let mut line = String::new();
    let read = std::io::stdin().read_line(&mut line);
    read.is_ok() && matches!(line.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_told_in_the_singular() {
        let told = [0, 1, 2].map(|number| counted(number, "step"));
        assert_eq!(told, ["0 steps", "1 step", "2 steps"]);
    }
}
