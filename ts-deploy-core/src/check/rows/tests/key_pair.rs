//! R10.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use futures::executor::block_on;

use super::{fixed, fixed_cloud, found, main_target, passed, start, verdict};
use crate::check::rows::KeyPairCheck;
use crate::check::{Check, KeptKey, KeySink, KeySinkError, KeySlot};
use crate::engine::TokenSeed;
use crate::plan::{Observation, Proposal, ReadContext, StepError};
use crate::port::key_pair::{KeyPair, KeyPairType};
use crate::secret::Secret;
use crate::sim::{CallFault, SimAccount, SimCloud};

const NAME: &str = "acme-eks";

/// A place in memory, and whether anything can be written there.
#[derive(Default)]
struct Drawer {
    held: Mutex<Option<String>>,
    reserved: Mutex<u32>,
    full: bool,
    jams: bool,
}

/// A hand on the drawer.
struct Hand(Arc<Drawer>);

struct Open(Arc<Drawer>);

fn refused(seen: &str) -> KeySinkError {
    KeySinkError {
        seen: seen.to_owned(),
        remedy: "Name another.".to_owned(),
    }
}

impl KeySink for Hand {
    fn kept(&self) -> Result<KeptKey, KeySinkError> {
        Ok(match *self.0.held.lock().unwrap() {
            Some(_) => KeptKey::Something,
            None => KeptKey::Nothing,
        })
    }

    fn reserve(&self) -> Result<Box<dyn KeySlot>, KeySinkError> {
        *self.0.reserved.lock().unwrap() += 1;
        if self.0.full {
            return Err(refused("the drawer is full"));
        }
        Ok(Box::new(Open(Arc::clone(&self.0))))
    }

    fn shown(&self) -> String {
        "the drawer".to_owned()
    }
}

impl KeySlot for Open {
    fn keep(self: Box<Self>, private_key: &Secret) -> Result<(), KeySinkError> {
        if self.0.jams {
            return Err(refused("the drawer jams"));
        }
        *self.0.held.lock().unwrap() = Some(private_key.expose().to_owned());
        Ok(())
    }
}

fn check() -> KeyPairCheck {
    let tags = BTreeMap::from([("owner".to_owned(), "platform".to_owned())]);
    KeyPairCheck::new(main_target(), NAME, tags)
}

fn kept_in(drawer: &Arc<Drawer>) -> KeyPairCheck {
    check().kept_in(Arc::new(Hand(Arc::clone(drawer))))
}

fn pair(account: &mut SimAccount) {
    account.key_pairs.push(KeyPair {
        name: NAME.to_owned(),
        id: "key-1".to_owned(),
        kind: KeyPairType::Ed25519,
        created: None,
    });
}

/// The proposal of the fix in a cloud, and what starting it comes to.
fn begun(check: &KeyPairCheck, cloud: &SimCloud) -> (Proposal, Result<(), StepError>) {
    let ports = cloud.ports(&[main_target()]);
    let tokens = TokenSeed::new("acme".parse().unwrap());
    let cx = ReadContext {
        ports: ports.readers(),
        now: start(),
        open: None,
        confirmed: None,
        tokens: &tokens,
        detail: false,
    };
    let step = check.fix().unwrap();
    let Observation::Differs(proposal) = block_on(step.observe(&cx)).unwrap() else {
        panic!("it proposes nothing");
    };
    let token = tokens.token(step.id(), &proposal.digest, None);
    let started = block_on(step.start(&ports.writers(), &proposal, &token));
    (*proposal, started.map(drop))
}

fn cloud() -> SimCloud {
    SimCloud::new(7, start())
}

#[test]
fn a_key_pair_of_that_name_passes() {
    let verdict = verdict(&check(), pair);
    assert_eq!(passed(&verdict), "key pair acme-eks: key-1, ed25519");
}

#[test]
fn no_key_pair_of_that_name_blocks_with_the_command_and_what_the_fix_needs() {
    let verdict = verdict(&check(), |_| {});
    insta::assert_snapshot!(found(&verdict), @"blocks main: there is no key pair acme-eks in us-east-1. The EKS workers are launched with it, and EC2 refuses a launch that names a key pair which is not there. With umask 077: aws ec2 create-key-pair --key-name 'acme-eks' --key-type rsa --region us-east-1 --query KeyMaterial --output text > KEY.pem, or name key_pair.private_key_file in the spec and use --fix R10.");
}

