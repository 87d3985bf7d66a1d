//! What a recovery builds on, answered by the simulated cloud: keys, snapshots and buckets.
//!
//! Nothing of it is kept: it follows from what stands in the stacks and from the time, but for what
//! was arranged.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::chronicle::Chronicle;
use super::place::{SimPlace, Verb};
use super::refusal::{Answer, Refusal};
use super::world::{Place, World};
use crate::ids::{AccountId, BucketName, KmsKeyArn, Region, SnapshotId};
use crate::port::PortResult;
use crate::port::bucket::{BucketReader, BucketSight, ReplicationRule, Versioning};
use crate::port::key::{Key, KeyReader, KeyState};
use crate::port::regional_key::RegionalKeyReader;
use crate::port::snapshot::{DbSnapshot, SnapshotKind, SnapshotReader};

const KEY: &str = "AWS::KMS::Key";
const ALIAS: &str = "AWS::KMS::Alias";
const BUCKET: &str = "AWS::S3::Bucket";
const DATABASE: &str = "AWS::RDS::DBInstance";

/// How long a snapshot takes until its copy is in the DR region.
const COPIED_AFTER: SignedDuration = SignedDuration::from_mins(45);
/// How many snapshots of one database are looked back at.
const LOOKED_BACK: i64 = 100;

impl SimPlace {
    /// Adds a snapshot of a database to this account and region; one of the same name is replaced.
    pub fn put_snapshot(&self, snapshot: DbSnapshot) {
        self.arrange(|place, _| {
            place.snapshots.retain(|known| known.id != snapshot.id);
            place.snapshots.push(snapshot);
        });
    }

    /// Puts the key of this ARN into this state.
    pub fn bring_key(&self, key: &KmsKeyArn, state: KeyState) {
        self.arrange(|place, _| place.key_states.insert(key.to_string(), state));
    }

    /// Gives the key of this ARN this policy, a JSON document. A key has that of KMS otherwise, which
    /// leaves to IAM who may use it.
    pub fn put_key_policy(&self, key: &KmsKeyArn, policy: &str) {
        self.arrange(|place, _| {
            place
                .key_policies
                .insert(key.to_string(), policy.to_owned())
        });
    }

    /// Changes whether a bucket keeps earlier versions.
    pub fn version_bucket(&self, bucket: &BucketName, versioning: Versioning) {
        self.arrange(|place, _| place.versioning.insert(bucket.clone(), versioning));
    }

    /// Lets the account be lost in this region, from now on: no call there is answered any more, and
    /// nothing more is copied from it.
    pub fn lose(&self) {
        let now = crate::clock::Clock::now(&self.cloud().clock());
        self.arrange(|place, _| place.lost = Some(now));
    }
}

/// A resource that stands.
struct Stands<'a> {
    physical: &'a str,
    stack: &'a str,
    logical: &'a str,
}

fn standing<'a>(
    chronicle: &'a Chronicle<'_>,
    kind: &'a str,
) -> impl Iterator<Item = Stands<'a>> + 'a {
    chronicle
        .standing
        .stacks
        .iter()
        .flat_map(move |(stack, one)| {
            let resources = one.resources.iter().filter(move |(_, (k, _))| k == kind);
            resources.map(move |(logical, (_, physical))| Stands {
                physical,
                stack,
                logical,
            })
        })
}

