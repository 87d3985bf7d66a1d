//! Accepting launches, updates and removals, or refusing them.
//!
//! Refusals are stricter than AWS's where AWS lets a mistake through that shows only later.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::memo::Memo;
use super::naming::catalog_id;
use super::provisioned::{Fate, Held, Operation, Provisioned};
use super::refusal::{Answer, Refusal};
use super::request::{Parameters, check_tags, check_token, fingerprint};
use super::world::{Place, World};
use crate::port::catalog::{
    Guidance, OperationToken, ProvisionRequest, ProvisionedProductId, Record, RecordId,
    RecordStatus, RecordType, TerminateRequest, UpdateRequest, VersionId,
};
use crate::target::Target;

/// What has to be known of a request before it is looked at more closely.
pub(super) struct Asked {
    kind: RecordType,
    pub(super) token: String,
    pub(super) fingerprint: String,
    record: RecordId,
}

/// An accepted request and its record.
pub(super) struct Accepted {
    pub(super) record: Record,
    /// False for a repetition, which changes nothing.
    pub(super) changed: bool,
}

impl World {
    /// Launches a product.
    pub(super) fn launch(
        &mut self,
        target: &Target,
        request: &ProvisionRequest,
    ) -> Answer<Accepted> {
        check_token(&request.token)?;
        let (now, seed, sight) = (self.now, self.seed, self.sight());
        let place = self.place(target);
        let salt = Salt::new(seed, place);
        let what = [
            "launch",
            request.name.as_str(),
            &request.product.0,
            &request.version.0,
            &request.path.0,
        ];
        let digest = fingerprint(
            salt.parts(),
            &what,
            Some(&request.parameters),
            Some(&request.tags),
        );
        let asked = Asked::new(&salt, RecordType::ProvisionProduct, &request.token, digest);
        if let Some(record) = place.repeated(seed, &asked, now)? {
            return Ok(record);
        }
        let version = place.launchable(&request.product, &request.version, &request.path, sight)?;
        // AWS hides an inactive version and refuses to launch a deprecated one.
        if version.guidance == Guidance::Deprecated {
            let name = &version.name;
            return Err(Refusal::invalid(format!(
                "the version {name} is deprecated: it cannot be launched"
            )));
        }
        if place.live_named(seed, &request.name, now).is_some() {
            let name = &request.name;
            return Err(Refusal::already_exists(format!(
                "A provisioned product named {name} already exists."
            )));
        }
        check_tags(&request.tags)?;
        let parameters = Parameters {
            contract: &version.contract,
            previous: None,
            salt: salt.parts(),
        };
        let parameters = parameters.take(&request.parameters)?;
        let operation = asked.operation(now, &request.version, parameters, request.tags.clone());
        let id = catalog_id("pp-", &[&operation.record.0]);
        let provisioned = Provisioned {
            id: ProvisionedProductId(id),
            name: request.name.clone(),
            product: request.product.clone(),
            launch: operation,
            later: Vec::new(),
            direct: None,
        };
        let provisioned = self.decided(target, provisioned);
        let launches = self.launches.entry(request.name.clone()).or_default();
        *launches = launches.saturating_add(1);
        Ok(self.begun(target, provisioned))
    }

    /// Updates a provisioned product.
    pub(super) fn update(&mut self, target: &Target, request: &UpdateRequest) -> Answer<Accepted> {
        check_token(&request.token)?;
        let (now, seed, sight) = (self.now, self.seed, self.sight());
        let place = self.place(target);
        let salt = Salt::new(seed, place);
        let what = [
            "update",
            &request.provisioned_product.0,
            &request.product.0,
            &request.version.0,
            &request.path.0,
        ];
        let digest = fingerprint(salt.parts(), &what, Some(&request.parameters), None);
        let asked = Asked::new(
            &salt,
            RecordType::UpdateProvisionedProduct,
            &request.token,
            digest,
        );
        if let Some(record) = place.repeated(seed, &asked, now)? {
            return Ok(record);
        }
        let version = place.launchable(&request.product, &request.version, &request.path, sight)?;
        let chronicle = place.settled(seed, &request.provisioned_product, now)?;
        if chronicle.provisioned.product != request.product {
            return Err(Refusal::invalid(
                "a provisioned product cannot become another product",
            ));
        }
        let previous = chronicle.updatable(now)?;
        let parameters = Parameters {
            contract: &version.contract,
            previous: Some(&previous.parameters),
            salt: salt.parts(),
        };
        let parameters = parameters.take(&request.parameters)?;
        let mut operation = asked.operation(now, &request.version, parameters, BTreeMap::new());
        operation.imported.clone_from(&previous.imported);
        // AWS accepts it and then marks the product tainted.
        if previous.version == operation.version && previous.parameters == operation.parameters {
            operation.fate = Fate::Unchanged;
        }
        let mut provisioned = chronicle.provisioned.clone();
        provisioned.later.push(operation);
        let provisioned = self.decided(target, provisioned);
        Ok(self.begun(target, provisioned))
    }

