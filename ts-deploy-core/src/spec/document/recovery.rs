//! Disaster recovery (P1).

use super::targets::Place;
use crate::ids::{BucketName, KmsKeyArn};
use crate::layer::data;
use crate::spec::declare::record;

record! {
    /// Disaster recovery into the target dr (P1, EnableDR true).
    DisasterRecovery {
        /// What the DR stack (R13) gave.
        outputs: DrOutputs,
    }
}

record! {
    /// The outputs of the DR stack that the Data Layer takes: all of them.
    DrOutputs {
        /// The key of the data lake (DRDatalakeKMSKey).
        datalake_kms_key: KmsKeyArn,
        /// The bucket of the data lake (DRDatalakeBucket).
        datalake_bucket: BucketName,
        /// The bucket of the streams (DRStreamBucket).
        stream_bucket: BucketName,
        /// The bucket of the backups (DRBackupBucket).
        backup_bucket: BucketName,
        /// The bucket of the local artifacts (DRLocalArtifactsBucket).
        local_artifacts_bucket: BucketName,
    }
}

impl DisasterRecovery {
    /// As the Data Layer takes it, with account and region of the target dr.
    pub(crate) fn into_layer(self, dr: &Place) -> data::DisasterRecovery {
        data::DisasterRecovery {
            account: dr.account.clone(),
            region: dr.region.clone(),
            outputs: data::DrOutputs {
                datalake_kms_key: self.outputs.datalake_kms_key,
                datalake_bucket: self.outputs.datalake_bucket,
                stream_bucket: self.outputs.stream_bucket,
                backup_bucket: self.outputs.backup_bucket,
                local_artifacts_bucket: self.outputs.local_artifacts_bucket,
            },
        }
    }
}