impl Place {
    fn live_chronicles(&self, world: &World) -> Vec<Chronicle<'_>> {
        let all = self.all_chronicles(world.seed);
        all.filter(|one| !one.is_gone(world.now) && !one.is_coming(world.now))
            .collect()
    }

    fn key(&self, world: &World, id: &str) -> Option<Key> {
        let partition = self.region.partition();
        let start = format!("arn:{partition}:kms:{}:{}:", self.region, self.account);
        let name = id.strip_prefix(&start).unwrap_or(id);
        let chronicles = self.live_chronicles(world);
        let physical = chronicles.iter().find_map(|chronicle| {
            if name.starts_with("alias/") {
                let alias = standing(chronicle, ALIAS).find(|one| one.physical == name)?;
                // An alias comes after the key that it names.
                let template = chronicle.effective?.template;
                let stack = template
                    .stacks
                    .iter()
                    .find(|one| one.logical == alias.stack)?;
                let made = stack
                    .resources
                    .iter()
                    .find(|one| one.logical == alias.logical)?;
                let key = format!("{}/{}", alias.stack, made.after.first()?);
                chronicle.standing.physical(&key).map(str::to_owned)
            } else {
                let wanted = name.strip_prefix("key/").unwrap_or(name);
                let found = standing(chronicle, KEY).find(|one| one.physical == wanted)?;
                Some(found.physical.to_owned())
            }
        })?;
        let arn = KmsKeyArn::parse(format!("{start}key/{physical}")).ok()?;
        let state = self.key_states.get(arn.as_str()).copied();
        Some(Key {
            state: state.unwrap_or(KeyState::Enabled),
            arn,
        })
    }

    /// The policy of a key: as it was arranged, or as KMS makes it when nobody gives one.
    fn key_policy(&self, world: &World, key: &KmsKeyArn) -> Answer<Option<String>> {
        if key.account().is_some_and(|account| account != self.account) {
            let words =
                format!("kms:GetKeyPolicy is not allowed on {key}: it is another account's");
            return Err(Refusal::denied(words));
        }
        let there = self.key(world, key.as_str()).is_some();
        Ok(there.then(|| {
            let arranged = self.key_policies.get(key.as_str()).cloned();
            arranged.unwrap_or_else(|| {
                let (partition, account) = (self.region.partition(), &self.account);
                let policy = serde_json::json!({
                    "Version": "2012-10-17",
                    "Id": "key-default-1",
                    "Statement": [{
                        "Sid": "Enable IAM User Permissions",
                        "Effect": "Allow",
                        "Principal": { "AWS": format!("arn:{partition}:iam::{account}:root") },
                        "Action": "kms:*",
                        "Resource": "*",
                    }],
                });
                policy.to_string()
            })
        }))
    }

    fn has_bucket(&self, world: &World, bucket: &BucketName) -> bool {
        let chronicles = self.live_chronicles(world);
        chronicles
            .iter()
            .any(|one| standing(one, BUCKET).any(|found| found.physical == bucket.as_str()))
    }

    /// The bucket's rules: the Data Layer replicates where it was told to.
    fn rules(&self, world: &World, bucket: &BucketName) -> Vec<ReplicationRule> {
        let chronicles = self.live_chronicles(world);
        let rule = chronicles.iter().find_map(|chronicle| {
            let found = standing(chronicle, BUCKET).find(|one| one.physical == bucket.as_str())?;
            let operation = chronicle.effective?.operation;
            let key = match found.logical {
                "DatalakeBucket" => "DRDatalakeBucket",
                "StreamBucket" => "DRStreamBucket",
                "BackupBucket" => "DRBackupBucket",
                _ => return None,
            };
            let on = operation.text("EnableDR")? == "true";
            let destination = BucketName::parse(operation.text(key)?).ok()?;
            on.then_some(ReplicationRule {
                enabled: true,
                destination,
                encrypted_objects: true,
                time_control: false,
            })
        });
        rule.into_iter().collect()
    }

    /// The copies that a snapshot tool of this account brought into this region.
    fn copies(&self, world: &World) -> Vec<DbSnapshot> {
        let mut copies = Vec::new();
        for place in world.places.values() {
            let tools = place.own_chronicles(world.seed);
            for tool in tools.filter(|_| place.account == self.account) {
                let Some(effective) = tool.effective.filter(|_| !tool.is_gone(world.now)) else {
                    continue;
                };
                let text = |key: &str| effective.operation.text(key);
                if text("DestinationRegion") != Some(self.region.as_str()) {
                    continue;
                }
                let key = text("KmsKeyDestination").and_then(|key| KmsKeyArn::parse(key).ok());
                let sources = world.places.values();
                let sources = sources.filter(|one| one.region == place.region);
                for source in sources.filter(|one| one.account != self.account) {
                    copies.extend(self.copies_from(world, source, &tool, key.as_ref()));
                }
            }
        }
        copies
    }

    fn copies_from(
        &self,
        world: &World,
        source: &Self,
        tool: &Chronicle<'_>,
        key: Option<&KmsKeyArn>,
    ) -> Vec<DbSnapshot> {
        let until = source.lost.unwrap_or(world.now).min(world.now);
        let copying = tool.runs.first().map(|run| run.course.end);
        let mut copies = Vec::new();
        for chronicle in source.chronicles(world.seed) {
            let (Some(effective), Some(run)) = (chronicle.effective, chronicle.runs.first()) else {
                continue;
            };
            let hours = effective.operation.text("RDSBackupInterval");
            let Some(hours) = hours.and_then(|hours| hours.parse::<i64>().ok()) else {
                continue;
            };
            for database in standing(&chronicle, DATABASE) {
                let every = SignedDuration::from_hours(hours.clamp(1, 24 * 365));
                let made = (1..=LOOKED_BACK).filter_map(|n| {
                    let after = SignedDuration::from_secs(every.as_secs().saturating_mul(n));
                    run.course.end.checked_add(after).ok()
                });
                let made = made.take_while(|at| *at <= until);
                let done = |at: &Timestamp| {
                    let arrived = at.checked_add(COPIED_AFTER).unwrap_or(Timestamp::MAX);
                    arrived <= until && copying.is_some_and(|since| since <= arrived)
                };
                copies.extend(
                    made.filter(done)
                        .filter_map(|at| self.copy(database.physical, at, key)),
                );
            }
        }
        copies
    }

    fn copy(&self, database: &str, at: Timestamp, key: Option<&KmsKeyArn>) -> Option<DbSnapshot> {
        let id = format!("{database}-{}", at.strftime("%Y-%m-%d-%H-%M"));
        let partition = self.region.partition();
        let (region, account) = (&self.region, &self.account);
        Some(DbSnapshot {
            arn: format!("arn:{partition}:rds:{region}:{account}:snapshot:{id}"),
            id: SnapshotId::parse(id).ok()?,
            database: database.to_owned(),
            status: "available".to_owned(),
            kind: SnapshotKind::Manual,
            engine: "postgres".to_owned(),
            engine_version: "12.7".to_owned(),
            created: at,
            key: key.cloned(),
        })
    }
}

