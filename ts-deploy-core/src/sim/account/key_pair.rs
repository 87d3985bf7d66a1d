//! Key pairs.

use async_trait::async_trait;

use crate::port::PortResult;
use crate::port::key_pair::{
    KeyPair, KeyPairReader, KeyPairRequest, KeyPairType, KeyPairWriter, NewKeyPair,
};
use crate::secret::Secret;
use crate::sim::place::{SimPlace, Verb};
use crate::sim::refusal::Refusal;

/// An id in EC2's form, the same for the same words.
fn id_of(words: &[&str]) -> String {
    let hash = crate::hash::of_parts(words.iter().copied());
    let digits: String = hash.chars().take(17).collect();
    format!("key-{digits}")
}

/// A pair of this name that somebody made before.
pub(super) fn there(name: &str) -> KeyPair {
    KeyPair {
        name: name.to_owned(),
        id: id_of(&[name]),
        kind: KeyPairType::Rsa,
        created: None,
    }
}

#[async_trait]
impl KeyPairReader for SimPlace {
    async fn pair(&self, name: &str) -> PortResult<Option<KeyPair>> {
        self.read(Verb("ec2", "DescribeKeyPairs"), |place, _| {
            let mut held = place.holds.key_pairs.iter();
            Ok(held.find(|one| one.name == name).cloned())
        })
    }
}

#[async_trait]
impl KeyPairWriter for SimPlace {
    async fn create(&self, request: &KeyPairRequest) -> PortResult<NewKeyPair> {
        self.change(Verb("ec2", "CreateKeyPair"), |world, target| {
            let name = &request.name;
            if name.is_empty() || name.len() > 255 || !name.is_ascii() {
                return Err(Refusal::invalid("Invalid value for parameter KeyName"));
            }
            let (now, count) = (world.now, world.changing_calls.to_string());
            let held = &mut world.place(target).holds.key_pairs;
            if held.iter().any(|one| one.name == *name) {
                let words = format!("The keypair '{name}' already exists.");
                return Err(Refusal::already_exists(words));
            }
            let id = id_of(&[name, &count]);
            held.push(KeyPair {
                created: Some(now),
                id: id.clone(),
                ..there(name)
            });
            // As in AWS, the world keeps no private key. This one opens nothing.
            let key = crate::hash::of_parts(["private key", id.as_str()]);
            let private_key = Secret::new(format!(
                "-----BEGIN RSA PRIVATE KEY-----\n{key}\n-----END RSA PRIVATE KEY-----\n"
            ));
            Ok((NewKeyPair { id, private_key }, true))
        })
    }

    async fn delete(&self, id: &str) -> PortResult<()> {
        self.change(Verb("ec2", "DeleteKeyPair"), |world, target| {
            let held = &mut world.place(target).holds.key_pairs;
            let before = held.len();
            held.retain(|one| one.id != id);
            Ok(((), held.len() != before))
        })
    }
}
