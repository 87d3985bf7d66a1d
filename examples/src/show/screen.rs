//! One screen for three hours: a row for each step, lines above them for what happened.

use std::sync::{Mutex, PoisonError};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;

use ts_deploy_core::event::{Event, EventKind};
use ts_deploy_core::finding::Severity;
use ts_deploy_core::plan::StepId;

use super::lines::text;
use super::row::{LENGTH, Row, clock};

const HEAD: &str = "{wide_msg}";
const PLAIN: &str = "{prefix} {wide_msg}";
const RUNNING: &str = "{prefix} {bar:16} {wide_msg}";
const DETAIL: &str = "      {wide_msg}";

/// How many characters of a title a row shows.
const TITLE: usize = 36;
/// With so many steps every one has its row; with more, only some of the quiet ones have.
const SHOWN: usize = 16;
/// How many of those that ended well are shown then, the last ones.
const DONE: usize = 5;
/// How many of those that wait are shown then, the first ones.
const WAITING: usize = 4;

/// The screen.
pub(crate) struct Screen {
    bars: MultiProgress,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What the first line begins with.
    head: String,
    rows: Vec<Step>,
    /// The lines as they are drawn, from the first to the last.
    drawn: Vec<ProgressBar>,
    /// Since when nothing more happens.
    ended: Option<Timestamp>,
}

/// A step and where it stands.
struct Step {
    id: StepId,
    title: String,
    row: Row,
}

/// What one line shows.
struct Line {
    template: &'static str,
    prefix: String,
    part: u64,
    words: String,
}

impl Line {
    fn of(template: &'static str, prefix: String, words: String) -> Self {
        let part = 0;
        Self {
            template,
            prefix,
            part,
            words,
        }
    }
}

impl Screen {
    /// On stderr, drawn at most ten times a second.
    pub(crate) fn new() -> Self {
        Self::on(ProgressDrawTarget::stderr_with_hz(10))
    }

    /// On another target.
    pub(super) fn on(target: ProgressDrawTarget) -> Self {
        Self {
            bars: MultiProgress::with_draw_target(target),
            state: Mutex::default(),
        }
    }

    /// Takes an event in.
    pub(crate) fn event(&self, event: &Event) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let EventKind::RunStarted {
            deployment,
            rehearsal,
            steps,
            ..
        } = &event.kind
        {
            let kind = if *rehearsal { ", a rehearsal" } else { "" };
            let words = format!("{deployment}{kind}: begun {}", clock(event.at));
            Self::begin(&mut state, words, steps);
        } else {
            let step = event.step.as_ref();
            let drawn = state.rows.iter_mut().find(|row| Some(&row.id) == step);
            let news = drawn
                .as_ref()
                .is_none_or(|drawn| is_news(&event.kind, &drawn.row));
            if let Some(drawn) = drawn {
                drawn.row.take(event);
            }
            if news {
                self.above(event);
            }
        }
        self.draw(&mut state, event.at);
    }

    fn begin(state: &mut State, words: String, steps: &[(StepId, String)]) {
        state.head = words;
        let step = |(id, title): &(StepId, String)| Step {
            id: id.clone(),
            title: shortened(title),
            row: Row::default(),
        };
        state.rows = steps.iter().map(step).collect();
        let titles = state.rows.iter().map(|step| step.title.chars().count());
        let width = titles.max().unwrap_or_default();
        for step in &mut state.rows {
            step.title = format!("{:<width$}", step.title);
        }
    }

    /// A line above the steps, with its time.
    fn above(&self, event: &Event) {
        if let Some(text) = text(event) {
            let step = event
                .step
                .as_ref()
                .map_or(String::new(), |step| format!("{step:<18} "));
            let line = format!("{} {step}{text}", event.at.strftime("%H:%M:%SZ"));
            // Nobody is left to tell when stderr is closed.
            let _ = self.bars.println(line);
        }
    }

    /// Moves what is running on to `now`.
    pub(crate) fn tick(&self, now: Timestamp) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.draw(&mut state, now);
    }

    fn draw(&self, state: &mut State, now: Timestamp) {
        let lines = state.lines(now);
        while state.drawn.len() < lines.len() {
            state.drawn.push(self.bars.add(ProgressBar::new(LENGTH)));
        }
        while state.drawn.len() > lines.len() {
            if let Some(spare) = state.drawn.pop() {
                spare.finish_and_clear();
                self.bars.remove(&spare);
            }
        }
        for (bar, line) in state.drawn.iter().zip(lines) {
            bar.set_style(style(line.template));
            bar.set_prefix(line.prefix);
            bar.set_position(line.part);
            bar.set_message(line.words);
        }
    }

    /// Draws at once, however often that was done before.
    #[cfg(test)]
    pub(super) fn redraw(&self, now: Timestamp) {
        self.tick(now);
        self.bars.suspend(|| ());
    }

    /// Leaves the last state of the screen standing.
    pub(crate) fn finish(&self, now: Timestamp) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for step in &mut state.rows {
            step.row.end();
        }
        state.ended = Some(now);
        self.draw(&mut state, now);
        for bar in &state.drawn {
            bar.abandon();
        }
    }
}

