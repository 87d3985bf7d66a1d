//! Promises of what is changed in an account around the platform.
//!
//! What is tried stays so: no port takes any of it back, but for key pairs and roles, which stand beside, and the gateway endpoint.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::AccountSubject;
use crate::conformance::trial::Trial;
use crate::conformance::{Broken, Kept};
use crate::ids::{EmailAddress, VpcId};
use crate::port::certificate::CertificateImport;
use crate::port::log_policy::{LogPolicy, LogPolicyReader, LogPolicyWriter};
use crate::port::mail::{MailReader, MailWriter, ProductionAccess};
use crate::port::network::{
    GatewayEndpointRequest, NetworkReader, NetworkWriter, VpcEndpointState, VpcEndpointType,
};
use crate::port::role::RoleRequest;
use crate::port::service_linked_role::{ServiceLinkedRoleReader, ServiceLinkedRoleWriter};
use crate::port::{ChangePort, ErrorKind, Writers};

/// What may be changed in the account, each thing there already or not; the promises about what is
/// not told are not tried.
#[derive(Clone, typed_builder::TypedBuilder)]
pub struct AccountChanges<'a> {
    /// The writers, registered for the subject's target.
    pub ports: Writers<'a>,
    /// A resource policy of `CloudWatch Logs`; one of its name is replaced.
    #[builder(default, setter(strip_option))]
    pub policy: Option<LogPolicy>,
    /// An address whose owner may be asked to verify it.
    #[builder(default, setter(strip_option))]
    pub sender: Option<EmailAddress>,
    /// What AWS may be told to let the account out of SES's sandbox; somebody at AWS reads it.
    #[builder(default, setter(strip_option))]
    pub production_access: Option<ProductionAccess>,
    /// A service that may be given its role, and the role's name: `ecs.amazonaws.com`,
    /// `AWSServiceRoleForECS`.
    #[builder(default, setter(strip_option))]
    pub linked_role: Option<(String, String)>,
    /// The name of a key pair that may be made and removed; one of this name is removed first.
    #[builder(default, setter(strip_option))]
    pub key_pair: Option<String>,
    /// A new certificate that may be imported; one of its serial number may be there.
    #[builder(default, setter(strip_option))]
    pub certificate: Option<CertificateImport>,
    /// A role that may be made and removed; one of this name is removed first.
    #[builder(default, setter(strip_option))]
    pub role: Option<RoleRequest>,
    /// A gateway endpoint that may be made.
    #[builder(default, setter(strip_option))]
    pub gateway: Option<GatewayChange>,
}

/// A gateway endpoint that may be made, and two route tables of its VPC that may lead to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayChange {
    /// The VPC.
    pub vpc: VpcId,
    /// The service: `com.amazonaws.us-east-1.s3`.
    pub service: String,
    /// The route table that leads to it from the beginning.
    pub table: String,
    /// The route table that is added.
    pub further: String,
}

impl Trial<'_, AccountSubject<'_>> {
    pub(super) fn writer<P: ChangePort + ?Sized>(
        &self,
        changes: &AccountChanges<'_>,
    ) -> Result<Arc<P>, Broken> {
        let port = changes.ports.get::<P>(self.subject.target.name);
        port.map_err(|missing| self.broken(missing.to_string()))
    }

    /// The ids of the gateway endpoints of the service to which `table` leads.
    async fn gateways(&self, of: &GatewayChange, table: &str) -> Result<Vec<String>, Broken> {
        let reader = self.port::<dyn NetworkReader>()?;
        let mut endpoints = self.ask(|| reader.endpoints(&of.vpc)).await?;
        endpoints.retain(|one| {
            let same = one.kind == VpcEndpointType::Gateway && one.service == of.service;
            same && one.route_tables.iter().any(|led| led == table)
        });
        Ok(endpoints.into_iter().map(|one| one.id).collect())
    }

