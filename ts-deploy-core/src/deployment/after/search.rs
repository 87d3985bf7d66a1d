//! T4: the platform's search domain answers over HTTPS alone.

use async_trait::async_trait;

use super::find::Platforms;
use super::task::{Planned, Seen, Standing, Task};
use crate::finding::{Finding, Findings};
use crate::ids::printable;
use crate::parameter::Change;
use crate::plan::{Handle, Launch, Progress, ReadContext, Started, StepError};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::port::search_domain::{
    OptionState, SearchDomain, SearchDomainReader, SearchDomainWriter,
};
use crate::target::Target;

/// Newer templates may make the domain as the service's newer type.
const KINDS: [&str; 2] = [
    "AWS::Elasticsearch::Domain",
    "AWS::OpenSearchService::Domain",
];
/// What is followed: the domain's name.
const CHANGE: &str = "search-domain-change";
/// The oldest policy that still lets clients in which AWS itself no longer does.
const OLD_TLS: &str = "Policy-Min-TLS-1-0-2019-07";
const WHY: &str = "Until then the index can be read and written over plain HTTP in the VPC (T4).";

/// Lets every search domain of the platform answer over HTTPS alone.
pub(super) struct HttpsOnly(pub(super) Platforms);

/// True when the domain is as wanted, and the service has brought it about: `Processing` alone may
/// still be false right after the change was accepted.
fn is_done(domain: &SearchDomain) -> bool {
    domain.https_only && domain.state == OptionState::Active && !domain.processing
}

fn finding(id: &'static str, seen: String) -> Finding {
    Finding::informs(id, super::HTTPS_ONLY, seen)
        .why(WHY)
        .row("T4")
}

fn shown(domain: &SearchDomain) -> String {
    let policy = domain.tls_policy.as_deref().unwrap_or("no TLS policy told");
    format!("HTTPS enforced, {}", printable(policy, 80))
}

fn old_tls(domain: &SearchDomain) -> Option<Finding> {
    let old = domain.tls_policy.as_deref() == Some(OLD_TLS);
    old.then(|| {
        let name = printable(&domain.name, 60);
        let seen = format!("the domain {name} lets TLS 1.0 in ({OLD_TLS})");
        finding("search-old-tls", seen).remedy(format!(
            "If no old client needs it: aws es update-elasticsearch-domain-config --domain-name {name} \
             --domain-endpoint-options TLSSecurityPolicy=Policy-Min-TLS-1-2-2019-07"
        ))
    })
}

fn differs(domain: &SearchDomain, record: &str) -> Standing<String> {
    let name = printable(&domain.name, 60);
    let change = Change {
        field: format!("HTTPS enforced by {name}"),
        before: Some("false".to_owned()),
        after: Some("true".to_owned()),
    };
    let last_seen = format!("{name} false {record}");
    Standing::Differs(Planned::update(
        vec![change],
        last_seen,
        domain.name.clone(),
    ))
}

#[async_trait]
impl Task for HttpsOnly {
    /// The domain's name.
    type Work = String;

    fn title(&self) -> String {
        "Search answers over HTTPS only".to_owned()
    }

    fn target(&self) -> &Target {
        &self.0.first().target
    }

    fn launch(&self) -> Launch {
        self.0.first().launch()
    }

    fn minutes(&self) -> (u32, u32) {
        (2, 20)
    }

    fn by_hand(&self) -> (Vec<String>, &'static str) {
        let region = &self.0.first().target.region;
        let lines = [
            format!("Find the platform's domain: aws es list-domain-names --region {region}"),
            format!(
                "aws es update-elasticsearch-domain-config --region {region} --domain-name DOMAIN \
                 --domain-endpoint-options EnforceHTTPS=true"
            ),
            format!(
                "aws es describe-elasticsearch-domain-config --region {region} --domain-name DOMAIN \
                 shows the option as Active when it is done."
            ),
        ];
        (lines.into(), WHY)
    }

    async fn stand(&self, cx: &ReadContext<'_>) -> Result<Standing<String>, StepError> {
        let reader = cx
            .ports
            .get::<dyn SearchDomainReader>(self.0.first().target.name)?;
        let (names, record) = match self.0.parts(cx, &KINDS, "search domain").await? {
            Ok(found) => found,
            Err(wire) => return Ok(Standing::Awaits(wire)),
        };
        let (mut seen, mut findings) = (Vec::new(), Findings::none());
        for name in &names {
            let Some(domain) = reader.domain(name).await?.filter(|one| one.usable) else {
                continue;
            };
            if is_done(&domain) {
                seen.push(Seen {
                    what: format!("search domain {}", printable(name, 60)),
                    shown: shown(&domain),
                    call: "es:DescribeElasticsearchDomainConfig",
                });
                findings.extend(old_tls(&domain));
            } else if domain.processing || domain.state != OptionState::Active {
                // Asked to change now, it would refuse; ours or not, it is waited out.
                let (name, state) = (printable(name, 60), domain.state.as_str());
                let what = format!("the search domain {name}, whose endpoint options are {state}");
                return Ok(Standing::Busy(what));
            } else {
                return Ok(differs(&domain, &record));
            }
        }
        if seen.is_empty() {
            let none = "neither product's stack has a search domain".to_owned();
            let none = finding("no-search-domain", none).remedy(
                "Look whether the platform has one elsewhere. Where it has none, nothing is to be done: confirm this step.",
            );
            return Ok(Standing::NotFound(none.into()));
        }
        Ok(Standing::Done { findings, seen })
    }

    async fn send(
        &self,
        ports: &Writers<'_>,
        name: &String,
        _: &OperationToken,
    ) -> Result<Started, StepError> {
        let writer = ports.get::<dyn SearchDomainWriter>(self.0.first().target.name)?;
        writer.enforce_https(name).await?;
        Ok(Started::Running(Handle {
            kind: CHANGE.to_owned(),
            id: name.clone(),
        }))
    }

    async fn follow(&self, cx: &ReadContext<'_>, handle: &Handle) -> Result<Progress, StepError> {
        let reader = cx
            .ports
            .get::<dyn SearchDomainReader>(self.0.first().target.name)?;
        Ok(match reader.domain(&handle.id).await? {
            // What is there is looked at anew.
            None => Progress::Settled,
            Some(domain) if is_done(&domain) => Progress::Settled,
            Some(domain) if !domain.processing && domain.state == OptionState::Active => {
                Progress::Settled
            }
            Some(domain) => Progress::Running {
                state: domain.state.as_str().to_owned(),
                resources: vec![printable(&domain.name, 60)],
                done: None,
            },
        })
    }
}
