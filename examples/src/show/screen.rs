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

/// The screen.
pub(crate) struct Screen {
    bars: MultiProgress,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    head: Option<(ProgressBar, String)>,
    rows: Vec<Drawn>,
}

/// A step's row as it is drawn.
struct Drawn {
    id: StepId,
    title: String,
    row: Row,
    bar: ProgressBar,
    detail: Option<ProgressBar>,
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
            self.begin(&mut state, words, steps);
        } else {
            let step = event.step.as_ref();
            let drawn = state.rows.iter_mut().find(|drawn| Some(&drawn.id) == step);
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

    fn begin(&self, state: &mut State, words: String, steps: &[(StepId, String)]) {
        let head = self.bars.add(ProgressBar::new(LENGTH));
        head.set_style(style(HEAD));
        state.head = Some((head, words));
        let titles = steps.iter().map(|(_, title)| title.chars().count());
        let width = titles.max().unwrap_or_default();
        for (id, title) in steps {
            let bar = self.bars.add(ProgressBar::new(LENGTH));
            bar.set_style(style(PLAIN));
            state.rows.push(Drawn {
                id: id.clone(),
                title: format!("{title:<width$}"),
                row: Row::default(),
                bar,
                detail: None,
            });
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
        if let Some((bar, words)) = &state.head {
            let how = "Ctrl-C stops watching, not AWS.";
            bar.set_message(format!("{words}, now {}. {how}", clock(now)));
        }
        for drawn in &mut state.rows {
            drawn.draw(&self.bars, now);
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
        for drawn in &mut state.rows {
            drawn.row.end();
        }
        if let Some((bar, words)) = state.head.take() {
            bar.set_message(format!("{words}, watched until {}", clock(now)));
            bar.abandon();
        }
        self.draw(&mut state, now);
        for drawn in &state.rows {
            drawn.bar.abandon();
            if let Some(detail) = &drawn.detail {
                detail.abandon();
            }
        }
    }
}

impl Drawn {
    fn draw(&mut self, bars: &MultiProgress, now: Timestamp) {
        let shown = self.row.shown(now);
        self.bar
            .set_style(style(shown.part.map_or(PLAIN, |_| RUNNING)));
        self.bar
            .set_prefix(format!("{} {}", shown.mark, self.title));
        self.bar.set_position(shown.part.unwrap_or_default());
        self.bar.set_message(shown.words);
        if shown.detail.is_empty() {
            if let Some(detail) = self.detail.take() {
                detail.finish_and_clear();
                bars.remove(&detail);
            }
            return;
        }
        let detail = self.detail.get_or_insert_with(|| {
            let detail = bars.insert_after(&self.bar, ProgressBar::new(LENGTH));
            detail.set_style(style(DETAIL));
            detail
        });
        detail.set_message(shown.detail);
    }
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
