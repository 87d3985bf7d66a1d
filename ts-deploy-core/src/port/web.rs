//! The web as a browser at the deployer's place sees it: whether the platform answers there.

use async_trait::async_trait;

use super::{PortResult, ReadPort};
use crate::ids::HttpsUrl;

/// The greatest part of an answer's address that is kept, in bytes.
pub const LOCATION_LIMIT: usize = 8192;

/// What an address answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebAnswer {
    /// Somebody answered.
    Answered {
        /// The status of the answer: 200, 302, 503.
        status: u16,
        /// Where it sends the browser on to (`Location`), at most [`LOCATION_LIMIT`] bytes.
        location: Option<String>,
    },
    /// Nobody could be reached: no such name, no way there, no connection, or a certificate that is
    /// not trusted. It says nothing about the platform, which may be reachable from other places
    /// only.
    Unreachable {
        /// Why, in the words of whoever tried.
        why: String,
    },
}

/// Looks at addresses. No answer is followed further, and nothing is sent but the request.
#[async_trait]
pub trait WebReader: Send + Sync {
    /// What the address answers to a `GET` without credentials.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when it could not be tried at all.
    async fn get(&self, url: &HttpsUrl) -> PortResult<WebAnswer>;
}

impl ReadPort for dyn WebReader {
    const NAME: &'static str = "web reader";
}
