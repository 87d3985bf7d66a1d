//! From the document to the deployment, through the builders of the components.

use super::decode::Section;
use super::document::{
    Access, AgreedWithVendor, CertificateFiles, CustomDns, DataLayer, Document, Integrations,
    KeyPair, Network, Notifications, Place, Portfolio, ProductionAccess, ServiceLayer, Tags,
    Targets, Web, WindowsWorkers,
};
use super::left::Left;
use super::notes::Notes;
use super::secrets;
use super::vendor_log_access::{Around, vendor_log_access};
use crate::deployment::{self, Agreement, Deployment, Requested, TargetSettings};
use crate::finding::{Finding, Findings};
use crate::ids::{AccountId, InfrastructureName, KmsKeyRef};
use crate::layer;
use crate::plan::StepId;
use crate::target::{Target, TargetName};

/// The deployment that the document describes, with everything that is wrong or doubtful noted;
/// `None` when a part of it is missing or its component refused it.
///
/// Parts that did not fit are left out here, so that the others are still checked: the notes
/// refuse the document then.
pub(super) fn assemble(document: Document, notes: &mut Notes) -> Option<Deployment> {
    let mut left = Left::of(&document);
    let agreed = agreement(document.agreed_with_vendor, notes);
    note_portfolio(document.portfolio.is_some(), notes);
    let wants_dr = document.disaster_recovery.is_some();
    let targets = document.targets.0;
    let settings = targets
        .as_ref()
        .and_then(|targets| settings(targets, wants_dr, notes));
    let main = targets
        .as_ref()
        .map(|targets| target(TargetName::Main, &targets.main));
    let account = main.as_ref().map(|target| &target.account);
    let portfolio = portfolio(document.portfolio, account, notes);
    let mut integrations = given(document.integrations);
    let tags = given(document.tags).unwrap_or_default();
    let web = document.web.0;
    let service = document.service_layer.0;
    let data = document.data_layer.0;
    // What they decide for the Data Layer is taken as what demands least.
    left.data |= service.is_none() || web.is_none();
    let environment = data.as_ref().and_then(DataLayer::environment);
    let further = given(document.secrets);
    let host = given(document.custom_dns).zip(data.as_ref());
    let host = host.map(|(dns, data)| database_host(dns, data));
    let secrets = secrets::secrets(
        integrations.as_mut(),
        further,
        host,
        environment,
        &tags,
        notes,
    );

    let infrastructure_name = document.infrastructure_name.0;
    let recovery = given(document.disaster_recovery)
        .zip(targets.and_then(|targets| targets.dr))
        .zip(infrastructure_name.as_ref())
        .and_then(|((recovery, dr), name)| recovery.into_parts(&dr, name, notes));
    let (disaster_recovery, recovery) = recovery.unzip();
    let key_pair = given(document.key_pair);
    let log_access = given(document.vendor_log_access).and_then(|written| {
        let around = Around {
            target: main.as_ref()?,
            deployment: document.name.0.as_ref()?,
            infrastructure_name: infrastructure_name.as_ref()?,
            iam: data.as_ref()?.iam.as_ref(),
            tags: &tags.0,
        };
        vendor_log_access(written, &around, notes)
    });
    let requested = requested(
        key_pair.as_ref(),
        given(document.certificate_files),
        given(document.production_access),
        log_access,
    );
    let parts = DataParts {
        target: main.clone(),
        infrastructure_name,
        network: document.network.0,
        notifications: document.notifications.0,
        disaster_recovery,
        integrations,
        eks_image: given(document.eks_image)
            .map(Into::into)
            .unwrap_or_default(),
        key_pair: key_pair.map(|pair| (pair.name.into(), pair.parameter)),
        // What demands least cannot bring findings about something the customer did not decide.
        windows_workers: service
            .as_ref()
            .is_some_and(|service| !matches!(service.windows_workers, Some(WindowsWorkers::Off))),
        exposed_on_internet: web
            .as_ref()
            .is_some_and(|web| matches!(web.access, Access::Internet)),
    };
    left.data |= wants_dr && parts.disaster_recovery.is_none();
    let data_layer = data.and_then(|data| data_layer(data, parts, &tags, notes));
    let service_layer = service.and_then(|service| service_layer(service, main, web, tags, notes));
    left.data |= data_layer.is_none();
    left.service |= service_layer.is_none();
    left.note(notes);
    let data_layer = data_layer.and_then(|built| noted(built, layer::DataLayer::findings, notes));
    let service_layer =
        service_layer.and_then(|built| noted(built, layer::ServiceLayer::findings, notes));
    if let (Some(data), Some(service)) = (&data_layer, &service_layer) {
        notes.add_all(&layer::agree(data, service));
    }

    Some(Deployment {
        name: document.name.0?,
        targets: settings?,
        agreed,
        // One that did not read is not one that is left out.
        portfolio: match portfolio {
            Some(read) => Some(read?),
            None => None,
        },
        data_layer: data_layer?,
        service_layer: service_layer?,
        secrets: secrets?,
        single_sign_on: given(document.single_sign_on).map(Into::into),
        disaster_recovery: recovery,
        requested,
        findings: Findings::none(),
    })
}

