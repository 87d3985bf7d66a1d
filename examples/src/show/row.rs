//! A step's row on the screen: what goes on, since when, until when, and what to do.

use jiff::{SignedDuration, Timestamp};

use ts_deploy_core::event::{Event, EventKind};
use ts_deploy_core::ids::printable;
use ts_deploy_core::plan::{Action, StepId};

use super::{counted, span};

/// How much of the latest expected end a bar shows as its full length.
pub(super) const LENGTH: u64 = 1000;

/// How many of the resources in progress a row names.
const NAMED: usize = 3;

/// Where a step stands.
#[derive(Debug, Default)]
pub(super) enum Row {
    /// It was not looked at, or waits for others.
    #[default]
    Waits,
    /// Its change runs.
    Runs(Running),
    /// Nothing can be seen of it.
    Unseen(Unseen),
    /// Somebody else's change runs.
    Foreign { since: Timestamp, next: Timestamp },
    /// A person has to act; the step is named when they tell us that they did.
    Person {
        since: Timestamp,
        confirms: Option<StepId>,
    },
    /// Nothing more happens: a mark, and how it ended.
    Ended(char, String),
}

/// A change that runs.
#[derive(Clone, Debug)]
pub(super) struct Running {
    action: Action,
    begun: Timestamp,
    expected: Timestamp,
    state: String,
    resources: Vec<String>,
    done: Option<usize>,
    looked: Timestamp,
    next: Timestamp,
}

/// A step out of sight.
#[derive(Debug)]
pub(super) struct Unseen {
    since: Timestamp,
    next: Timestamp,
    error: String,
    running: Option<Running>,
}

/// What a row shows now.
pub(super) struct Shown {
    pub(super) mark: char,
    /// How far a running change is, of [`LENGTH`].
    pub(super) part: Option<u64>,
    pub(super) words: String,
    /// A second line; empty when there is nothing more to say.
    pub(super) detail: String,
}

impl Row {
    /// Takes an event of its step in.
    pub(super) fn take(&mut self, event: &Event) {
        let at = event.at;
        match &event.kind {
            EventKind::Progress { .. } => self.progress(event),
            EventKind::Accepted { action, .. } => {
                let running = Running::begun(*action, at);
                *self = Self::Runs(running);
            }
            EventKind::Settled { action, seconds } => {
                let seconds = i64::try_from(*seconds).unwrap_or(i64::MAX);
                *self = Self::Ended(' ', format!("{action} done in {}", span(seconds)));
            }
            EventKind::Verified { .. } => match self {
                Self::Ended(mark, _) => *mark = '✔',
                other => *other = Self::Ended('✔', "as wanted".to_owned()),
            },
            EventKind::NotChecked { .. } => {
                *self = Self::Ended('?', "not checked: see above".to_owned());
            }
            EventKind::InSync { .. } if !matches!(self, Self::Ended(..)) => {
                *self = Self::Ended('✔', "as wanted".to_owned());
            }
            EventKind::Failed { .. } => {
                let ran = self.running().map_or(String::new(), |running| {
                    format!(" after {}", since(running.begun, at))
                });
                *self = Self::Ended('✘', format!("failed at {}{ran}", clock(at)));
            }
            EventKind::Blocked { .. } | EventKind::ConsentNeeded { .. } => {
                *self = Self::Ended('✘', format!("blocked at {}: see above", clock(at)));
            }
            EventKind::PersonNeeded { observed, .. } => {
                let confirms = event.step.clone().filter(|_| !observed);
                *self = Self::Person {
                    since: at,
                    confirms,
                };
            }
            EventKind::Foreign { next, .. } => {
                let since = match self {
                    Self::Foreign { since, .. } => *since,
                    _ => at,
                };
                *self = Self::Foreign { since, next: *next };
            }
            EventKind::LostSight { error, next, .. } => self.lost(at, error, *next),
            EventKind::SightRegained => self.regained(),
            _ => {}
        }
    }

    fn running(&self) -> Option<&Running> {
        match self {
            Self::Runs(running) => Some(running),
            Self::Unseen(unseen) => unseen.running.as_ref(),
            _ => None,
        }
    }

    fn progress(&mut self, event: &Event) {
        let EventKind::Progress {
            action,
            state,
            elapsed,
            expected,
            resources,
            done,
            next,
        } = &event.kind
        else {
            return;
        };
        let begun = event.at.checked_sub(SignedDuration::from_secs(*elapsed));
        *self = Self::Runs(Running {
            action: *action,
            begun: begun.unwrap_or(event.at),
            expected: expected.1,
            state: state.clone(),
            resources: resources.clone(),
            done: done.map(|(done, _)| done),
            looked: event.at,
            next: *next,
        });
    }