#[async_trait]
impl KeyReader for SimPlace {
    async fn key(&self, id: &str) -> PortResult<Option<Key>> {
        self.read(Verb("kms", "DescribeKey"), |place, world| {
            Ok(place.key(world, id))
        })
    }

    async fn policy(&self, key: &KmsKeyArn) -> PortResult<Option<String>> {
        self.read(Verb("kms", "GetKeyPolicy"), |place, world| {
            place.key_policy(world, key)
        })
    }
}

#[async_trait]
impl RegionalKeyReader for SimPlace {
    async fn key_in(&self, region: &Region, id: &str) -> PortResult<Option<Key>> {
        self.read(Verb("kms", "DescribeKey"), |place, world| {
            let mut places = world.places.values();
            let there = places.find(|one| one.account == place.account && one.region == *region);
            Ok(there.and_then(|one| one.key(world, id)))
        })
    }
}

#[async_trait]
impl SnapshotReader for SimPlace {
    async fn snapshots(&self) -> PortResult<Vec<DbSnapshot>> {
        self.read(Verb("rds", "DescribeDBSnapshots"), |place, world| {
            let mut all = place.copies(world);
            all.retain(|copy| !place.snapshots.iter().any(|known| known.id == copy.id));
            all.extend(place.snapshots.iter().cloned());
            Ok(all)
        })
    }
}

#[async_trait]
impl BucketReader for SimPlace {
    async fn look(&self, bucket: &BucketName, owner: &AccountId) -> PortResult<BucketSight> {
        self.read(Verb("s3", "HeadBucket"), |_, world| {
            let mut places = world.places.values();
            let found = places.find(|place| place.has_bucket(world, bucket));
            Ok(match found {
                None => BucketSight::Absent,
                Some(place) if place.account != *owner => BucketSight::Denied,
                Some(place) => BucketSight::There(place.region.clone()),
            })
        })
    }

    async fn versioning(&self, bucket: &BucketName) -> PortResult<Versioning> {
        self.read(Verb("s3", "GetBucketVersioning"), |place, world| {
            if !place.has_bucket(world, bucket) {
                return Err(no_bucket(bucket));
            }
            let arranged = place.versioning.get(bucket).copied();
            Ok(arranged.unwrap_or(Versioning::Enabled))
        })
    }

    async fn replication(&self, bucket: &BucketName) -> PortResult<Vec<ReplicationRule>> {
        self.read(Verb("s3", "GetBucketReplication"), |place, world| {
            if place.has_bucket(world, bucket) {
                Ok(place.rules(world, bucket))
            } else {
                Err(no_bucket(bucket))
            }
        })
    }
}

fn no_bucket(bucket: &BucketName) -> Refusal {
    Refusal::not_found(format!("The specified bucket does not exist: {bucket}"))
}
