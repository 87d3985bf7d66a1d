//! R11: the certificate in files, and its import.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use super::CertificateCheck;
use crate::check::certificate_files::{CertificateSource, PemFiles, examine};
use crate::check::mend::prepared;
use crate::check::{Check, CheckContext, Looked, Mend, MendStep, Mending};
use crate::finding::{Finding, Findings};
use crate::ids::{CertificateArn, printable};
use crate::parameter::Change;
use crate::plan::{Action, Evidence, Failure, Step, StepError, Work};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::port::certificate::{
    CertificateFacts, CertificateImport, CertificateReader, CertificateType, CertificateWriter,
};
use crate::target::TargetName;

const WHY: &str = "The load balancer serves the certificate that ACM has, and ACM renews none that was \
                   imported.";

/// That the certificate in files will do for the platform, and is the one that ACM has (R11). Can be
/// mended: it is imported, over the one that the deployment names where that was imported too.
#[derive(Clone)]
pub struct CertificateImportCheck {
    named: CertificateCheck,
    files: Arc<dyn CertificateSource>,
    tags: BTreeMap<String, String>,
}

impl CertificateImportCheck {
    /// The check of `files`, which are to be the certificate that `named` is about; a new one gets
    /// `tags`.
    pub fn new(
        named: CertificateCheck,
        files: Arc<dyn CertificateSource>,
        tags: BTreeMap<String, String>,
    ) -> Self {
        Self { named, files, tags }
    }

    /// The files, what they say, and what is doubtful about them; or what forbids them.
    async fn examined(
        &self,
        cx: &CheckContext<'_>,
    ) -> Result<(PemFiles, CertificateFacts, Findings), Findings> {
        let files = self.files.read().await.map_err(|error| {
            Finding::blocks("certificate-file-unread", "certificate_files", error.seen)
                .why("It is looked at before anything is imported.")
                .remedy(error.remedy)
                .row("R11")
        })?;
        let (says, doubts) = examine(&files, &self.named.hosts(), cx.now)?;
        Ok((files, says, doubts))
    }

    fn finding(&self, id: &'static str, seen: String, remedy: String) -> Finding {
        Finding::warns(id, self.named.place().name.as_str(), seen)
            .why(WHY)
            .remedy(remedy)
            .row("R11")
    }

    fn not_imported(&self, says: &CertificateFacts) -> Finding {
        let seen = format!(
            "ACM in {} does not have the certificate {} of {}",
            self.named.place().region,
            printable(&says.serial, 80),
            self.files.shown()
        );
        let remedy = "Import it: --fix R11.".to_owned();
        self.finding("certificate-not-imported", seen, remedy)
    }

    /// It is in ACM, and the deployment names another one.
    fn named_otherwise(&self, arn: &CertificateArn) -> Finding {
        let named = self.named.arn();
        let seen = format!(
            "the certificate of {} is {arn}, and the spec names {named}",
            self.files.shown()
        );
        let remedy = format!("Write given: {arn} as the certificate in web.dns.");
        self.finding("certificate-named-otherwise", seen, remedy)
    }

    /// The certificate that the deployment names, when another can be imported over it.
    async fn over(
        &self,
        reader: &dyn CertificateReader,
    ) -> Result<Option<CertificateArn>, StepError> {
        if self.named.elsewhere().is_some() {
            return Ok(None);
        }
        let there = reader.certificate(self.named.arn()).await?;
        let there = there.filter(|one| one.kind == CertificateType::Imported);
        Ok(there.map(|one| one.arn))
    }
}

#[async_trait]
impl Check for CertificateImportCheck {
    fn id(&self) -> &'static str {
        "certificate-files"
    }

    fn row(&self) -> &'static str {
        "R11"
    }

    fn title(&self) -> String {
        format!("Certificate in files, for {}", self.named.domain())
    }

    fn target(&self) -> TargetName {
        self.named.place().name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let (_, says, mut findings) = match self.examined(cx).await {
            Ok(examined) => examined,
            Err(findings) => {
                return Ok(Looked {
                    findings,
                    ..Looked::default()
                });
            }
        };
        let reader = cx.ports.get::<dyn CertificateReader>(self.target())?;
        let Some(there) = reader.imported(&says.serial).await? else {
            findings.push(self.not_imported(&says));
            return Ok(Looked {
                findings,
                ..Looked::default()
            });
        };
        if there.arn != *self.named.arn() {
            findings.push(self.named_otherwise(&there.arn));
        }
        let evidence = Evidence {
            what: format!("certificate of {}", self.files.shown()),
            seen: format!("imported as {}", there.arn),
            at: cx.now,
            call: "acm:ListCertificates".to_owned(),
        };
        Ok(Looked {
            findings,
            evidence: vec![evidence],
        })
    }

    fn fix(&self) -> Option<Arc<dyn Step>> {
        Some(Arc::new(MendStep::new(Arc::new(self.clone()), [])))
    }
}

#[async_trait]
impl Mend for CertificateImportCheck {
    async fn mending(&self, cx: &CheckContext<'_>) -> Result<Option<Mending>, StepError> {
        let (files, says, _) = self.examined(cx).await.map_err(|findings| {
            let remedy = "Mend what it says about the files, and run it again.";
            let failure = Failure::new(findings.to_string(), "Nothing was imported.", remedy);
            StepError::Failed(Box::new(failure))
        })?;
        let reader = cx.ports.get::<dyn CertificateReader>(self.target())?;
        if reader.imported(&says.serial).await?.is_some() {
            return Ok(None);
        }
        let over = self.over(reader.as_ref()).await?;
        let change = Change {
            field: over
                .as_ref()
                .map_or_else(|| "a new certificate".to_owned(), ToString::to_string),
            before: None,
            after: Some(format!(
                "{} for {} until {}, from {}",
                printable(&says.serial, 80),
                printable(&says.names.join(", "), 400),
                says.not_after,
                self.files.shown()
            )),
        };
        let (action, tags) = match over {
            Some(_) => (Action::Update, BTreeMap::new()),
            None => (Action::Create, self.tags.clone()),
        };
        let work: Work = Arc::new(CertificateImport {
            over,
            certificate: files.certificate,
            chain: files.chain,
            private_key: files.private_key,
            tags,
            says,
        });
        Ok(Some(Mending {
            action,
            changes: vec![change],
            last_seen: None,
            consent: None,
            work,
        }))
    }

    async fn mend(
        &self,
        ports: &Writers<'_>,
        work: &Work,
        _: &OperationToken,
    ) -> Result<(), StepError> {
        let writer = ports.get::<dyn CertificateWriter>(self.target())?;
        writer.import(prepared::<CertificateImport>(work)?).await?;
        Ok(())
    }
}