    fn lost(&mut self, at: Timestamp, error: &str, next: Timestamp) {
        let since = match self {
            Self::Unseen(unseen) => unseen.since,
            _ => at,
        };
        *self = Self::Unseen(Unseen {
            since,
            next,
            error: error.to_owned(),
            running: self.running().cloned(),
        });
    }

    fn regained(&mut self) {
        if let Self::Unseen(unseen) = self {
            *self = unseen.running.take().map_or(Self::Waits, Self::Runs);
        }
    }

    /// The run has ended: what did not begin never will.
    pub(super) fn end(&mut self) {
        if matches!(self, Self::Waits) {
            *self = Self::Ended('·', "not begun".to_owned());
        }
    }

    /// What to show at `now`.
    pub(super) fn shown(&self, now: Timestamp) -> Shown {
        let plain = |mark, words: String, detail: String| Shown {
            mark,
            part: None,
            words,
            detail,
        };
        match self {
            Self::Waits => plain('·', "waits for those before it".to_owned(), String::new()),
            Self::Runs(running) => Shown {
                mark: '▶',
                part: Some(running.part(now)),
                words: running.words(now),
                detail: running.detail(),
            },
            Self::Unseen(unseen) => plain('?', unseen.words(now), unseen.detail()),
            Self::Foreign { since: begun, next } => plain(
                '▶',
                format!(
                    "somebody else's change runs, seen since {} ({})",
                    clock(*begun),
                    since(*begun, now)
                ),
                format!("It is waited for; looked at again {}.", clock(*next)),
            ),
            Self::Person {
                since: asked,
                confirms,
            } => plain(
                '!',
                format!(
                    "waits for a person since {} ({})",
                    clock(*asked),
                    since(*asked, now)
                ),
                match confirms {
                    Some(step) => {
                        format!("To do: see above; then {}", super::confirming(step))
                    }
                    None => "To do: see above; it is seen in AWS when it is done.".to_owned(),
                },
            ),
            Self::Ended(mark, words) => plain(*mark, words.clone(), String::new()),
        }
    }
}

impl Running {
    fn begun(action: Action, at: Timestamp) -> Self {
        Self {
            action,
            begun: at,
            expected: at,
            state: String::new(),
            resources: Vec::new(),
            done: None,
            looked: at,
            next: at,
        }
    }

    fn whole(&self) -> i64 {
        self.expected.duration_since(self.begun).as_secs()
    }

    fn part(&self, now: Timestamp) -> u64 {
        let elapsed = now.duration_since(self.begun).as_secs().max(0);
        let part = elapsed.saturating_mul(1000) / self.whole().max(1);
        u64::try_from(part).unwrap_or(0).min(LENGTH)
    }

    fn words(&self, now: Timestamp) -> String {
        let action = self.action;
        let elapsed = since(self.begun, now);
        let until = clock(self.expected);
        match self.whole() {
            ..=0 => format!("{action} for {elapsed}"),
            whole if now > self.expected => {
                format!(
                    "{action} for {elapsed}, LATE: at most {} expected, by {until}",
                    span(whole)
                )
            }
            whole => format!(
                "{action} for {elapsed} of at most {}, by {until}",
                span(whole)
            ),
        }
    }

    fn detail(&self) -> String {
        if self.state.is_empty() {
            return String::new();
        }
        let done = self.done.map_or_else(String::new, |done| {
            format!(", {} done", counted(done, "resource"))
        });
        let named: Vec<&str> = self
            .resources
            .iter()
            .take(NAMED)
            .map(String::as_str)
            .collect();
        let more = match self.resources.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let doing = if named.is_empty() {
            String::new()
        } else {
            format!(", now {}{more}", named.join(", "))
        };
        // What is cut off on a narrow terminal is what matters least.
        format!(
            "{} at {}, next look {}{done}{doing}",
            self.state,
            clock(self.looked),
            clock(self.next)
        )
    }
}

impl Unseen {
    fn words(&self, now: Timestamp) -> String {
        let running = self.running.as_ref().map_or_else(String::new, |running| {
            format!("; the {} goes on in AWS", running.action)
        });
        format!(
            "cannot be seen since {} ({}){running}",
            clock(self.since),
            since(self.since, now)
        )
    }

    fn detail(&self) -> String {
        let (next, error) = (clock(self.next), printable(&self.error, 300));
        format!("Tried again {next}, by itself: {error}")
    }
}

/// A time of day as people read it.
pub(super) fn clock(at: Timestamp) -> String {
    at.strftime("%H:%MZ").to_string()
}

/// How long ago.
fn since(begun: Timestamp, now: Timestamp) -> String {
    span(now.duration_since(begun).as_secs())
}
