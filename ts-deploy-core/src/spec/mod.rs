//! The deployment document.
