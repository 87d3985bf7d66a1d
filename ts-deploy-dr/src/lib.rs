//! Disaster recovery for the `TetraScience` data platform.
//!
//! Nothing is here yet. What belongs here: the DR stack and the snapshot tool as typed builders,
//! the recovery from a lost main account, and the drill that proves it would work today. Until
//! then a deployment takes the DR stack's outputs as given (`disaster_recovery.outputs` in the
//! spec).