/// The portfolio, where the document names one; `Some(None)` when that did not read.
#[expect(clippy::option_option, reason = "left out is not the same as not read")]
fn portfolio(
    section: Option<Section<Portfolio>>,
    account: Option<&AccountId>,
    notes: &mut Notes,
) -> Option<Option<deployment::Portfolio>> {
    section.map(|section| {
        let given = section.0;
        given.map(|portfolio| portfolio.into_portfolio(account, notes))
    })
}

fn given<T>(section: Option<Section<T>>) -> Option<T> {
    section.and_then(|section| section.0)
}

fn target(name: TargetName, place: &Place) -> Target {
    Target {
        name,
        account: place.account.clone(),
        region: place.region.clone(),
    }
}

fn agreement(agreed: Option<Section<AgreedWithVendor>>, notes: &mut Notes) -> Option<Agreement> {
    const AT: &str = "agreed_with_vendor";
    if agreed.is_none() && !notes.is_misspelt(AT) {
        let seen = "Nobody at the vendor is named who agreed to the infrastructure name and the \
                    Elasticsearch sizes.";
        let finding = Finding::warns("not-agreed-with-vendor", AT, seen)
            .why("The documents ask to validate them with the vendor; the name cannot be changed.")
            .remedy(
                "Ask the vendor, then add agreed_with_vendor: { by: NAME, date: \"2026-10-01\" }",
            )
            .row("P0");
        notes.add(finding);
    }
    let agreed = given(agreed)?;
    let on = agreed.day(notes)?;
    Some(Agreement {
        by: agreed.by.into(),
        on,
    })
}

/// Notes that nothing is imported where no portfolio is given.
fn note_portfolio(given: bool, notes: &mut Notes) {
    const AT: &str = "portfolio";
    if !given && !notes.is_misspelt(AT) {
        let seen = "No portfolio is named, so that none is imported.";
        let finding = Finding::informs("portfolio-not-declared", AT, seen)
            .why("The catalog must offer the products already, to the one who deploys.")
            .remedy(
                "If the catalog offers the products already, do nothing; otherwise add portfolio: { id: CODE, principal: ARN } with the code that the vendor \
                 sends and the user or role that deploys.",
            )
            .row("R16");
        notes.add_nowhere(finding);
    }
}

/// The places: the main one, and with disaster recovery the DR account in both regions.
fn settings(targets: &Targets, wants_dr: bool, notes: &mut Notes) -> Option<Vec<TargetSettings>> {
    targets.main.check("targets.main", notes);
    if let Some(place) = &targets.dr {
        place.check("targets.dr", notes);
    }
    let main = targets.main.credentials("targets.main", notes);
    let dr = match (&targets.dr, wants_dr) {
        (Some(place), true) => Some((place, place.credentials("targets.dr", notes))),
        (None, false) => None,
        (None, true) if notes.is_misspelt("targets.dr") => None,
        (Some(_), false) if notes.is_misspelt("disaster_recovery") => None,
        (None, true) => {
            let seen = "Disaster recovery is on, but no target dr says where it is.";
            let finding = Finding::blocks("dr-target-missing", "disaster_recovery", seen)
                .why("It needs a second account and another region.")
                .remedy("Add targets.dr with account and region, or remove disaster_recovery.")
                .row("P1");
            notes.add(finding);
            None
        }
        (Some(_), false) => {
            let seen = "The target dr is given, but disaster recovery is off.";
            let finding = Finding::blocks("dr-target-unused", "targets.dr", seen)
                .why("Whether disaster recovery is wanted cannot be told.")
                .remedy("Add disaster_recovery, with the DR stack to make (stack) or what another gave (outputs); or remove targets.dr.")
                .row("P1");
            notes.add(finding);
            None
        }
    };
    let mut settings = vec![TargetSettings {
        target: target(TargetName::Main, &targets.main),
        credentials: main?,
    }];
    if let Some((place, credentials)) = dr {
        let credentials = credentials?;
        let in_main_region = Target {
            region: targets.main.region.clone(),
            ..target(TargetName::DrInMainRegion, place)
        };
        settings.push(TargetSettings {
            target: target(TargetName::Dr, place),
            credentials: credentials.clone(),
        });
        settings.push(TargetSettings {
            target: in_main_region,
            credentials,
        });
    }
    Some(settings)
}

