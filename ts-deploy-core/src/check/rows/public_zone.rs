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

    /// That the account's own zone above does not hand the name on to `zone`: `instead` says what it
    /// does. Whether the world asks that zone above is another matter, so that it warns alone.
    fn not_delegated(zone: &Zone, parent: &ZoneSummary, instead: &str) -> Finding {
        let (name, above) = (printable(&zone.name, 253), printable(&parent.name, 253));
        let servers = zone.name_servers.join(" ");
        let seen = format!("{above} ({}) {instead}", parent.id);
        Finding::warns("zone-not-delegated", AT, seen)
            .why("Where that zone answers, nobody finds the platform, and a certificate is never validated.")
            .remedy(format!(
                "If {above} is that zone (dig +short NS {above}), make a record of type NS in it for {name} with: \
                 {servers}. In any case dig +short NS {name} must answer these."
            ))
            .row("R20")
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
        // The highest name that it hands on holds for all below it.
        for name in names_between(&zone.name, &parent.name) {
            let handed = reader.delegation(&parent.id, name).await?;
            if handed.is_empty() {
                continue;
            }
            if name != zone.name {
                // Somebody else answers for what lies below, and may hand it back.
                return Ok(Some(Self::not_seen(zone)));
            }
            if same(&handed, &zone.name_servers) {
                return Ok(None);
            }
            let handed = printable(&handed.join(", "), 300);
            let name = printable(name, 253);
            let instead = format!("delegates {name} to {handed}, which is not {}", zone.id);
            return Ok(Some(Self::not_delegated(zone, parent, &instead)));
        }
        let instead = format!("does not delegate {}", printable(&zone.name, 253));
        Ok(Some(Self::not_delegated(zone, parent, &instead)))
    }
}

/// The names from right below `parent` down to `name` itself: of `a.b.example.com` below
/// `example.com`, `b.example.com` and `a.b.example.com`.
fn names_between<'a>(name: &'a str, parent: &str) -> Vec<&'a str> {
    let mut all = vec![name];
    let mut rest = name;
    while let Some((_, above)) = rest.split_once('.') {
        if above.len() <= parent.len() {
            break;
        }
        all.push(above);
        rest = above;
    }
    all.reverse();
    all
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
