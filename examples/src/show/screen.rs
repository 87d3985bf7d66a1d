//! One screen for three hours: a row for each step, lines above them for what happened.

use std::sync::{Mutex, PoisonError};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;

use ts_deploy_core::event::{Event, EventKind};
use ts_deploy_core::finding::Severity;
use ts_deploy_core::plan::StepId;

use super::lines::text;
use super::row::{LENGTH, Row, clock};
use super::wrap::{hung, wrapped};

const HEAD: &str = "{wide_msg}";
const PLAIN: &str = "{prefix} {wide_msg}";
const RUNNING: &str = "{prefix} {bar:16} {wide_msg}";
/// The same on a narrow terminal.
const RUNNING_NARROW: &str = "{prefix} {bar:8} {wide_msg}";
const DETAIL: &str = "      {wide_msg}";

/// How many characters of a title a row shows at least, and at most.
const TITLE: (usize, usize) = (16, 36);
/// How many lines and columns a terminal is taken to have that does not tell.
const SIZE: (usize, usize) = (50, 100);
/// With fewer columns a terminal is narrow.
const NARROW: usize = 80;
/// How far a second line is set in, as [`DETAIL`] does.
const SET_IN: usize = 6;
/// How many lines what cannot be cut may take below its row.
const BELOW: usize = 4;
/// With so many steps every one has its row; with more, only some of the quiet ones have:
const SHOWN: usize = 16;
/// How many of those that ended well, the last ones, and of those that wait, the first ones, are shown
/// then: as many as the terminal has lines for.
const QUIET: [(usize, usize); 4] = [(5, 4), (3, 2), (1, 1), (0, 0)];
/// Every step, however quiet.
const ALL: (usize, usize) = (usize::MAX, usize::MAX);
/// How many lines are drawn at least, however few a terminal tells.
const FEWEST: usize = 4;

/// The screen.
pub(crate) struct Screen {
    bars: MultiProgress,
    state: Mutex<State>,
    /// How many lines and columns the terminal has now.
    size: fn() -> (usize, usize),
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

impl Line {
    /// As it is printed, without the bar of what goes on.
    fn text(&self) -> String {
        match (self.template, self.prefix.as_str()) {
            (DETAIL, _) => format!("{:SET_IN$}{}", "", self.words),
            (_, "") => self.words.clone(),
            (_, prefix) => format!("{prefix} {}", self.words),
        }
    }
}

impl Screen {
    /// On stderr, drawn at most ten times a second.
    pub(crate) fn new() -> Self {
        let size = || {
            let size = console::Term::stderr().size_checked();
            size.map_or(SIZE, |(lines, columns)| {
                (usize::from(lines), usize::from(columns))
            })
        };
        Self::on(ProgressDrawTarget::stderr_with_hz(10), size)
    }

    /// On another target.
    pub(super) fn on(target: ProgressDrawTarget, size: fn() -> (usize, usize)) -> Self {
        Self {
            bars: MultiProgress::with_draw_target(target),
            state: Mutex::default(),
            size,
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
            title: title.clone(),
            row: Row::default(),
        };
        state.rows = steps.iter().map(step).collect();
    }

    /// A line above the steps, with its time.
    fn above(&self, event: &Event) {
        if let Some(text) = text(event) {
            let step = event
                .step
                .as_ref()
                .map_or(String::new(), |step| format!("{step:<18} "));
            let line = format!("{} {step}{text}", event.at.strftime("%H:%M:%SZ"));
            let (_, columns) = (self.size)();
            let broken = line.split('\n').map(|line| hung(line, columns, SET_IN));
            // Nobody is left to tell when stderr is closed.
            let _ = self.bars.println(broken.collect::<Vec<_>>().join("\n"));
        }
    }

    /// Moves what is running on to `now`.
    pub(crate) fn tick(&self, now: Timestamp) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.draw(&mut state, now);
    }

    fn draw(&self, state: &mut State, now: Timestamp) {
        let lines = state.fitting(now, (self.size)());
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
        let (lines, columns) = (self.size)();
        let all = state.lines(now, columns, ALL);
        if all.len() < lines {
            self.draw(&mut state, now);
            for bar in &state.drawn {
                bar.abandon();
            }
            return;
        }
        // What is drawn has no more lines than the terminal; what is printed has.
        for bar in state.drawn.drain(..) {
            bar.finish_and_clear();
            self.bars.remove(&bar);
        }
        let all: Vec<String> = all.iter().map(Line::text).collect();
        // Nobody is left to tell when stderr is closed.
        let _ = self.bars.println(all.join("\n"));
    }
}

impl State {
    /// As many lines as the terminal has room for: the quiet steps are counted first, and what still
    /// has no room is counted in the last line.
    fn fitting(&self, now: Timestamp, (lines, columns): (usize, usize)) -> Vec<Line> {
        let most = lines.saturating_sub(1).max(FEWEST);
        let all = (self.rows.len() <= SHOWN).then_some(ALL);
        let mut shown = Vec::new();
        for quiet in all.into_iter().chain(QUIET) {
            shown = self.lines(now, columns, quiet);
            if shown.len() <= most {
                return shown;
            }
        }
        let kept = most.saturating_sub(1);
        let more = shown.len().saturating_sub(kept);
        shown.truncate(kept);
        let words = format!("… and {more} more lines, for which the terminal has no room");
        shown.push(Line::of(HEAD, String::new(), words));
        shown
    }

