//! R24: the tags that the organisation asks for.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;

use super::tagged::{Tagged, by_account};
use crate::check::{Check, CheckContext, Looked};
use crate::deployment::Deployment;
use crate::finding::{Finding, Findings};
use crate::ids::printable;
use crate::plan::{Evidence, StepError};
use crate::policy::{TagPolicy, TagRule};
use crate::port::tag_policy::TagPolicyReader;
use crate::target::{Target, TargetName};

const WHY_ENFORCED: &str = "AWS refuses to make a resource of such a type while its tag is against the policy: the \
                            launch fails there, and what was made is rolled back.";
const WHY_MAYBE: &str = "The platform uses these services, and whether it makes resources of such types is not known: if \
                         it does, the launch fails there, and what was made is rolled back.";
const WHY_LATER: &str = "A recovery makes the platform in this account: it would fail at the first resource of such \
                         a type.";
const WHY_REPORTED: &str = "It is enforced for nothing that the platform is known to make: the launch goes through, \
                            and the organisation's reports show the platform as noncompliant.";
const WHY_REQUIRED: &str = "The organisation's reports show what lacks it as noncompliant, and a hook of \
                            CloudFormation can refuse to make it (AWS::TagPolicies::TaggingComplianceValidator).";
/// How many values, types or keys a finding names.
const NAMED: usize = 12;

/// That the tags which are given in an account are as the organisation's tag policy asks (R24).
#[derive(Clone, Debug)]
pub struct TagPolicyCheck {
    target: Target,
    tagged: Vec<Tagged>,
}

/// Whether a rule stops what is made.
enum Force<'a> {
    /// It does, for these types.
    Now(Vec<&'a str>),
    /// It does where something of these types is made, which nobody knows.
    Maybe(Vec<&'a str>),
    /// It does once the platform is recovered here.
    InRecovery(Vec<&'a str>),
    /// It is reported only.
    Reported,
}

impl Force<'_> {
    /// A finding as heavy as this, with what else has to be said.
    fn finding(self, id: &'static str, at: String, seen: &str) -> Finding {
        match self {
            Self::Now(types) => {
                let seen = format!("{seen}, enforced for {}", named(types));
                Finding::blocks(id, at, seen).why(WHY_ENFORCED)
            }
            Self::Maybe(types) => {
                let seen = format!("{seen}, enforced for {}", named(types));
                Finding::warns(id, at, seen).why(WHY_MAYBE)
            }
            Self::InRecovery(types) => {
                let seen = format!("{seen}, enforced for {}", named(types));
                Finding::warns(id, at, seen).why(WHY_LATER)
            }
            Self::Reported => Finding::warns(id, at, seen).why(WHY_REPORTED),
        }
    }
}

/// At most [`NAMED`] of them, and how many more there are.
fn named<'a>(all: impl IntoIterator<Item = &'a str>) -> String {
    let all: Vec<String> = all.into_iter().map(|one| printable(one, 256)).collect();
    let shown = all.get(..NAMED).unwrap_or(&all).join(", ");
    match all.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// The types of resources that belong to one of the services.
fn of_services<'a>(types: &'a [String], services: &BTreeSet<&str>) -> Vec<&'a str> {
    let belongs = |one: &&str| {
        // What names no service is taken for all of them.
        one.split_once(':').is_none_or(|(service, _)| {
            let service = service.to_ascii_lowercase();
            service == "*" || services.contains(service.as_str())
        })
    };
    types.iter().map(String::as_str).filter(belongs).collect()
}

/// True for all types of a service, or of all of them.
fn is_whole(one: &str) -> bool {
    one.split_once(':')
        .is_none_or(|(_, kind)| kind == "*" || kind.eq_ignore_ascii_case("ALL_SUPPORTED"))
}

impl TagPolicyCheck {
    /// The checks of the accounts in which something is given tags, each at its first target.
    pub fn all(deployment: &Deployment) -> impl Iterator<Item = Self> {
        let accounts = by_account(deployment).into_iter();
        accounts.map(|(target, tagged)| Self { target, tagged })
    }

