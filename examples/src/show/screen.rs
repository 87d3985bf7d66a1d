//! One screen for three hours: a line for each step that moves, lines above it for what happened.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;

use ts_deploy_core::event::{Event, EventKind};
use ts_deploy_core::plan::StepId;

use super::lines::text;
use super::span;

/// A step that is shown as running.
struct Running {
    begun: Timestamp,
    expected: Timestamp,
    state: String,
    resources: Vec<String>,
    done: Option<(usize, usize)>,
}

/// The screen.
pub(crate) struct Screen {
    bars: MultiProgress,
    steps: Mutex<BTreeMap<StepId, (ProgressBar, Option<Running>)>>,
}

/// How much of the latest expected end a bar shows as its full length.
const LENGTH: u64 = 1000;

impl Screen {
    pub(crate) fn new() -> Self {
        let bars = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        Self {
            bars,
            steps: Mutex::default(),
        }
    }

    /// Takes an event in.
    pub(crate) fn event(&self, event: &Event) {
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        if let EventKind::RunStarted { steps: all, .. } = &event.kind {
            for (id, title) in all {
                let bar = self
                    .bars
                    .add(ProgressBar::new(LENGTH).with_prefix(title.clone()));
                bar.set_style(style("{prefix:24} {msg}"));
                bar.set_message("waits");
                steps.insert(id.clone(), (bar, None));
            }
            return;
        }
        let Some((bar, running)) = event.step.as_ref().and_then(|step| steps.get_mut(step)) else {
            self.above(event);
            return;
        };
        match &event.kind {
            EventKind::Progress {
                state,
                elapsed,
                expected,
                resources,
                done,
                ..
            } => {
                let begun = event
                    .at
                    .checked_sub(jiff::SignedDuration::from_secs(*elapsed))
                    .unwrap_or(event.at);
                let (state, resources, done) = (state.clone(), resources.clone(), *done);
                *running = Some(Running {
                    begun,
                    expected: expected.1,
                    state,
                    resources,
                    done,
                });
                bar.set_style(style("{prefix:24} {bar:24} {wide_msg}"));
            }
            EventKind::Settled { action, seconds } => {
                *running = None;
                bar.set_style(style("{prefix:24} {msg}"));
                bar.set_message(format!(
                    "{action} done in {}",
                    span(i64::try_from(*seconds).unwrap_or(i64::MAX))
                ));
                self.above(event);
            }
            EventKind::Verified { .. } => bar.set_message(format!("✔ {}", bar.message())),
            EventKind::InSync { .. } if bar.message() == "waits" => bar.set_message("no change"),
            EventKind::InSync { .. } if bar.message() == "waits for a person" => {
                bar.set_message("done");
            }
            EventKind::Failed { .. } => self.stopped(bar, running, "✘ failed", event),
            EventKind::Blocked { .. } | EventKind::ConsentNeeded { .. } => {
                self.stopped(bar, running, "✘ cannot go on", event);
            }
            EventKind::PersonNeeded { .. } => {
                bar.set_message("waits for a person");
                self.above(event);
            }
            EventKind::InSync { .. } => {}
            _ => self.above(event),
        }
    }

    fn stopped(
        &self,
        bar: &ProgressBar,
        running: &mut Option<Running>,
        word: &'static str,
        event: &Event,
    ) {
        *running = None;
        bar.set_style(style("{prefix:24} {msg}"));
        bar.set_message(word);
        self.above(event);
    }

    /// A line above the steps, with its time.
    fn above(&self, event: &Event) {
        if let Some(text) = text(event) {
            let step = event
                .step
                .as_ref()
                .map_or(String::new(), |step| format!("{step:<16} "));
            let line = format!("{} {step}{text}", event.at.strftime("%H:%M:%SZ"));
            self.bars.suspend(|| super::err(&line));
        }
    }

    /// Moves what is running on to `now`.
    pub(crate) fn tick(&self, now: Timestamp) {
        let steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        for (bar, running) in steps.values() {
            let Some(running) = running else { continue };
            let elapsed = now.duration_since(running.begun).as_secs().max(0);
            let whole = running
                .expected
                .duration_since(running.begun)
                .as_secs()
                .max(1);
            let part = elapsed.saturating_mul(1000) / whole;
            bar.set_position(u64::try_from(part).unwrap_or(0).min(LENGTH));
            bar.set_message(running.message(elapsed, whole));
        }
    }

    /// Leaves the last state of the screen standing.
    pub(crate) fn finish(&self) {
        let steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        for (bar, running) in steps.values() {
            if running.is_some() {
                bar.set_style(style("{prefix:24} {msg}"));
            }
            bar.abandon();
        }
    }
}

impl Running {
    fn message(&self, elapsed: i64, whole: i64) -> String {
        let done = self
            .done
            .map(|(done, _)| format!(", {done} done"))
            .unwrap_or_default();
        let now = match self.resources.as_slice() {
            [] => String::new(),
            [one] => format!(": {one}"),
            [first, rest @ ..] => format!(": {first} and {} more", rest.len()),
        };
        let until = self.expected.strftime("%H:%M");
        format!(
            "{} of {}, by {until}Z, {}{done}{now}",
            span(elapsed),
            span(whole),
            self.state
        )
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("█▉▊▋▌▍▎▏ ")
}
