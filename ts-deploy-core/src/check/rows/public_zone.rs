//! R20: the public zone is ours, of the domain, and delegated.

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::finding::{Finding, Findings};
use crate::ids::{DomainName, HostedZoneId, printable};
use crate::plan::{Evidence, StepError};
use crate::port::ErrorKind;
use crate::port::zone::{Zone, ZoneReader, ZoneSummary};
use crate::target::{Target, TargetName};

const AT: &str = "web.dns.existing_zone.zone";

/// That the zone which exists is in the account, public, of the domain or a parent of it, and
/// delegated as far as the account can tell (R20).
#[derive(Clone, Debug)]
pub struct PublicZoneCheck {
    target: Target,
    zone: HostedZoneId,
    domain: DomainName,
}

/// True when `name` is `parent` or lies below it.
fn is_within(name: &str, parent: &str) -> bool {
    let head = name.strip_suffix(parent);
    head.is_some_and(|head| head.is_empty() || head.ends_with('.'))
}

/// The same name servers, in whatever order and letters.
fn same(one: &[String], other: &[String]) -> bool {
    let sorted = |servers: &[String]| {
        let mut servers: Vec<String> = servers.iter().map(|one| one.to_lowercase()).collect();
        servers.sort();
        servers
    };
    sorted(one) == sorted(other)
}

impl PublicZoneCheck {
    /// The check of `zone`, in which the records of `domain` are to be made.
    pub fn new(target: Target, zone: HostedZoneId, domain: DomainName) -> Self {
        Self {
            target,
            zone,
            domain,
        }
    }

    fn blocks(id: &'static str, seen: String) -> Finding {
        Finding::blocks(id, AT, seen).row("R20")
    }

    fn not_there(&self) -> Finding {
        let seen = format!("{} is not in account {}", self.zone, self.target.account);
        Self::blocks("zone-not-found", seen)
            .why("The stack writes the platform's records into it.")
            .remedy("List the zones: aws route53 list-hosted-zones, and correct the spec.")
    }

    fn of_zone(&self, zone: &Zone) -> Findings {
        let (id, name) = (&zone.id, printable(&zone.name, 253));
        let mut findings = Findings::none();
        if zone.private {
            let finding = Self::blocks("zone-private", format!("{id} ({name}) is private"))
                .why("Browsers and ACM do not see what stands in it.")
                .remedy("Name the public zone: aws route53 list-hosted-zones");
            findings.push(finding);
        }
        if !is_within(self.domain.as_str(), &zone.name) {
            let seen = format!("{} does not lie in {id}, which is {name}", self.domain);
            let finding = Self::blocks("zone-of-other-domain", seen)
                .why("Records of the domain cannot be made in it.")
                .remedy("Name the zone of the domain or of a parent of it, or change web.domain.");
            findings.push(finding);
        }
        findings
    }

    /// Whether the account's own zone above, which answers first, hands the name on to `zone`.
    fn of_parent(zone: &Zone, parent: &ZoneSummary, handed: &[String]) -> Option<Finding> {
        let (name, above) = (printable(&zone.name, 253), printable(&parent.name, 253));
        let servers = zone.name_servers.join(" ");
        let seen = if handed.is_empty() {
            format!("{above} ({}) does not delegate {name}", parent.id)
        } else if same(handed, &zone.name_servers) {
            return None;
        } else {
            let handed = printable(&handed.join(", "), 300);
            format!(
                "{above} delegates {name} to {handed}, which is not {}",
                zone.id
            )
        };
        let finding = Self::blocks("zone-not-delegated", seen)
            .why("Nobody would find the platform, and a certificate would never be validated.")
            .remedy(format!(
                "In {above}, make a record of type NS for {name} with: {servers}"
            ));
        Some(finding)
    }

    fn not_seen(zone: &Zone) -> Finding {
        let (name, servers) = (printable(&zone.name, 253), zone.name_servers.join(" "));
        let seen = format!("who delegates {name} is outside of this account");
        Finding::informs("delegation-not-seen", AT, seen)
            .why("Without the delegation nobody finds the platform, and ACM validates nothing.")
            .remedy(format!(
                "Compare: dig +short NS {name} must answer {servers}"
            ))
            .row("R20")
    }

    async fn delegated(
        &self,
        reader: &dyn ZoneReader,
        zone: &Zone,
    ) -> Result<Option<Finding>, StepError> {
        let zones = reader.zones().await?;
        let above = zones
            .iter()
            .filter(|one| !one.private && one.name != zone.name && is_within(&zone.name, &one.name))
            .max_by_key(|one| one.name.len());
        let Some(parent) = above else {
            return Ok(Some(Self::not_seen(zone)));
        };
        let handed = reader.delegation(&parent.id, &zone.name).await?;
        Ok(Self::of_parent(zone, parent, &handed))
    }
}

#[async_trait]
impl Check for PublicZoneCheck {
    fn id(&self) -> &'static str {
        "public-zone"
    }

    fn row(&self) -> &'static str {
        "R20"
    }

    fn title(&self) -> String {
        format!("Zone {} is the platform's", self.zone)
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let reader = cx.ports.get::<dyn ZoneReader>(self.target.name)?;
        let zone = match reader.zone(&self.zone).await {
            Err(error) if error.kind == ErrorKind::NotFound => {
                return Ok(Looked {
                    findings: self.not_there().into(),
                    ..Looked::default()
                });
            }
            zone => zone?,
        };
        let mut findings = self.of_zone(&zone);
        if !zone.private {
            findings.extend(self.delegated(reader.as_ref(), &zone).await?);
        }
        let evidence = vec![Evidence {
            what: format!("zone {}", zone.id),
            seen: format!("{} on {}", zone.name, zone.name_servers.join(", ")),
            at: cx.now,
            call: "route53:GetHostedZone".to_owned(),
        }];
        Ok(Looked { findings, evidence })
    }
}
