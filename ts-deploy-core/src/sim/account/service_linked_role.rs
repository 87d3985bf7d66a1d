//! Service-linked roles.

use async_trait::async_trait;

use crate::port::PortResult;
use crate::port::service_linked_role::{
    ServiceLinkedRole, ServiceLinkedRoleReader, ServiceLinkedRoleWriter,
};
use crate::sim::place::{SimPlace, Verb};
use crate::sim::refusal::Refusal;

/// The services that have such a role here, with its name.
const ROLES: [(&str, &str); 3] = [
    ("ecs.amazonaws.com", "AWSServiceRoleForECS"),
    (
        "es.amazonaws.com",
        "AWSServiceRoleForAmazonElasticsearchService",
    ),
    (
        "opensearchservice.amazonaws.com",
        "AWSServiceRoleForAmazonOpenSearchService",
    ),
];

fn role((service, name): (&str, &str)) -> ServiceLinkedRole {
    ServiceLinkedRole {
        name: name.to_owned(),
        path: format!("/aws-service-role/{service}/"),
    }
}

/// The roles that the documents ask for, with the words they lost.
pub(super) fn documented() -> Vec<ServiceLinkedRole> {
    ROLES.into_iter().take(2).map(role).collect()
}

#[async_trait]
impl ServiceLinkedRoleReader for SimPlace {
    async fn role(&self, name: &str) -> PortResult<Option<ServiceLinkedRole>> {
        self.read(Verb("iam", "GetRole"), |place, _| {
            let mut roles = place.holds.service_linked_roles.iter();
            Ok(roles.find(|one| one.name == name).cloned())
        })
    }
}

#[async_trait]
impl ServiceLinkedRoleWriter for SimPlace {
    async fn create(&self, service: &str) -> PortResult<()> {
        self.change(Verb("iam", "CreateServiceLinkedRole"), |world, target| {
            let known = ROLES.into_iter().find(|(known, _)| *known == service);
            let made = known.map(role).ok_or_else(|| {
                Refusal::invalid(format!("Service {service} has no service-linked role"))
            })?;
            let held = &world.place(target).holds.service_linked_roles;
            if held.iter().any(|one| one.name == made.name) {
                let name = made.name;
                return Err(Refusal::already_exists(format!(
                    "Service role name {name} has been taken in this account, please try a different suffix."
                )));
            }
            // A role is the account's: every region of it has it.
            let places = world.places.values_mut();
            for place in places.filter(|place| place.account == target.account) {
                place.holds.service_linked_roles.push(made.clone());
            }
            Ok(((), true))
        })
    }
}
