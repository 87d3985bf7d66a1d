//! Disaster recovery for the TetraScience data platform: the DR stack and the snapshot tool.
