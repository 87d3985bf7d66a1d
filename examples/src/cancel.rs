//! Signals and closed pipes: the first stops watching, the second ends at once.

use crate::show;

/// The exit code of a process that a second signal ended.
const KILLED: i32 = 130;

/// Catches signals from the moment it is made, so that none ends the process before somebody
/// listens.
pub(crate) struct Signals {
    #[cfg(unix)]
    streams: Vec<tokio::signal::unix::Signal>,
}

impl Signals {
    /// Catches Ctrl-C, SIGTERM and SIGHUP from now on.
    #[cfg(unix)]
    pub(crate) fn catch() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [
            SignalKind::interrupt(),
            SignalKind::terminate(),
            SignalKind::hangup(),
        ];
        // A signal that cannot be caught keeps its usual effect.
        Self {
            streams: kinds
                .into_iter()
                .filter_map(|kind| signal(kind).ok())
                .collect(),
        }
    }

    /// Ctrl-C is caught once somebody waits for it.
    #[cfg(not(unix))]
    pub(crate) fn catch() -> Self {
        Self {}
    }

    /// Resolves at the next signal.
    #[cfg(unix)]
    async fn next(&mut self) {
        if self.streams.is_empty() {
            return std::future::pending().await;
        }
        let waits = self
            .streams
            .iter_mut()
            .map(|stream| Box::pin(stream.recv()));
        futures::future::select_all(waits).await;
    }

    /// Resolves at the next Ctrl-C.
    #[cfg(not(unix))]
    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Resolves at the first signal, after `said`, or when nobody reads stdout any more. A second
    /// signal ends the process at once.
    pub(crate) async fn cancelled(mut self, said: impl Fn()) {
        tokio::select! {
            () = self.next() => {
                said();
                tokio::spawn(async move {
                    self.next().await;
                    #[expect(clippy::disallowed_methods, reason = "a second signal ends at once")]
                    std::process::exit(KILLED);
                });
            }
            () = show::closed() => {}
        }
    }
}
