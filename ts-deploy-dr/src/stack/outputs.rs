//! Reading the outputs of the DR stack.

use std::collections::BTreeMap;

use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::{BucketName, InvalidValue, KmsKeyArn, printable};
use ts_deploy_core::layer::data::DrOutputs;
use ts_deploy_core::parameter::Wire;

use super::{DR_STACK, NamedOutput, OutputNames};
use crate::snapshot_tool::rds_key_wire;

/// What the DR stack gave, read by name.
///
/// More outputs than expected are kept as [`unused`](Self::unused), since the documents and the
/// parameters disagree on their number. A missing one is a finding that names the parameter it was
/// for.
#[derive(Clone, Debug)]
pub struct DrStackOutputs {
    values: BTreeMap<NamedOutput, String>,
    data_layer: Option<DrOutputs>,
    rds_kms_key: Option<KmsKeyArn>,
    unused: Vec<String>,
    findings: Findings,
}

impl DrStackOutputs {
    /// Reads `outputs`, the stack's outputs by their names.
    ///
    /// The exact name wins. Otherwise an output is taken whose name differs only in case, in
    /// punctuation, in the `DR` before it or in `Arn`, `Name` or `Id` after it; a finding says so.
    /// Of several such, none is taken.
    pub fn read(outputs: &BTreeMap<String, String>, names: &OutputNames) -> Self {
        let mut findings = Findings::none();
        let taken: BTreeMap<NamedOutput, &str> = NamedOutput::ALL
            .into_iter()
            .filter_map(|wanted| {
                let found = find(wanted, outputs, names, &mut findings);
                found.map(|output| (wanted, output))
            })
            .collect();
        let values: BTreeMap<NamedOutput, String> = taken
            .iter()
            .filter_map(|(wanted, output)| {
                let value = outputs.get(*output)?;
                Some((*wanted, value.trim().to_owned()))
            })
            .collect();
        let mut reader = Reader {
            values: &values,
            taken: &taken,
            findings: &mut findings,
        };
        let data_layer = reader.data_layer();
        let rds_kms_key = reader.one(NamedOutput::RdsKmsKey, KmsKeyArn::parse);
        let unused = outputs
            .keys()
            .filter(|name| !taken.values().any(|output| output == name))
            .cloned()
            .collect();
        Self {
            values,
            data_layer,
            rds_kms_key,
            unused,
            findings,
        }
    }

    /// As the Data Layer takes them.
    ///
    /// # Errors
    /// All findings, when one of the five is missing or cannot be read.
    pub fn data_layer(&self) -> Result<&DrOutputs, &Findings> {
        self.data_layer.as_ref().ok_or(&self.findings)
    }

    /// The key for copies of database snapshots in the DR region, for the snapshot tool; `None`
    /// when it is missing or cannot be read.
    pub fn rds_kms_key(&self) -> Option<&KmsKeyArn> {
        self.rds_kms_key.as_ref()
    }

    /// The value of one output as the stack gave it, without spaces around it.
    pub fn get(&self, output: NamedOutput) -> Option<&str> {
        self.values.get(&output).map(String::as_str)
    }

    /// The names of outputs that nothing takes.
    pub fn unused(&self) -> &[String] {
        &self.unused
    }

    /// What is missing, malformed or taken from an output of another name.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// What other components of this crate wait for, as
    /// [`Inputs::wires`](ts_deploy_core::layer::Inputs::wires) takes it.
    pub fn wires(&self) -> BTreeMap<Wire, String> {
        let key = self.rds_kms_key.as_ref();
        key.map(|key| (rds_key_wire(), key.to_string()))
            .into_iter()
            .collect()
    }
}

struct Reader<'a> {
    values: &'a BTreeMap<NamedOutput, String>,
    taken: &'a BTreeMap<NamedOutput, &'a str>,
    findings: &'a mut Findings,
}

