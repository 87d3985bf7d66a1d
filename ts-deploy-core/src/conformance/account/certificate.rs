//! Promises of imported certificates. What is tried stays, since no port takes it back.

use std::collections::BTreeMap;

use super::AccountSubject;
use crate::conformance::Kept;
use crate::conformance::trial::Trial;
use crate::ids::CertificateArn;
use crate::port::ErrorKind;
use crate::port::certificate::{CertificateImport, CertificateReader, CertificateWriter};

/// A certificate that is imported is found by its serial number, keeps its ARN when it is imported over
/// itself, and is not imported over one that is not there. A serial number of none finds nothing.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is not found, or has another ARN.
pub async fn a_certificate_is_imported_and_found_by_its_serial_number(
    subject: &AccountSubject<'_>,
) -> Kept {
    let promise = "a_certificate_is_imported_and_found_by_its_serial_number";
    let trial = Trial::new(subject, promise)?;
    let Some(changes) = &subject.changes else {
        return Ok(());
    };
    let writer = trial.writer::<dyn CertificateWriter>(changes)?;
    let reader = trial.port::<dyn CertificateReader>()?;
    let Some(import) = &changes.certificate else {
        return Ok(());
    };
    let none = trial.ask(|| reader.imported("00:11:22:33")).await?;
    trial.holds(
        none.is_none(),
        format!("a certificate of no number: {none:?}"),
    )?;
    let serial = &import.says.serial;
    let mut arn = None;
    for _ in 0..5 {
        arn = trial
            .ask(|| reader.imported(serial))
            .await?
            .map(|one| one.arn);
        if arn.is_some() {
            break;
        }
        // A lost answer is no verdict: the serial number tells what came of the call.
        if let Ok(made) = trial.once(|| writer.import(import)).await {
            arn = Some(made);
            break;
        }
    }
    let arn = arn.ok_or_else(|| trial.broken("it is not found after it was imported"))?;
    let found = || async { Ok(reader.imported(serial).await?.map(|one| one.arn)) };
    trial
        .becomes("the certificate", &Some(arn.clone()), found)
        .await?;
    let over = |over: CertificateArn| CertificateImport {
        over: Some(over),
        tags: BTreeMap::new(),
        ..import.clone()
    };
    let again = over(arn.clone());
    let same = trial.ask(|| writer.import(&again)).await?;
    trial.same("the ARN", &arn, &same)?;
    let absent = CertificateArn::parse(format!("{}0", arn.as_str()));
    let absent = over(absent.map_err(|error| trial.broken(error.to_string()))?);
    let nowhere = || writer.import(&absent);
    trial.refused(ErrorKind::NotFound, nowhere).await.map(drop)
}