impl State {
    fn lines(&self, now: Timestamp) -> Vec<Line> {
        if self.rows.is_empty() {
            return Vec::new();
        }
        let head = match self.ended {
            Some(at) => format!("{}, watched until {}", self.head, clock(at)),
            None => format!(
                "{}, now {}. Ctrl-C stops watching, not AWS.",
                self.head,
                clock(now)
            ),
        };
        let mut lines = vec![Line::of(HEAD, String::new(), head)];
        let (before, after) = self.hidden();
        if before > 0 {
            let words = format!("{before} steps before these are as wanted");
            lines.push(Line::of(HEAD, String::new(), format!("✔ {words}")));
        }
        let (mut done, mut waiting) = (before, WAITING);
        for step in &self.rows {
            let quiet = match &step.row {
                Row::Ended('✔', _) => &mut done,
                Row::Waits if after > 0 => &mut waiting,
                _ => {
                    step.lines(&mut lines, now);
                    continue;
                }
            };
            // The first that ended are hidden, and the last that wait.
            let hides = matches!(step.row, Row::Ended(..)) == (*quiet > 0);
            *quiet = quiet.saturating_sub(1);
            if !hides {
                step.lines(&mut lines, now);
            }
        }
        if after > 0 {
            let words = format!("· {after} more steps wait for those before them");
            lines.push(Line::of(HEAD, String::new(), words));
        }
        lines
    }

    /// How many of the steps that ended well, and of those that wait, are counted instead of shown
    /// while the run goes on: three hours are watched on one screen.
    fn hidden(&self) -> (usize, usize) {
        if self.ended.is_some() || self.rows.len() <= SHOWN {
            return (0, 0);
        }
        let count = |is: fn(&Row) -> bool| self.rows.iter().filter(|step| is(&step.row)).count();
        let done = count(|row| matches!(row, Row::Ended('✔', _)));
        let waiting = count(|row| matches!(row, Row::Waits));
        (done.saturating_sub(DONE), waiting.saturating_sub(WAITING))
    }
}

impl Step {
    fn lines(&self, lines: &mut Vec<Line>, now: Timestamp) {
        let shown = self.row.shown(now);
        let template = shown.part.map_or(PLAIN, |_| RUNNING);
        let prefix = format!("{} {}", shown.mark, self.title);
        let line = Line::of(template, prefix, shown.words);
        let part = shown.part.unwrap_or_default();
        lines.push(Line { part, ..line });
        if !shown.detail.is_empty() {
            lines.push(Line::of(DETAIL, String::new(), shown.detail));
        }
    }
}

/// A title in the room that a row has for it: of a long one, such as a parameter's path, the end tells
/// it from others.
fn shortened(title: &str) -> String {
    let length = title.chars().count();
    if length <= TITLE {
        return title.to_owned();
    }
    let end = title.chars().skip(length.saturating_sub(TITLE - 1));
    std::iter::once('…').chain(end).collect()
}

/// What is said above the rows too: what the rows alone do not tell, or no longer tell later. `row`
/// is the step's before the event.
fn is_news(kind: &EventKind, row: &Row) -> bool {
    match kind {
        EventKind::LostSight { .. } => !matches!(row, Row::Unseen(_)),
        EventKind::SightRegained => matches!(row, Row::Unseen(_)),
        EventKind::Foreign { .. } => !matches!(row, Row::Foreign { .. }),
        EventKind::InSync { findings } => findings
            .iter()
            .any(|finding| finding.severity < Severity::Informs),
        EventKind::Progress { .. } | EventKind::Verified { .. } => false,
        _ => true,
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("█▉▊▋▌▍▎▏ ")
}