impl Reader<'_> {
    fn data_layer(&mut self) -> Option<DrOutputs> {
        // All are read before the first missing one ends it, so that each bad value is said.
        let datalake_kms_key = self.one(NamedOutput::DatalakeKmsKey, KmsKeyArn::parse);
        let datalake_bucket = self.one(NamedOutput::DatalakeBucket, BucketName::parse);
        let stream_bucket = self.one(NamedOutput::StreamBucket, BucketName::parse);
        let backup_bucket = self.one(NamedOutput::BackupBucket, BucketName::parse);
        let artifacts = self.one(NamedOutput::LocalArtifactsBucket, BucketName::parse);
        Some(DrOutputs {
            datalake_kms_key: datalake_kms_key?,
            datalake_bucket: datalake_bucket?,
            stream_bucket: stream_bucket?,
            backup_bucket: backup_bucket?,
            local_artifacts_bucket: artifacts?,
        })
    }

    fn one<T>(
        &mut self,
        output: NamedOutput,
        parse: fn(String) -> Result<T, InvalidValue>,
    ) -> Option<T> {
        let value = self.values.get(&output)?;
        match parse(value.clone()) {
            Ok(value) => Some(value),
            Err(refused) => {
                let name = self.taken.get(&output).copied().unwrap_or_default();
                self.findings.push(malformed(output, name, &refused));
                None
            }
        }
    }
}

fn find<'a>(
    wanted: NamedOutput,
    outputs: &'a BTreeMap<String, String>,
    names: &OutputNames,
    findings: &mut Findings,
) -> Option<&'a str> {
    let name = wanted.name(names);
    if let Some((exact, _)) = outputs.get_key_value(name) {
        return Some(exact);
    }
    let claimed = |output: &str| NamedOutput::ALL.iter().any(|one| one.name(names) == output);
    let near: Vec<&str> = outputs
        .keys()
        .map(String::as_str)
        .filter(|output| !claimed(output) && bare(output) == bare(name))
        .collect();
    match near.as_slice() {
        [] => findings.push(missing(wanted, name)),
        [one] => {
            findings.push(near_match(wanted, name, one));
            return Some(one);
        }
        several => findings.push(ambiguous(wanted, name, several)),
    }
    None
}

/// What is left of a name when case, punctuation, the `DR` before it and the kind of value after
/// it do not count.
fn bare(name: &str) -> String {
    let letters: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let rest = letters.strip_prefix("dr").unwrap_or(&letters);
    let rest = ["arn", "name", "id"]
        .iter()
        .find_map(|kind| rest.strip_suffix(kind))
        .unwrap_or(rest);
    rest.to_owned()
}

fn at(name: &str) -> String {
    format!("{DR_STACK} output {}", printable(name, 80))
}

fn missing(wanted: NamedOutput, name: &str) -> Finding {
    let seen = format!(
        "the DR stack has no output {name}, which is for {}",
        wanted.taken_as()
    );
    let remedy = "Look at the outputs of the DR stack: if the value is there under another name, \
                  say so in the names of its outputs; if not, ask the vendor for a version of the \
                  template that gives it.";
    let finding = match wanted {
        NamedOutput::RdsKmsKey => Finding::warns("dr-output-missing", at(name), seen)
            .why("Without it the snapshot tool cannot encrypt its copies in the DR region; the Data Layer does not need it."),
        _ => Finding::blocks("dr-output-missing", at(name), seen)
            .why("With disaster recovery the Data Layer takes all five values."),
    };
    finding.remedy(remedy).row("R13")
}

fn near_match(wanted: NamedOutput, name: &str, found: &str) -> Finding {
    let seen = format!(
        "{} is taken from the output {}, since there is none called {name}",
        wanted.taken_as(),
        printable(found, 80)
    );
    Finding::informs("dr-output-near-match", at(found), seen)
        .why("The names of the DR stack's outputs are not documented.")
        .remedy("If another output is meant, say so in the names of its outputs.")
        .row("R13")
}

fn ambiguous(wanted: NamedOutput, name: &str, found: &[&str]) -> Finding {
    let seen = format!(
        "the DR stack has no output {name}, which is for {}, and several that resemble it: {}",
        wanted.taken_as(),
        printable(&found.join(", "), 200)
    );
    Finding::blocks("dr-output-ambiguous", at(name), seen)
        .why("Replicas in the wrong place, or under the wrong key, are found out in a disaster.")
        .remedy("Say which one is meant in the names of its outputs.")
        .row("R13")
}

fn malformed(wanted: NamedOutput, name: &str, refused: &InvalidValue) -> Finding {
    Finding::blocks("dr-output-malformed", at(name), refused.to_string())
        .why(format!("It is for {}.", wanted.taken_as()))
        .remedy("Look at the outputs of the DR stack: if another one is meant, say so in the names of its outputs.")
        .row("R13")
}
