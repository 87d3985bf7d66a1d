//! How much may be lost and how long a recovery may take (row V3).

use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::Hours;
use ts_deploy_core::layer::data::{Backups, Elasticsearch};

/// The Data Layer's documented `RDSBackupInterval`, in hours.
const DATABASE_INTERVAL: u32 = 24;
/// The Data Layer's documented `EsBackupInterval`, in hours.
const INDEX_INTERVAL: u32 = 6;

/// What the customer may lose at most (RPO), and how long a recovery may take (RTO). The defaults
/// are what the vendor published after the deployment documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, typed_builder::TypedBuilder)]
pub struct RecoveryObjectives {
    /// Data lake, in minutes; the vendor says "minutes", taken as 15. It is replicated, and no
    /// interval decides it.
    #[builder(default = 15)]
    pub data_lake_minutes: u32,
    /// Database, in hours.
    #[builder(default = 12)]
    pub database_hours: u32,
    /// Search index, in hours.
    #[builder(default = 6)]
    pub index_hours: u32,
    /// Until the platform is up again, in hours.
    #[builder(default = 12)]
    pub recover_within_hours: u32,
}

impl Default for RecoveryObjectives {
    fn default() -> Self {
        Self::builder().build()
    }
}

impl RecoveryObjectives {
    /// Holds the intervals of the Data Layer's backups against the objectives; an interval that
    /// was not decided counts with its documented default.
    pub fn check(&self, backups: &Backups, search: &Elasticsearch) -> Findings {
        let database = Interval {
            what: "database",
            at: "data_layer.database.backups.interval_hours",
            hours: backups.interval.map_or(DATABASE_INTERVAL, Hours::get),
            documented: backups.interval.is_none(),
        };
        let index = Interval {
            what: "search index",
            at: "data_layer.elasticsearch.backup_interval_hours",
            hours: search.backup_interval.map_or(INDEX_INTERVAL, Hours::get),
            documented: search.backup_interval.is_none(),
        };
        [(database, self.database_hours), (index, self.index_hours)]
            .into_iter()
            .filter_map(|(interval, most)| interval.longer_than(most))
            .collect()
    }
}

struct Interval {
    what: &'static str,
    at: &'static str,
    hours: u32,
    documented: bool,
}

impl Interval {
    fn longer_than(&self, most: u32) -> Option<Finding> {
        (self.hours > most).then(|| {
            let default = if self.documented {
                ", the documented default"
            } else {
                ""
            };
            let seen = format!(
                "the {} is backed up every {} hours{default}, and at most {most} hours may be lost",
                self.what, self.hours
            );
            Finding::warns("backup-rarer-than-objective", self.at, seen)
                .why("A disaster right before a backup loses everything since the one before.")
                .remedy(format!(
                    "Set {} to {most} or less, or accept the loss and raise the objective.",
                    self.at
                ))
                .row("V3")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::said;

    #[test]
    fn the_documented_daily_backup_is_rarer_than_the_vendor_promises() {
        let found =
            RecoveryObjectives::default().check(&Backups::default(), &Elasticsearch::default());
        insta::assert_snapshot!(said(&found, "backup-rarer-than-objective"), @"warns data_layer.database.backups.interval_hours: the database is backed up every 24 hours, the documented default, and at most 12 hours may be lost. A disaster right before a backup loses everything since the one before. Set data_layer.database.backups.interval_hours to 12 or less, or accept the loss and raise the objective.");
    }

    #[test]
    fn a_backup_as_often_as_the_objective_says_nothing() {
        let backups = Backups::builder().interval(Hours::new(12).unwrap()).build();
        let found = RecoveryObjectives::default().check(&backups, &Elasticsearch::default());
        assert!(found.is_empty(), "{found}");
    }

    #[test]
    fn the_search_index_has_an_objective_of_its_own() {
        let objectives = RecoveryObjectives::builder()
            .database_hours(24)
            .index_hours(4)
            .build();
        let found = objectives.check(&Backups::default(), &Elasticsearch::default());
        let said = said(&found, "backup-rarer-than-objective");
        assert!(
            said.contains("backup_interval_hours to 4 or less"),
            "{said}"
        );
    }
}
