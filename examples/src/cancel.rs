//! Signals and closed pipes: the first stops watching, the second ends at once.

use std::sync::Arc;

use tokio::sync::Notify;

use crate::show;

/// The exit code of a process that a second signal ended.
const KILLED: i32 = 130;

/// Resolves at the first Ctrl-C, SIGTERM or SIGHUP, or when nobody reads stdout any more. A second
/// signal ends the process at once.
pub(crate) async fn cancelled(said: impl Fn()) {
    let again = Arc::new(Notify::new());
    tokio::select! {
        () = signal() => {
            said();
            let seen = again.clone();
            tokio::spawn(async move {
                seen.notify_one();
                signal().await;
                #[expect(clippy::disallowed_methods, reason = "a second signal ends at once")]
                std::process::exit(KILLED);
            });
            again.notified().await;
        }
        () = show::closed() => {}
    }
}

#[cfg(unix)]
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let wait = |kind| async move {
        match signal(kind) {
            Ok(mut stream) => {
                stream.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = wait(SignalKind::interrupt()) => {}
        () = wait(SignalKind::terminate()) => {}
        () = wait(SignalKind::hangup()) => {}
    }
}

#[cfg(not(unix))]
async fn signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
