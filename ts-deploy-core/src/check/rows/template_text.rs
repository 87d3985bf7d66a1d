//! What a template makes that the documents say it does not: users, and principals of other accounts;
//! and the wildcards in its policies (R21).

use serde_json::Value;

use super::template_value::{Lookup, branches, is_unknown};
use crate::ids::AccountId;

/// How deep policies are looked for in a resource.
pub(super) const DEPTH: usize = 32;

/// Resources that let somebody in without a policy: the member that names whom, and those that bind
/// them further.
const LETS_IN: [(&str, &str, &[&str]); 5] = [
    (
        "AWS::Lambda::Permission",
        "Principal",
        &["PrincipalOrgID", "SourceAccount", "SourceArn"],
    ),
    (
        "AWS::Lambda::LayerVersionPermission",
        "Principal",
        &["OrganizationId"],
    ),
    ("AWS::Events::EventBusPolicy", "Principal", &["Condition"]),
    ("AWS::RAM::ResourceShare", "Principals", &[]),
    (
        "AWS::EC2::VPCEndpointServicePermissions",
        "AllowedPrincipals",
        &[],
    ),
];

/// What was found in one template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Made {
    /// Users and their access keys, by their names in the template.
    pub(super) users: Vec<String>,
    /// The same, where the template makes them under a condition only.
    pub(super) conditional_users: Vec<String>,
    /// Who of another account, or everybody, is allowed something: `Role: 999988887777`.
    pub(super) foreign: Vec<String>,
    /// Who is allowed something and cannot be told from the template, and what else cannot:
    /// `Role: ${?}`.
    pub(super) unknown: Vec<String>,
    /// Actions with a wildcard that are allowed: `Role: s3:*`.
    pub(super) wildcards: Vec<String>,
}

/// What a template's text makes; `None` when it cannot be read. YAML is read in builds that read the
/// deployment document.
pub(super) fn made(text: &str, own: &AccountId) -> Option<Made> {
    let template = parsed(text)?;
    let resources = template.get("Resources")?.as_object()?;
    let lookup = Lookup::of(&template);
    let mut made = Made::default();
    if template.get("Transform").is_some() {
        let what = "the template: what a macro makes of it (Transform)";
        made.unknown.push(what.to_owned());
    }
    for (name, resource) in resources {
        let kind = resource.get("Type").and_then(Value::as_str);
        if kind.is_none() {
            made.unknown.push(format!("{name}: what it makes"));
        }
        if matches!(kind, Some("AWS::IAM::User" | "AWS::IAM::AccessKey")) {
            if resource.get("Condition").is_some() {
                made.conditional_users.push(name.clone());
            } else {
                made.users.push(name.clone());
            }
        }
        let Some(properties) = resource.get("Properties") else {
            continue;
        };
        let mut reader = Reader {
            name,
            own,
            lookup,
            made: &mut made,
        };
        reader.policies(properties, DEPTH);
        reader.let_in(kind.unwrap_or_default(), properties);
    }
    Some(made)
}

pub(super) fn parsed(text: &str) -> Option<Value> {
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    #[cfg(feature = "spec")]
    return super::template_yaml::parsed(text);
    #[cfg(not(feature = "spec"))]
    return None;
}

/// What is read of one resource.
struct Reader<'a> {
    /// Its name in the template.
    name: &'a str,
    own: &'a AccountId,
    lookup: Lookup<'a>,
    made: &'a mut Made,
}