#[test]
fn without_a_place_for_the_private_key_a_person_makes_the_pair() {
    assert!(check().fix().is_none());
}

#[test]
fn the_fix_makes_the_pair_and_keeps_its_private_key() {
    let drawer = Arc::new(Drawer::default());
    let after = fixed(&kept_in(&drawer), |_| {});
    assert!(passed(&after).ends_with(", rsa"));
    let held = drawer.held.lock().unwrap().clone();
    assert!(held.unwrap().starts_with("-----BEGIN RSA PRIVATE KEY-----"));
}

#[test]
fn a_place_that_cannot_be_written_is_found_before_the_key_is_asked_for() {
    let drawer = Arc::new(Drawer {
        full: true,
        ..Drawer::default()
    });
    let cloud = cloud();
    let (_, started) = begun(&kept_in(&drawer), &cloud);
    assert!(
        started
            .unwrap_err()
            .to_string()
            .contains("the drawer is full")
    );
    assert_eq!(cloud.changing_calls(), 0);
}

#[test]
fn a_key_that_could_not_be_written_after_all_is_said_to_be_lost() {
    let drawer = Arc::new(Drawer {
        jams: true,
        ..Drawer::default()
    });
    let (_, started) = begun(&kept_in(&drawer), &cloud());
    let Err(StepError::Failed(failure)) = started else {
        panic!("it failed for another reason");
    };
    assert!(failure.remains.contains("its private key is lost"));
}

#[test]
fn a_pair_whose_private_key_is_not_where_it_belongs_warns_with_the_way_forward() {
    let verdict = verdict(&kept_in(&Arc::default()), pair);
    insta::assert_snapshot!(found(&verdict), @"warns main: the key pair acme-eks (key-1) is there, and the drawer does not hold its private key. EC2 told its private key once, when it was made: without it nobody can ever sign in to a worker. If the private key is kept elsewhere, move it there or take key_pair.private_key_file out of the spec. If it was lost, such as by a run that was cut off, have the pair removed and made again before the workers are launched: --fix R10 --allow destroy:fix-key-pair-main-6fe48bb8.");
}

#[test]
fn a_pair_whose_answer_was_lost_is_removed_with_consent_only() {
    let (drawer, cloud) = (Arc::new(Drawer::default()), cloud());
    cloud.on_call(Box::new(|info| {
        if info.call.operation == "CreateKeyPair" {
            CallFault::LostAfter
        } else {
            CallFault::None
        }
    }));
    let (_, started) = begun(&kept_in(&drawer), &cloud);
    assert!(started.unwrap_err().is_loss_of_sight());
    let (removal, removed) = begun(&kept_in(&drawer), &cloud);
    assert_eq!(
        removal.consent.unwrap().word,
        "destroy:fix-key-pair-main-6fe48bb8"
    );
    assert!(removed.is_ok());
}

#[test]
fn a_pair_without_its_private_key_is_removed_and_made_again() {
    let drawer = Arc::new(Drawer::default());
    let cloud = fixed_cloud(&kept_in(&drawer), pair);
    let count = |name: &str| {
        cloud
            .calls()
            .iter()
            .filter(|(call, _)| call == name)
            .count()
    };
    assert_eq!(
        (count("ec2:DeleteKeyPair"), count("ec2:CreateKeyPair")),
        (1, 1)
    );
    assert!(drawer.held.lock().unwrap().is_some());
}

#[test]
fn a_private_key_that_is_kept_is_never_asked_for_again() {
    let drawer = Arc::new(Drawer {
        held: Mutex::new(Some("mine".to_owned())),
        ..Drawer::default()
    });
    let cloud = fixed_cloud(&kept_in(&drawer), pair);
    assert_eq!(cloud.changing_calls(), 0);
}

#[test]
fn neither_world_nor_proposal_holds_the_private_key() {
    let (drawer, cloud) = (Arc::new(Drawer::default()), cloud());
    let (proposal, started) = begun(&kept_in(&drawer), &cloud);
    started.unwrap();
    let held = drawer.held.lock().unwrap().clone().unwrap();
    let key = held.lines().nth(1).unwrap();
    assert!(!format!("{proposal:?}").contains(key));
    let world = cloud.save().unwrap();
    assert!(!world.contains(key));
}