/// What is asked for beside the products.
fn requested(
    key_pair: Option<&KeyPair>,
    files: Option<CertificateFiles>,
    production_access: Option<ProductionAccess>,
    vendor_log_access: Option<deployment::VendorLogAccess>,
) -> Requested {
    let file = key_pair.and_then(|pair| pair.private_key_file.as_ref());
    Requested {
        private_key_file: file.map(|file| file.as_str().into()),
        certificate_files: files.map(Into::into),
        production_access: production_access.map(Into::into),
        vendor_log_access,
    }
}

/// The database's endpoint, which the Data Layer gives.
fn database_host(dns: CustomDns, data: &DataLayer) -> layer::secrets::DatabaseHost {
    layer::secrets::DatabaseHost {
        services: dns.services.0,
        output: layer::secrets::OutputOf {
            step: StepId::known(layer::data::NAME),
            product: data.launch().provisioned_product,
            output: dns
                .output
                .map_or_else(|| "RDSEndpoint".to_owned(), Into::into),
        },
        key: dns.kms_key.unwrap_or_else(KmsKeyRef::aws_ssm),
    }
}

/// What the Data Layer takes from the rest of the document.
struct DataParts {
    target: Option<Target>,
    infrastructure_name: Option<InfrastructureName>,
    network: Option<Network>,
    notifications: Option<Notifications>,
    disaster_recovery: Option<layer::data::DisasterRecovery>,
    integrations: Option<Integrations>,
    eks_image: layer::data::EksImage,
    key_pair: Option<(String, Option<crate::parameter::ParameterKey>)>,
    windows_workers: bool,
    exposed_on_internet: bool,
}

/// The Data Layer, or what refused it; `None` when values that it needs did not read.
fn data_layer(
    data: DataLayer,
    parts: DataParts,
    tags: &Tags,
    notes: &mut Notes,
) -> Option<Result<layer::DataLayer, Findings>> {
    let choice = data.launch().choice("data_layer", notes);
    let notifications = parts.notifications?;
    let draft = layer::DataLayer::builder()
        .target(parts.target?)
        .choice(choice?)
        .infrastructure_name(parts.infrastructure_name?)
        .network(parts.network?.into())
        .notifications(layer::data::Notifications {
            alerts_to: notifications.alerts_to,
            sender: notifications.sender,
        })
        .disaster_recovery(parts.disaster_recovery)
        .elasticsearch(data.elasticsearch.map(Into::into).unwrap_or_default())
        .database(data.database.map(Into::into).unwrap_or_default())
        .iam(data.iam.map(Into::into).unwrap_or_default())
        .log_retention(data.log_retention_days)
        .enable_logging(data.enable_logging.unwrap_or(false))
        .integrations(parts.integrations.map(Into::into).unwrap_or_default())
        .eks_image(parts.eks_image)
        .key_pair(parts.key_pair)
        .windows_workers(parts.windows_workers)
        .exposed_on_internet(parts.exposed_on_internet)
        .tags(tags.0.clone())
        .extra_parameters(data.extra_parameters.unwrap_or_default().into_parameters());
    Some(draft.build())
}

/// The Service Layer, likewise.
fn service_layer(
    service: ServiceLayer,
    target: Option<Target>,
    web: Option<Web>,
    tags: Tags,
    notes: &mut Notes,
) -> Option<Result<layer::ServiceLayer, Findings>> {
    let choice = service.launch().choice("service_layer", notes);
    let draft = layer::ServiceLayer::builder()
        .target(target?)
        .choice(choice?)
        .web(web?.into())
        .enable_logging(service.enable_logging.unwrap_or(false))
        .connector_max_memory_mb(service.connector_max_memory_mb)
        .task_throughput(service.task_throughput)
        .windows_workers(service.windows_workers.map(Into::into).unwrap_or_default())
        .private_domain(service.private_domain)
        .capacity(service.capacity.map(Into::into))
        .optional_service(service.optional_service.map(Into::into))
        .athena_create_iam_user(service.athena_create_iam_user.unwrap_or(false))
        .tags(tags.0)
        .extra_parameters(
            service
                .extra_parameters
                .unwrap_or_default()
                .into_parameters(),
        );
    Some(draft.build())
}

/// Notes what a component found, whether it was built or not.
fn noted<T>(
    built: Result<T, Findings>,
    findings: impl FnOnce(&T) -> &Findings,
    notes: &mut Notes,
) -> Option<T> {
    match built {
        Ok(component) => {
            notes.add_all(findings(&component));
            Some(component)
        }
        Err(refused) => {
            notes.add_all(&refused);
            None
        }
    }
}