impl Reader<'_> {
    /// Reads every statement of every policy below `value`.
    fn policies(&mut self, value: &Value, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            self.unknown("what lies deeper");
            return;
        };
        match value {
            Value::Object(fields) => {
                if let Some(statements) = fields.get("Statement") {
                    for statement in branches(statements) {
                        self.statement(statement);
                    }
                }
                for below in fields.values() {
                    self.policies(below, depth);
                }
            }
            Value::Array(all) => {
                for below in all {
                    self.policies(below, depth);
                }
            }
            // Some resources take their policy as a text.
            Value::String(text) if text.contains("\"Statement\"") => {
                match serde_json::from_str::<Value>(text) {
                    Ok(policy @ Value::Object(_)) => self.policies(&policy, depth),
                    _ => self.unknown("a policy that is written as a text"),
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// Reads what a resource without a policy lets in.
    fn let_in(&mut self, kind: &str, properties: &Value) {
        for (of, member, binds) in LETS_IN {
            if of != kind {
                continue;
            }
            let bound = binds.iter().any(|name| properties.get(*name).is_some());
            if let Some(principals) = properties.get(member) {
                self.principals(principals, bound);
            }
        }
    }

    fn statement(&mut self, statement: &Value) {
        let effects = self
            .lookup
            .texts(statement.get("Effect").unwrap_or(&Value::Null));
        if !statement.is_object() || effects.iter().any(|effect| is_unknown(effect)) {
            self.unknown("a statement");
            return;
        }
        if !effects.iter().any(|effect| effect == "Allow") {
            return;
        }
        let bound = statement.get("Condition").is_some();
        for principal in statement.get("Principal").into_iter().flat_map(branches) {
            match principal {
                Value::Object(kinds) if !is_function(kinds.keys().map(String::as_str)) => {
                    for (kind, named) in kinds {
                        match kind.as_str() {
                            "Service" => {}
                            // An id of S3's, which tells no account.
                            "CanonicalUser" => self.canonical(named),
                            _ => self.principals(named, bound),
                        }
                    }
                }
                other => self.principals(other, bound),
            }
        }
        if statement.get("NotPrincipal").is_some() {
            let all = "everybody but some (NotPrincipal)";
            self.made.foreign.push(format!("{}: {all}", self.name));
        }
        let actions = statement.get("Action").into_iter().flat_map(branches);
        for action in actions.flat_map(|one| self.lookup.texts(one)) {
            if action.contains('*') {
                self.made.wildcards.push(format!("{}: {action}", self.name));
            }
        }
        if statement.get("NotAction").is_some() {
            let all = "all but some actions (NotAction)";
            self.made.wildcards.push(format!("{}: {all}", self.name));
        }
    }

    fn principals(&mut self, named: &Value, bound: bool) {
        for one in branches(named) {
            for text in self.lookup.texts(one) {
                match standing(&text, self.own, bound) {
                    Standing::Own => {}
                    Standing::Foreign => self.made.foreign.push(format!("{}: {text}", self.name)),
                    Standing::Unknown => self.unknown(&text),
                }
            }
        }
    }

    fn canonical(&mut self, named: &Value) {
        for one in branches(named) {
            for text in self.lookup.texts(one) {
                // An attribute of what the template makes is its own.
                if !text.starts_with("${") || is_unknown(&text) {
                    self.unknown(&format!("the S3 user {text}"));
                }
            }
        }
    }

    fn unknown(&mut self, what: &str) {
        self.made.unknown.push(format!("{}: {what}", self.name));
    }
}

/// True when these are the members of a function.
fn is_function<'a>(mut names: impl Iterator<Item = &'a str>) -> bool {
    names.any(|name| name == "Ref" || name.starts_with("Fn::"))
}

/// Whose a principal is.
enum Standing {
    /// The account's own, a service's, or whom a parameter names: the customer's own decision.
    Own,
    /// Another account's, or everybody without a condition.
    Foreign,
    /// That cannot be told from the template.
    Unknown,
}

fn standing(principal: &str, own: &AccountId, bound: bool) -> Standing {
    if principal == "*" {
        return if bound {
            Standing::Own
        } else {
            Standing::Foreign
        };
    }
    let account = principal.split(':').nth(4).unwrap_or(principal);
    if is_unknown(account) {
        return Standing::Unknown;
    }
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    if account == "*" || is_account && account != own.as_str() {
        return Standing::Foreign;
    }
    Standing::Own
}

#[cfg(test)]
mod tests {
    use super::{Made, made};
    use crate::ids::AccountId;

    fn look(resources: &str) -> Made {
        let own = AccountId::parse("111122223333").unwrap();
        made(&format!(r#"{{"Resources":{resources}}}"#), &own).unwrap()
    }

    fn role(principal: &str, more: &str) -> String {
        format!(
            r#"{{"Role":{{"Type":"AWS::IAM::Role","Properties":{{"AssumeRolePolicyDocument":
            {{"Statement":[{{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{principal}{more}}}]}}}}}}}}"#
        )
    }

    #[test]
    fn a_role_of_a_service_and_of_the_own_account_is_as_promised() {
        for principal in [
            r#"{"Service":"ecs-tasks.amazonaws.com"}"#,
            r#"{"AWS":"arn:aws:iam::111122223333:root"}"#,
            r#"{"AWS":{"Fn::Sub":"arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}}"#,
            r#"{"AWS":{"Ref":"DRAWSAccountId"}}"#,
        ] {
            assert_eq!(look(&role(principal, "")), Made::default(), "{principal}");
        }
    }

    #[test]
    fn a_principal_of_another_account_is_found_however_it_is_written() {
        for principal in [
            r#"{"AWS":"999988887777"}"#,
            r#"{"AWS":["arn:aws:iam::999988887777:root"]}"#,
            r#"{"AWS":{"Fn::Join":[":",["arn:aws:iam:","999988887777","root"]]}}"#,
            r#"{"AWS":{"Fn::If":["Is",{"Ref":"Own"},"arn:aws:iam::999988887777:root"]}}"#,
            r#"{"Fn::If":["Is",{"Service":"s3.amazonaws.com"},{"AWS":["999988887777"]}]}"#,
            r#"{"AWS":{"Fn::Select":["0",["999988887777","b"]]}}"#,
            r#"{"AWS":{"Fn::Sub":["arn:aws:iam::${A}:root",{"A":"999988887777"}]}}"#,
            r#"{"AWS":999988887777}"#,
            r#"{"Federated":"arn:aws:iam::999988887777:saml-provider/vendor"}"#,
        ] {
            let found = look(&role(principal, "")).foreign;
            assert!(found[0].contains("999988887777"), "{principal}: {found:?}");
        }
    }

    #[test]
    fn a_principal_that_the_template_does_not_tell_is_not_known_and_not_passed() {
        for principal in [
            r#"{"AWS":{"Fn::ImportValue":"vendor-role"}}"#,
            r#"{"AWS":{"Fn::Sub":["arn:aws:iam::${A}:root",{"A":{"Fn::ImportValue":"vendor"}}]}}"#,
            r#"{"CanonicalUser":"79a59df900b949e55d96a1e698fbaced"}"#,
        ] {
            let found = look(&role(principal, ""));
            assert_eq!(found.unknown.len(), 1, "{principal}: {found:?}");
            assert_eq!(found.foreign, [""; 0], "{principal}");
        }
    }

    #[test]
    fn an_account_in_a_mapping_or_as_a_default_is_found() {
        let own = AccountId::parse("111122223333").unwrap();
        let template = |principal: &str| {
            let resources = role(principal, "");
            format!(
                r#"{{"Mappings":{{"Ids":{{"us-east-1":{{"Vendor":"999988887777"}}}}}},
                "Parameters":{{"Vendor":{{"Default":"999988887777"}}}},"Resources":{resources}}}"#
            )
        };
        for principal in [
            r#"{"AWS":{"Fn::FindInMap":["Ids",{"Ref":"AWS::Region"},"Vendor"]}}"#,
            r#"{"AWS":{"Fn::Sub":"arn:aws:iam::${Vendor}:root"}}"#,
        ] {
            let found = made(&template(principal), &own).unwrap().foreign;
            assert!(found[0].contains("999988887777"), "{principal}: {found:?}");
        }
    }

    #[test]
    fn a_statement_under_a_condition_is_read() {
        let found = look(
            r#"{"Key":{"Type":"AWS::KMS::Key","Properties":{"KeyPolicy":{"Statement":[
                {"Fn::If":["Vendor",{"Effect":"Allow","Action":"kms:*","Principal":{"AWS":"999988887777"}},
                {"Ref":"AWS::NoValue"}]}]}}}}"#,
        );
        assert_eq!(found.foreign, ["Key: 999988887777"]);
    }

    #[test]
    fn a_policy_that_is_written_as_a_text_is_read() {
        let found = look(
            r#"{"Logs":{"Type":"AWS::Logs::ResourcePolicy","Properties":{"PolicyDocument":
                "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"logs:Put*\",\"Principal\":{\"AWS\":\"999988887777\"}}}"}}}"#,
        );
        assert_eq!(found.foreign, ["Logs: 999988887777"]);
    }

    #[test]
    fn who_may_call_a_function_is_read_from_its_permission() {
        let permission = |principal: &str| {
            let permission = format!(
                r#"{{"May":{{"Type":"AWS::Lambda::Permission","Properties":{{"Principal":"{principal}"}}}}}}"#
            );
            look(&permission).foreign
        };
        assert_eq!(permission("999988887777"), ["May: 999988887777"]);
        assert_eq!(permission("*"), ["May: *"]);
        assert_eq!(permission("s3.amazonaws.com"), [""; 0]);
    }

    #[test]
    fn what_a_macro_makes_is_not_known() {
        let own = AccountId::parse("111122223333").unwrap();
        let text =
            r#"{"Transform":"AWS::Serverless-2016-10-31","Resources":{"Fn::ForEach::A":["x"]}}"#;
        assert_eq!(made(text, &own).unwrap().unknown.len(), 2);
    }

    #[test]
    fn everybody_is_foreign_unless_a_condition_binds_them() {
        assert_eq!(look(&role(r#""*""#, "")).foreign, ["Role: *"]);
        let bound = r#","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}"#;
        assert_eq!(look(&role(r#"{"AWS":"*"}"#, bound)).foreign, [""; 0]);
    }

    #[test]
    fn users_and_those_made_under_a_condition_are_told_apart() {
        let found = look(
            r#"{"Reader":{"Type":"AWS::IAM::User"},
                "Athena":{"Type":"AWS::IAM::User","Condition":"CreateIamUser"}}"#,
        );
        assert_eq!(found.users, ["Reader"]);
        assert_eq!(found.conditional_users, ["Athena"]);
    }

    #[test]
    fn wildcards_are_found_in_policies_of_any_depth_and_refusals_are_none() {
        let found = look(
            r#"{"Role":{"Type":"AWS::IAM::Role","Properties":{"Policies":[{"PolicyDocument":{"Statement":[
                {"Effect":"Allow","Action":["s3:GetObject","s3:List*"],"Resource":"*"},
                {"Effect":"Deny","Action":"*","Resource":"*"},
                {"Effect":"Allow","NotAction":"iam:*","Resource":"*"}]}}]}}}"#,
        );
        assert_eq!(
            found.wildcards,
            ["Role: s3:List*", "Role: all but some actions (NotAction)"]
        );
    }

    #[cfg(feature = "spec")]
    #[test]
    fn yaml_with_the_short_forms_of_functions_is_read() {
        let text = "Resources:\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: !Sub '${Name}-role'\n      \
                    AssumeRolePolicyDocument:\n        Statement:\n          - Effect: Allow\n            Action: sts:AssumeRole\n            \
                    Principal:\n              AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'\n  Key:\n    Type: AWS::KMS::Key\n    \
                    Properties:\n      KeyPolicy:\n        Statement:\n          Effect: Allow\n          Action: ['kms:*']\n          \
                    Principal: { AWS: !Join [':', ['arn:aws:iam:', '999988887777', root]] }\n";
        let own = AccountId::parse("111122223333").unwrap();
        let found = made(text, &own).unwrap();
        assert_eq!(found.wildcards, ["Key: kms:*"]);
        assert_eq!(found.foreign, ["Key: arn:aws:iam::999988887777:root"]);
    }

    #[test]
    fn what_is_no_template_is_not_read() {
        let own = AccountId::parse("111122223333").unwrap();
        assert_eq!(made("{\"Resources\": 7}", &own), None);
        assert_eq!(made("not a template", &own), None);
    }
}