    /// All lines; of the quiet steps as many as `quiet` says.
    fn lines(&self, now: Timestamp, columns: usize, quiet: (usize, usize)) -> Vec<Line> {
        let room = Room::of(&self.rows, columns);
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
        let below = columns.saturating_sub(SET_IN);
        let mut lines: Vec<Line> = Vec::new();
        for words in wrapped(&head, columns, below) {
            let template = if lines.is_empty() { HEAD } else { DETAIL };
            lines.push(Line::of(template, String::new(), words));
        }
        let (before, after) = self.hidden(quiet);
        if before > 0 {
            let are = if before == 1 { "is" } else { "are" };
            let steps = super::counted(before, "step");
            let words = format!("{steps} before these {are} as wanted");
            lines.push(Line::of(HEAD, String::new(), format!("✔ {words}")));
        }
        let (mut done, mut waiting) = (before, quiet.1);
        for step in &self.rows {
            let quiet = match &step.row {
                Row::Ended('✔', _) => &mut done,
                Row::Waits if after > 0 => &mut waiting,
                _ => {
                    step.lines(&mut lines, now, &room);
                    continue;
                }
            };
            // The first that ended are hidden, and the last that wait.
            let hides = matches!(step.row, Row::Ended(..)) == (*quiet > 0);
            *quiet = quiet.saturating_sub(1);
            if !hides {
                step.lines(&mut lines, now, &room);
            }
        }
        if after > 0 {
            let waiting = match after {
                1 => "1 more step waits for those before it".to_owned(),
                after => format!("{after} more steps wait for those before them"),
            };
            let words = format!("· {waiting}");
            lines.push(Line::of(HEAD, String::new(), words));
        }
        lines
    }

    /// How many of the steps that ended well, and of those that wait, are counted instead of shown
    /// while the run goes on: three hours are watched on one screen.
    fn hidden(&self, (done_shown, waiting_shown): (usize, usize)) -> (usize, usize) {
        if self.ended.is_some() {
            return (0, 0);
        }
        let count = |is: fn(&Row) -> bool| self.rows.iter().filter(|step| is(&step.row)).count();
        let done = count(|row| matches!(row, Row::Ended('✔', _)));
        let waiting = count(|row| matches!(row, Row::Waits));
        (
            done.saturating_sub(done_shown),
            waiting.saturating_sub(waiting_shown),
        )
    }
}

impl Step {
    fn lines(&self, lines: &mut Vec<Line>, now: Timestamp, room: &Room) {
        let shown = self.row.shown(now);
        let (template, bar) = match shown.part {
            None => (PLAIN, 0),
            Some(_) if room.columns < NARROW => (RUNNING_NARROW, 9),
            Some(_) => (RUNNING, 17),
        };
        let (titles, below) = (room.titles, room.columns.saturating_sub(SET_IN));
        let title = shortened(&self.title, titles);
        let prefix = format!("{} {title:<titles$}", shown.mark);
        let beside = room
            .columns
            .saturating_sub(prefix.chars().count() + 1 + bar);
        let mut words = wrapped(&shown.words, beside, below).into_iter();
        let line = Line::of(template, prefix, words.next().unwrap_or_default());
        let part = shown.part.unwrap_or_default();
        lines.push(Line { part, ..line });
        // Of what goes on, what does not fit matters least; what somebody is to do is all shown.
        let detail = if shown.part.is_some() || shown.detail.is_empty() {
            Some(shown.detail).into_iter().collect()
        } else {
            wrapped(&shown.detail, below, below)
        };
        let detail = detail.into_iter().filter(|line| !line.is_empty());
        let more = words.chain(detail).take(BELOW);
        lines.extend(more.map(|words| Line::of(DETAIL, String::new(), words)));
    }
}

/// How much a line has room for.
struct Room {
    columns: usize,
    /// How wide the column of titles is.
    titles: usize,
}

impl Room {
    fn of(rows: &[Step], columns: usize) -> Self {
        let (least, most) = TITLE;
        let most = if columns < NARROW { columns / 3 } else { most }.clamp(least, most);
        let titles = rows.iter().map(|step| step.title.chars().count());
        let titles = titles.max().unwrap_or_default().min(most);
        Self { columns, titles }
    }
}

/// A title in the room that a row has for it: of a parameter's path the end tells it from others, of
/// words the begin.
fn shortened(title: &str, room: usize) -> String {
    let length = title.chars().count();
    if length <= room {
        return title.to_owned();
    }
    let kept = room.saturating_sub(1);
    if title.contains('/') {
        let end = title.chars().skip(length.saturating_sub(kept));
        return std::iter::once('…').chain(end).collect();
    }
    title.chars().take(kept).chain(['…']).collect()
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

#[cfg(test)]
mod tests;