    /// The services of what is made, now or in a recovery only.
    fn services(&self, in_recovery: bool) -> BTreeSet<&'static str> {
        let made = self.tagged.iter();
        made.filter(|one| one.in_recovery == in_recovery)
            .flat_map(|one| one.made_of.iter().copied())
            .collect()
    }

    fn force<'a>(&self, types: &'a [String]) -> Force<'a> {
        let used = of_services(types, &self.services(false));
        let is_certain = |one: &&str| {
            let mut made = self.tagged.iter().filter(|made| !made.in_recovery);
            is_whole(one)
                || made.any(|made| {
                    made.certain
                        .iter()
                        .any(|kind| kind.eq_ignore_ascii_case(one))
                })
        };
        let now: Vec<&str> = used.iter().copied().filter(is_certain).collect();
        if !now.is_empty() {
            return Force::Now(now);
        }
        if !used.is_empty() {
            return Force::Maybe(used);
        }
        match of_services(types, &self.services(true)) {
            later if later.is_empty() => Force::Reported,
            later => Force::InRecovery(later),
        }
    }

    /// Each tag that is given, with what is given it.
    fn given(&self) -> BTreeMap<(&str, &str), Vec<&'static str>> {
        let mut given = BTreeMap::<_, Vec<_>>::new();
        for one in &self.tagged {
            for (key, value) in &one.tags {
                let names = given.entry((key.as_str(), value.as_str())).or_default();
                names.push(one.name);
            }
        }
        given
    }

    /// What is wrong with one tag.
    fn unmet(&self, key: &str, value: &str, to: &[&str], rule: &TagRule) -> Findings {
        let mut findings = Findings::none();
        let (shown, right) = (printable(key, 128), printable(&rule.key, 128));
        let at = format!("tags.{}", printable(key, 40));
        let to = to.join(", ");
        if key != rule.key {
            let seen = format!(
                "the tag {shown} of {to} has other capitals than in the organisation's tag policy, which has {right}"
            );
            let finding =
                self.force(&rule.enforced_for)
                    .finding("tag-key-refused", at.clone(), &seen);
            let remedy = format!("Under `tags` in the spec, write {right}.");
            findings.push(finding.remedy(remedy).row("R24"));
        }
        if !rule.allows(value) {
            let allowed = named(rule.values.iter().map(String::as_str));
            let value = printable(value, 256);
            let seen = format!(
                "the tag {shown} of {to} is {value}, and the organisation's tag policy allows {allowed}"
            );
            let finding = self
                .force(&rule.enforced_for)
                .finding("tag-value-refused", at, &seen);
            let remedy = format!(
                "Under `tags` in the spec, set {right} to one of them (* stands for anything)."
            );
            findings.push(finding.remedy(remedy).row("R24"));
        }
        findings
    }

    /// What the policy asks for and is not given.
    fn missing(&self, policy: &TagPolicy) -> Findings {
        let mut findings = Findings::none();
        let mut others = Vec::new();
        let every: BTreeSet<&str> = self
            .services(false)
            .union(&self.services(true))
            .copied()
            .collect();
        for rule in &policy.rules {
            let lacks = |one: &&Tagged| {
                let mut keys = one.tags.keys();
                !keys.any(|key| policy.rule(key) == Some(rule))
            };
            let lacking: Vec<&str> = self
                .tagged
                .iter()
                .filter(lacks)
                .map(|one| one.name)
                .collect();
            let required = of_services(&rule.required_for, &every);
            if lacking.is_empty() {
                continue;
            }
            if required.is_empty() {
                others.push(rule.key.as_str());
                continue;
            }
            let key = printable(&rule.key, 128);
            let seen = format!(
                "the organisation asks for the tag {key} on {}, and it is not given to {}",
                named(required),
                lacking.join(", ")
            );
            findings.push(
                Finding::warns("tag-required", "tags", seen)
                    .why(WHY_REQUIRED)
                    .remedy(format!("Under `tags` in the spec, give {key} a value."))
                    .row("R24"),
            );
        }
        if !others.is_empty() {
            let seen = format!(
                "the organisation's tag policy has rules for tags that are not given: {}",
                named(others)
            );
            findings.push(
                Finding::informs("tag-not-given", "tags", seen)
                    .why("A tag policy demands no tag; your organisation may tell costs apart by them.")
                    .remedy("Under `tags` in the spec, give those that it wants.")
                    .row("R24"),
            );
        }
        findings
    }

    fn not_understood(&self, what: &str) -> Finding {
        let account = &self.target.account;
        let seen = format!(
            "not checked: the organisation's tag policy for account {account} is not understood{what}"
        );
        Finding::warns("tag-policy-not-understood", self.target.name.as_str(), seen)
            .why("Whether the tags meet it is not known, and what it enforces could fail the launch.")
            .remedy(
                "Look by hand: aws organizations describe-effective-policy --policy-type TAG_POLICY, with the \
                 account's own credentials.",
            )
            .row("R24")
    }

    fn judge(&self, policy: &TagPolicy) -> Findings {
        let mut findings = Findings::none();
        for ((key, value), to) in self.given() {
            if let Some(rule) = policy.rule(key) {
                findings.extend(self.unmet(key, value, &to, rule));
            }
        }
        findings.extend(self.missing(policy));
        if !policy.unclear.is_empty() {
            let parts = named(policy.unclear.iter().map(String::as_str));
            findings.push(self.not_understood(&format!(" in these places: {parts}")));
        }
        findings
    }
}

#[async_trait]
impl Check for TagPolicyCheck {
    fn id(&self) -> &'static str {
        "tag-policy"
    }

    fn row(&self) -> &'static str {
        "R24"
    }

    fn title(&self) -> String {
        "The tags are as the organisation asks".to_owned()
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let reader = cx.ports.get::<dyn TagPolicyReader>(self.target.name)?;
        let document = reader.effective().await?;
        let policy = document.as_deref().map(TagPolicy::read);
        let (findings, seen) = match policy {
            None => (Findings::none(), "no tag policy holds".to_owned()),
            Some(None) => (self.not_understood("").into(), String::new()),
            Some(Some(policy)) => {
                let rules = policy.rules.len();
                (
                    self.judge(&policy),
                    format!("{rules} rules of the tag policy met"),
                )
            }
        };
        let evidence = vec![Evidence {
            what: format!("tags in account {}", self.target.account),
            seen,
            at: cx.now,
            call: "organizations:DescribeEffectivePolicy".to_owned(),
        }];
        Ok(Looked {
            evidence: if findings.is_empty() {
                evidence
            } else {
                Vec::new()
            },
            findings,
        })
    }
}
