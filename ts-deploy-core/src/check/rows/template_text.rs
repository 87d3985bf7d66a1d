//! What a template makes that the documents say it does not: users, and principals of other accounts;
//! and the wildcards in its policies (R21).

use serde_json::Value;

use crate::ids::AccountId;

/// How deep policies are looked for in a resource.
pub(super) const DEPTH: usize = 32;

/// What was found in one template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Made {
    /// Users and their access keys, by their names in the template.
    pub(super) users: Vec<String>,
    /// The same, where the template makes them under a condition only.
    pub(super) conditional_users: Vec<String>,
    /// Who of another account, or everybody, is allowed something: `Role: 999988887777`.
    pub(super) foreign: Vec<String>,
    /// Actions with a wildcard that are allowed: `Role: s3:*`.
    pub(super) wildcards: Vec<String>,
}

/// What a template's text makes; `None` when it cannot be read. YAML is read in builds that read the
/// deployment document.
pub(super) fn made(text: &str, own: &AccountId) -> Option<Made> {
    let template = parsed(text)?;
    let resources = template.get("Resources")?.as_object()?;
    let mut made = Made::default();
    for (name, resource) in resources {
        let kind = resource.get("Type").and_then(Value::as_str);
        if matches!(kind, Some("AWS::IAM::User" | "AWS::IAM::AccessKey")) {
            if resource.get("Condition").is_some() {
                made.conditional_users.push(name.clone());
            } else {
                made.users.push(name.clone());
            }
        }
        if let Some(properties) = resource.get("Properties") {
            policies(properties, DEPTH, &mut |statement| {
                allowed(statement, name, own, &mut made);
            });
        }
    }
    Some(made)
}

pub(super) fn parsed(text: &str) -> Option<Value> {
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    #[cfg(feature = "spec")]
    return serde_saphyr::from_str(text).ok();
    #[cfg(not(feature = "spec"))]
    return None;
}

/// Hands every statement of every policy below `value` to `each`.
fn policies(value: &Value, depth: usize, each: &mut impl FnMut(&Value)) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    match value {
        Value::Object(fields) => {
            if let Some(statements) = fields.get("Statement") {
                items(statements).for_each(&mut *each);
            }
            for below in fields.values() {
                policies(below, depth, each);
            }
        }
        Value::Array(all) => {
            for below in all {
                policies(below, depth, each);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A list, or the one thing that stands in its place.
fn items(value: &Value) -> impl Iterator<Item = &Value> {
    let (list, one) = match value {
        Value::Array(list) => (list.as_slice(), None),
        one => (&[] as &[Value], Some(one)),
    };
    list.iter().chain(one)
}

fn allowed(statement: &Value, name: &str, own: &AccountId, made: &mut Made) {
    if statement.get("Effect").and_then(Value::as_str) != Some("Allow") {
        return;
    }
    let bound = statement.get("Condition").is_some();
    let principal = statement.get("Principal");
    let accounts = match principal {
        Some(Value::Object(kinds)) => kinds.get("AWS"),
        other => other,
    };
    for one in accounts.into_iter().flat_map(items) {
        let text = text_of(one, DEPTH);
        if is_foreign(&text, own, bound) {
            made.foreign.push(format!("{name}: {text}"));
        }
    }
    let actions = statement.get("Action").into_iter().flat_map(items);
    for action in actions.map(|one| text_of(one, DEPTH)) {
        if action.contains('*') {
            made.wildcards.push(format!("{name}: {action}"));
        }
    }
    if statement.get("NotAction").is_some() {
        made.wildcards
            .push(format!("{name}: all but some actions (NotAction)"));
    }
}

/// A value as text: what functions put together, with `${...}` for what is known only later.
pub(super) fn text_of(value: &Value, depth: usize) -> String {
    let Some(depth) = depth.checked_sub(1) else {
        return String::new();
    };
    let function = |name: &str| value.get(name);
    if let Some(text) = value.as_str() {
        return text.to_owned();
    }
    if let Some(text) = function("Fn::Sub") {
        return items(text)
            .next()
            .map_or_else(String::new, |one| text_of(one, depth));
    }
    if let Some(Value::Array(join)) = function("Fn::Join")
        && let [between, parts] = join.as_slice()
    {
        let parts: Vec<String> = items(parts).map(|one| text_of(one, depth)).collect();
        return parts.join(between.as_str().unwrap_or_default());
    }
    match function("Ref").and_then(Value::as_str) {
        Some(name) => format!("${{{name}}}"),
        None => "${...}".to_owned(),
    }
}

/// Whether a principal is of another account, or everybody without a condition. What a parameter
/// names is the customer's own decision.
fn is_foreign(principal: &str, own: &AccountId, bound: bool) -> bool {
    if principal == "*" {
        return !bound;
    }
    let account = principal.split(':').nth(4).unwrap_or(principal);
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    is_account && account != own.as_str()
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
        ] {
            let found = look(&role(principal, "")).foreign;
            assert!(found[0].contains("999988887777"), "{principal}: {found:?}");
        }
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
    }

    #[test]
    fn what_is_no_template_is_not_read() {
        let own = AccountId::parse("111122223333").unwrap();
        assert_eq!(made("{\"Resources\": 7}", &own), None);
        assert_eq!(made("not a template", &own), None);
    }
}
