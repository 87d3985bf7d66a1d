//! Documented tables of parameters, and writing down what a component sends: for components of
//! other crates too.
//!
//! ```
//! use ts_deploy_core::layer::Inputs;
//! use ts_deploy_core::layer::table::{Row, Sheet};
//!
//! const ROWS: &[Row] = &[
//!     Row::fixed("Environment", "dr", "Names are made with it."),
//!     Row::field("RetentionDays", Some("7"), "tool.retention_days"),
//! ];
//! let mut sheet = Sheet::new("tool", ROWS);
//! sheet.standard("Environment");
//! sheet.choice("RetentionDays", Some(30));
//! let set = sheet.finish();
//! assert_eq!(set.plain("RetentionDays"), Some("30"));
//! ```

pub use super::extra::check_rows;
pub use super::render::Sheet;
pub use super::row::{DecidedBy, Row};