    /// Makes the endpoint; another one is refused where it is there.
    async fn gateway(&self, of: &GatewayChange, writer: &Arc<dyn NetworkWriter>) -> Kept {
        let request = GatewayEndpointRequest {
            vpc: of.vpc.clone(),
            service: of.service.clone(),
            route_tables: vec![of.table.clone()],
            tags: [("purpose".to_owned(), "try".to_owned())].into(),
        };
        let token = self.token("gateway");
        self.accepted_or_there(|| writer.create_gateway_endpoint(&request, &token))
            .await?;
        self.accepted_or_there(|| writer.create_gateway_endpoint(&request, &token))
            .await?;
        let other = self.token("another gateway");
        let second = || writer.create_gateway_endpoint(&request, &other);
        let refused = self.refused(ErrorKind::AlreadyExists, second).await;
        refused.map(drop)
    }
}

/// A log policy that is put, twice, is listed once, with its document.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is not listed, or not so.
pub async fn a_log_policy_that_is_put_is_listed_once(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_log_policy_that_is_put_is_listed_once")?;
    let Some(changes) = &subject.changes else {
        return Ok(());
    };
    let writer = trial.writer::<dyn LogPolicyWriter>(changes)?;
    let reader = trial.port::<dyn LogPolicyReader>()?;
    let Some(policy) = &changes.policy else {
        return Ok(());
    };
    trial.ask(|| writer.put(policy)).await?;
    trial.ask(|| writer.put(policy)).await?;
    let listed = || async {
        let mut listed = reader.policies().await?;
        listed.retain(|one| one.name == policy.name);
        Ok(listed)
    };
    trial
        .becomes("the policy", &vec![policy.clone()], listed)
        .await
}

/// An address is made an identity once, which can be seen; again, it is there already.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is not seen, or is made twice.
pub async fn an_address_is_verified_once(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "an_address_is_verified_once")?;
    let Some(changes) = &subject.changes else {
        return Ok(());
    };
    let writer = trial.writer::<dyn MailWriter>(changes)?;
    let reader = trial.port::<dyn MailReader>()?;
    let Some(sender) = &changes.sender else {
        return Ok(());
    };
    let tags = BTreeMap::new();
    trial
        .accepted_or_there(|| writer.verify(sender, &tags))
        .await?;
    let again = || writer.verify(sender, &tags);
    trial.refused(ErrorKind::AlreadyExists, again).await?;
    let seen = || async {
        let identity = reader.identity(sender.as_str()).await?;
        Ok(identity.map(|one| one.name))
    };
    let wanted = Some(sender.to_string());
    trial.becomes("the identity", &wanted, seen).await
}

/// A service-linked role is made once, and is linked to its service; again, it is there already.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is not seen, not linked, or made twice.
pub async fn a_linked_role_is_made_once(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_linked_role_is_made_once")?;
    let Some(changes) = &subject.changes else {
        return Ok(());
    };
    let writer = trial.writer::<dyn ServiceLinkedRoleWriter>(changes)?;
    let reader = trial.port::<dyn ServiceLinkedRoleReader>()?;
    let Some((service, name)) = &changes.linked_role else {
        return Ok(());
    };
    trial.accepted_or_there(|| writer.create(service)).await?;
    let again = || writer.create(service);
    trial.refused(ErrorKind::AlreadyExists, again).await?;
    let linked = || async {
        let role = reader.role(name).await?;
        Ok(role.map(|role| role.is_linked_to(service)))
    };
    trial
        .becomes("whether it is linked", &Some(true), linked)
        .await
}

/// A service that AWS does not know is given no role.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is, or the refusal has another kind.
pub async fn a_service_without_a_role_is_refused(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_service_without_a_role_is_refused")?;
    let Some(changes) = &subject.changes else {
        return Ok(());
    };
    let writer = trial.writer::<dyn ServiceLinkedRoleWriter>(changes)?;
    let creation = || writer.create("nobody-made-this-one.amazonaws.com");
    trial.refused(ErrorKind::Invalid, creation).await.map(drop)
}