    /// Removes a provisioned product.
    pub(super) fn terminate(
        &mut self,
        target: &Target,
        request: &TerminateRequest,
    ) -> Answer<Accepted> {
        check_token(&request.token)?;
        let (now, seed) = (self.now, self.seed);
        let place = self.place(target);
        let salt = Salt::new(seed, place);
        let what = ["terminate", request.provisioned_product.0.as_str()];
        let digest = fingerprint(salt.parts(), &what, None, None);
        let asked = Asked::new(
            &salt,
            RecordType::TerminateProvisionedProduct,
            &request.token,
            digest,
        );
        if let Some(record) = place.repeated(seed, &asked, now)? {
            return Ok(record);
        }
        let chronicle = place.settled(seed, &request.provisioned_product, now)?;
        let version = match chronicle.effective {
            Some(effective) => effective.operation.version.clone(),
            None => chronicle.provisioned.launch.version.clone(),
        };
        let mut operation = asked.operation(now, &version, BTreeMap::new(), BTreeMap::new());
        operation.fate = Fate::Removes {
            undeletable: BTreeMap::new(),
        };
        let mut provisioned = chronicle.provisioned.clone();
        provisioned.later.push(operation);
        let provisioned = self.decided(target, provisioned);
        Ok(self.begun(target, provisioned))
    }

    /// Puts a provisioned product whose last operation is new into the world.
    fn begun(&mut self, target: &Target, provisioned: Provisioned) -> Accepted {
        let record = provisioned.newest_record();
        let place = self.place(target);
        match place
            .provisioned
            .iter_mut()
            .find(|one| one.id == provisioned.id)
        {
            Some(known) => *known = provisioned,
            None => place.provisioned.push(provisioned),
        }
        Accepted {
            record,
            changed: true,
        }
    }
}

/// What makes digests and ids this world's and place's own.
pub(super) struct Salt {
    seed: String,
    account: String,
    region: String,
}

impl Salt {
    pub(super) fn new(seed: u64, place: &Place) -> Self {
        Self {
            seed: seed.to_string(),
            account: place.account.to_string(),
            region: place.region.to_string(),
        }
    }

    pub(super) fn parts(&self) -> [&str; 3] {
        [&self.seed, &self.account, &self.region]
    }
}

impl Asked {
    pub(super) fn new(
        salt: &Salt,
        kind: RecordType,
        token: &OperationToken,
        fingerprint: String,
    ) -> Self {
        let [seed, account, region] = salt.parts();
        Self {
            kind,
            record: RecordId(catalog_id("rec-", &[seed, account, region, &token.0])),
            token: token.0.clone(),
            fingerprint,
        }
    }

    pub(super) fn operation(
        self,
        accepted: Timestamp,
        version: &VersionId,
        parameters: BTreeMap<String, Held>,
        tags: BTreeMap<String, String>,
    ) -> Operation {
        Operation {
            record: self.record,
            kind: self.kind,
            token: self.token,
            fingerprint: self.fingerprint,
            accepted,
            version: version.clone(),
            parameters,
            imported: BTreeMap::new(),
            tags,
            fate: Fate::Runs {
                failure: None,
                stalls: BTreeMap::new(),
            },
            course: Memo::default(),
        }
    }
}

impl Provisioned {
    /// The record of the newest operation at the moment it is accepted.
    fn newest_record(&self) -> Record {
        let operation = self.later.last().unwrap_or(&self.launch);
        Record {
            id: operation.record.clone(),
            status: RecordStatus::Created,
            kind: operation.kind,
            provisioned_product: self.id.clone(),
            version: Some(operation.version.clone()),
            created: operation.accepted,
            errors: Vec::new(),
        }
    }
}
