//! The two policies of the role: who may assume it, and what it may do.

use super::VendorLogAccessDraft;
use crate::target::Target;

/// What reads log groups, each action limited to them. The service authorization reference lists a log
/// group as the resource of each, and a log stream for `GetLogEvents`. What was masked by a data
/// protection policy stays masked: `logs:Unmask` is not among them.
const READ: [&str; 8] = [
    "logs:DescribeLogStreams",
    "logs:FilterLogEvents",
    "logs:GetLogEvents",
    "logs:GetLogGroupFields",
    "logs:GetLogRecord",
    "logs:GetQueryResults",
    "logs:ListTagsForResource",
    "logs:StartQuery",
];
/// What takes no resource by the same reference. Neither reads a log: a list of names, and the end of a
/// query whose id only who began it knows.
const UNLIMITED: [&str; 2] = ["logs:DescribeLogGroups", "logs:StopQuery"];

/// A text in JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A list of texts in JSON.
fn list(texts: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let texts = texts.into_iter().map(|text| quoted(text.as_ref()));
    format!("[{}]", texts.collect::<Vec<_>>().join(","))
}

impl VendorLogAccessDraft {
    /// Who may assume the role. As text, so that its order is the same whatever else is built in.
    pub(crate) fn trust(&self) -> String {
        let (principal, external_id) =
            (quoted(&self.principal()), quoted(self.external_id.as_str()));
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"Vendor","Effect":"Allow","Principal":{{"AWS":{principal}}},"Action":"sts:AssumeRole","Condition":{{"StringEquals":{{"sts:ExternalId":{external_id}}}}}}}]}}"#
        )
    }

    /// What it may do.
    pub(crate) fn rights(&self) -> String {
        let (read, unlimited) = (list(READ), list(UNLIMITED));
        let groups = list(self.resources());
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"FindLogGroups","Effect":"Allow","Action":{unlimited},"Resource":"*"}},{{"Sid":"ReadLogGroups","Effect":"Allow","Action":{read},"Resource":{groups}}}]}}"#
        )
    }

    /// The ARNs of the log groups and of what is in them.
    pub(super) fn resources(&self) -> Vec<String> {
        let Target {
            account, region, ..
        } = &self.target;
        let partition = region.partition();
        let group =
            |name: &str| format!("arn:{partition}:logs:{region}:{account}:log-group:{name}");
        if self.log_groups.is_empty() {
            return vec![group("*")];
        }
        let each = self.log_groups.iter().flat_map(|pattern| {
            let name = pattern.as_str();
            // A star covers the streams as well; a whole name is followed by them.
            let streams = (!name.ends_with('*')).then(|| group(&format!("{name}:*")));
            std::iter::once(group(name)).chain(streams)
        });
        let mut all: Vec<String> = each.collect();
        all.sort();
        all.dedup();
        all
    }
}
