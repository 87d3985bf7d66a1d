//! Identities that mail is sent from.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::ids::EmailAddress;
use crate::port::PortResult;
use crate::port::mail::{
    MailAccount, MailIdentity, MailReader, MailWriter, ProductionAccess, ReviewStatus,
    VerificationStatus,
};
use crate::sim::place::{SimPlace, Verb};
use crate::sim::refusal::Refusal;

/// An account that has left the sandbox.
pub(super) fn documented() -> MailAccount {
    MailAccount {
        production_access: true,
        sending: true,
        review: None,
    }
}

/// A verified identity.
pub(super) fn verified(name: &str) -> MailIdentity {
    MailIdentity {
        name: name.to_owned(),
        verified: true,
        status: VerificationStatus::Success,
    }
}

#[async_trait]
impl MailReader for SimPlace {
    async fn identity(&self, name: &str) -> PortResult<Option<MailIdentity>> {
        self.read(Verb("sesv2", "GetEmailIdentity"), |place, _| {
            let mut held = place.holds.mail_identities.iter();
            Ok(held.find(|one| one.name == name).cloned())
        })
    }

    async fn account(&self) -> PortResult<MailAccount> {
        self.read(Verb("sesv2", "GetAccount"), |place, _| {
            Ok(place.holds.mail_account)
        })
    }
}

#[async_trait]
impl MailWriter for SimPlace {
    async fn verify(&self, address: &EmailAddress, _: &BTreeMap<String, String>) -> PortResult<()> {
        self.change(Verb("sesv2", "CreateEmailIdentity"), |world, target| {
            let held = &mut world.place(target).holds.mail_identities;
            let name = address.to_string();
            if held.iter().any(|one| one.name == name) {
                let message = format!("Email identity {name} already exist.");
                return Err(Refusal::already_exists(message));
            }
            held.push(MailIdentity {
                name,
                verified: false,
                status: VerificationStatus::Pending,
            });
            Ok(((), true))
        })
    }

    async fn request_production_access(&self, request: &ProductionAccess) -> PortResult<()> {
        self.change(Verb("sesv2", "PutAccountDetails"), |world, target| {
            if !(1..=5000).contains(&request.use_case.chars().count()) {
                return Err(Refusal::invalid(
                    "UseCaseDescription has 1 to 5000 characters",
                ));
            }
            let account = &mut world.place(target).holds.mail_account;
            if account.review == Some(ReviewStatus::Pending) {
                let words = "A request for production access is under review";
                return Err(Refusal::conflict(words));
            }
            account.review = Some(ReviewStatus::Pending);
            Ok(((), true))
        })
    }
}