/// A gateway endpoint is made once for a token, leads from its table, and leaves no room for another
/// from there. A VPC that is not there is given none.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when a second one is made, or none is seen.
pub async fn a_gateway_endpoint_is_made_once(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_gateway_endpoint_is_made_once")?;
    let Some(changes) = &subject.changes else {
        return Ok(());
    };
    let writer = trial.writer::<dyn NetworkWriter>(changes)?;
    let Some(gateway) = &changes.gateway else {
        return Ok(());
    };
    trial.gateway(gateway, &writer).await?;
    let made = trial.gateways(gateway, &gateway.table).await?;
    trial.holds(made.len() == 1, format!("the table leads to {made:?}"))?;
    let nowhere = VpcId::parse("vpc-00000000000000000");
    let request = GatewayEndpointRequest {
        vpc: nowhere.map_err(|error| trial.broken(error.to_string()))?,
        service: gateway.service.clone(),
        route_tables: Vec::new(),
        tags: std::collections::BTreeMap::new(),
    };
    let token = trial.token("nowhere");
    let creation = || writer.create_gateway_endpoint(&request, &token);
    trial.refused(ErrorKind::NotFound, creation).await.map(drop)
}

/// A further table leads to a gateway endpoint once it was added, and is not added again. An endpoint
/// that is not there takes none.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it does not lead there, or is added twice.
pub async fn a_table_is_led_to_a_gateway_once(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_table_is_led_to_a_gateway_once")?;
    let Some(changes) = &subject.changes else {
        return Ok(());
    };
    let writer = trial.writer::<dyn NetworkWriter>(changes)?;
    let Some(gateway) = &changes.gateway else {
        return Ok(());
    };
    trial.gateway(gateway, &writer).await?;
    let made = trial.gateways(gateway, &gateway.table).await?;
    let endpoint = made.into_iter().next();
    let endpoint = endpoint.ok_or_else(|| trial.broken("the endpoint is not there"))?;
    let further = [gateway.further.clone()];
    let addition = || writer.add_route_tables(&endpoint, &further);
    trial.accepted_or_there(addition).await?;
    trial.refused(ErrorKind::AlreadyExists, addition).await?;
    let led = trial.gateways(gateway, &gateway.further).await?;
    trial.same("where it leads", &vec![endpoint.clone()], &led)?;
    let nowhere = || writer.add_route_tables("vpce-00000000000000000", &further);
    trial.refused(ErrorKind::NotFound, nowhere).await.map(drop)
}

/// A gateway endpoint bears the tags that it was made with until it is removed; removing it again is done.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it has no tags, or stays.
pub async fn a_gateway_endpoint_is_removed(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_gateway_endpoint_is_removed")?;
    let Some(changes) = &subject.changes else {
        return Ok(());
    };
    let writer = trial.writer::<dyn NetworkWriter>(changes)?;
    let reader = trial.port::<dyn NetworkReader>()?;
    let Some(gateway) = &changes.gateway else {
        return Ok(());
    };
    trial.gateway(gateway, &writer).await?;
    let made = trial.gateways(gateway, &gateway.table).await?;
    let endpoints = trial.ask(|| reader.endpoints(&gateway.vpc)).await?;
    let tagged = endpoints.iter().filter(|one| made.contains(&one.id));
    let tagged = tagged.filter(|one| one.tags.get("purpose").is_some_and(|tag| tag == "try"));
    trial.holds(
        tagged.count() == made.len(),
        "it has not the tags that it was given",
    )?;
    for endpoint in &made {
        trial.ask(|| writer.delete_endpoint(endpoint)).await?;
    }
    let left = || async {
        let endpoints = reader.endpoints(&gateway.vpc).await?;
        let standing = endpoints
            .into_iter()
            .filter(|one| one.state != VpcEndpointState::Deleted && made.contains(&one.id));
        Ok(standing.count())
    };
    trial.becomes("the endpoints", &0, left).await?;
    for endpoint in &made {
        trial.ask(|| writer.delete_endpoint(endpoint)).await?;
    }
    Ok(())
}
