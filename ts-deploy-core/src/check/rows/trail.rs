//! R3: `CloudTrail` logs to a bucket.

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::finding::Finding;
use crate::ids::printable;
use crate::plan::{Evidence, StepError};
use crate::port::ErrorKind;
use crate::port::trail::{Trail, TrailReader};
use crate::target::{Target, TargetName};

const WHY: &str = "The vendor's support and the platform's own audit rest on the account's log of \
                   calls; without it nobody can tell afterwards who changed what.";

/// That a trail which covers the region logs to a bucket, without an error of delivery (R3).
#[derive(Clone, Debug)]
pub struct TrailCheck {
    target: Target,
}

/// What one trail shows.
enum Shown {
    Logs,
    Silent(String),
    MayNotAsk,
}

impl TrailCheck {
    /// The check of `target`.
    pub fn new(target: Target) -> Self {
        Self { target }
    }

    async fn shown(&self, trails: &dyn TrailReader, trail: &Trail) -> Result<Shown, StepError> {
        if trail.bucket.is_none() {
            return Ok(Shown::Silent("has no bucket".to_owned()));
        }
        let status = match trails.status(&trail.arn).await {
            // A member account is not always let see its organisation's trail.
            Err(error) if error.kind == ErrorKind::Denied && trail.organization => {
                return Ok(Shown::MayNotAsk);
            }
            status => status?,
        };
        Ok(match &status.delivery_error {
            _ if !status.logging => Shown::Silent("is stopped".to_owned()),
            Some(error) => Shown::Silent(format!("cannot deliver: {}", printable(error, 200))),
            None => Shown::Logs,
        })
    }

    fn none_logs(&self, silent: &[String]) -> Finding {
        let seen = if silent.is_empty() {
            format!("no trail covers {}", self.target.region)
        } else {
            format!(
                "no trail logs {}: {}",
                self.target.region,
                silent.join("; ")
            )
        };
        Finding::blocks("no-trail", self.target.name.as_str(), seen)
            .why(WHY)
            .remedy(format!(
                "Create a trail with a bucket (console: CloudTrail, Trails, Create trail), or start \
                 the one there is: aws cloudtrail start-logging --name NAME --region {}",
                self.target.region
            ))
            .row("R3")
    }

    fn may_not_ask(&self, trail: &Trail) -> Finding {
        let seen = format!(
            "the organisation's trail {} covers the region; whether it logs may not be asked",
            printable(&trail.name, 128)
        );
        Finding::warns("trail-not-readable", self.target.name.as_str(), seen)
            .why(WHY)
            .remedy("Ask who runs the organisation's trail whether it logs this account.")
            .row("R3")
    }
}

#[async_trait]
impl Check for TrailCheck {
    fn id(&self) -> &'static str {
        "cloudtrail"
    }

    fn row(&self) -> &'static str {
        "R3"
    }

    fn title(&self) -> String {
        "CloudTrail logs to a bucket".to_owned()
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let reader = cx.ports.get::<dyn TrailReader>(self.target.name)?;
        let (mut silent, mut hidden) = (Vec::new(), None);
        for trail in reader.trails().await? {
            let (name, bucket) = (
                printable(&trail.name, 128),
                trail.bucket.clone().unwrap_or_default(),
            );
            match self.shown(reader.as_ref(), &trail).await? {
                Shown::Logs => {
                    let evidence = Evidence {
                        what: format!("trail {name}"),
                        seen: format!("logs to {}", printable(&bucket, 80)),
                        at: cx.now,
                        call: "cloudtrail:GetTrailStatus".to_owned(),
                    };
                    return Ok(Looked {
                        evidence: vec![evidence],
                        ..Looked::default()
                    });
                }
                Shown::Silent(why) => silent.push(format!("{name} {why}")),
                Shown::MayNotAsk => hidden = Some(self.may_not_ask(&trail)),
            }
        }
        Ok(Looked {
            findings: hidden.unwrap_or_else(|| self.none_logs(&silent)).into(),
            ..Looked::default()
        })
    }
}
