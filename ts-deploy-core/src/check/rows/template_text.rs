//! What a template makes that the documents say it does not: users, and principals of other accounts;
//! and the wildcards in its policies (R21).

use serde_json::Value;

use super::template_policy::Reader;
use super::template_value::Lookup;
use crate::ids::AccountId;

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
        reader.read(kind.unwrap_or_default(), properties);
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
            r#"{"AWS":{"Fn::Sub":"arn:${AWS::Partition}:iam::999988887777:root"}}"#,
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

    /// What is found of everybody under this condition.
    fn everybody(condition: &str) -> Made {
        let found = look(&role(
            r#"{"AWS":"*"}"#,
            &format!(r#","Condition":{condition}"#),
        ));
        Made {
            wildcards: Vec::new(),
            ..found
        }
    }

    #[test]
    fn everybody_is_foreign_without_a_condition() {
        assert_eq!(look(&role(r#""*""#, "")).foreign, ["Role: *"]);
    }

    #[test]
    fn everybody_whom_a_condition_binds_to_the_own_is_as_promised() {
        for condition in [
            r#"{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}"#,
            r#"{"StringEquals":{"AWS:SourceOwner":{"Ref":"AWS::AccountId"}}}"#,
            r#"{"StringEquals":{"kms:CallerAccount":"111122223333","kms:ViaService":"rds"}}"#,
            r#"{"ArnLike":{"aws:SourceArn":{"Fn::Sub":"arn:${AWS::Partition}:sns:*:${AWS::AccountId}:*"}}}"#,
            r#"{"ArnEquals":{"aws:SourceArn":{"Fn::GetAtt":["Bucket","Arn"]}}}"#,
            r#"{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":["o-1/*"]}}"#,
            r#"{"Bool":{"aws:SecureTransport":"true"},"StringEquals":{"aws:SourceVpce":{"Ref":"Endpoint"}}}"#,
        ] {
            assert_eq!(everybody(condition), Made::default(), "{condition}");
        }
    }

    #[test]
    fn everybody_under_a_condition_that_binds_nobody_is_not_known() {
        for condition in [
            r#"{"Bool":{"aws:SecureTransport":"true"}}"#,
            r#"{"StringLike":{"aws:PrincipalOrgID":"*"}}"#,
            r#"{"StringNotEquals":{"aws:SourceAccount":"111122223333"}}"#,
            r#"{"StringEqualsIfExists":{"aws:SourceAccount":"111122223333"}}"#,
            r#"{"ForAllValues:StringEquals":{"aws:SourceVpce":"vpce-1"}}"#,
            r#"{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::vendor"}}"#,
            r#"{"StringEquals":{"aws:SourceAccount":["111122223333",{"Fn::ImportValue":"x"}]}}"#,
            r#"{"StringEquals":{"aws:SourceAccount":{"Fn::If":["Is","111122223333",{"Ref":"AWS::NoValue"}]}}}"#,
            r#"{"Fn::If":["Is",{"StringEquals":{"aws:SourceAccount":"111122223333"}},{"Ref":"AWS::NoValue"}]}"#,
            "{}",
        ] {
            let found = everybody(condition);
            assert_eq!(found.unknown.len(), 1, "{condition}: {found:?}");
            assert_eq!(found.foreign, [""; 0], "{condition}");
        }
    }

    #[test]
    fn everybody_of_another_account_is_found() {
        for condition in [
            r#"{"StringEquals":{"aws:PrincipalAccount":["111122223333","999988887777"]}}"#,
            r#"{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:999988887777:*"}}"#,
            r#"{"StringEquals":{"aws:PrincipalOrgID":"o-1","aws:SourceAccount":"999988887777"}}"#,
        ] {
            let found = everybody(condition).foreign;
            assert!(found[0].contains("999988887777"), "{condition}: {found:?}");
        }
    }

    #[test]
    fn a_permission_binds_everybody_by_its_own_members() {
        let permission = |binds: &str| {
            let permission = format!(
                r#"{{"May":{{"Type":"AWS::Lambda::Permission","Properties":{{"Principal":"*",{binds}}}}}}}"#
            );
            look(&permission)
        };
        let own = permission(r#""PrincipalOrgID":"o-1""#);
        assert_eq!(own, Made::default());
        let other = permission(r#""SourceAccount":"999988887777""#);
        assert_eq!(
            other.foreign,
            ["May: * under the condition SourceAccount 999988887777"]
        );
    }

    #[test]
    fn an_event_bus_binds_everybody_by_its_one_condition() {
        let bus = |key: &str| {
            let bus = format!(
                r#"{{"Bus":{{"Type":"AWS::Events::EventBusPolicy","Properties":{{"Principal":"*",
                "Condition":{{"Type":"StringEquals","Key":"{key}","Value":"o-1"}}}}}}}}"#
            );
            look(&bus)
        };
        assert_eq!(bus("aws:PrincipalOrgID"), Made::default());
        assert_eq!(bus("events:source").unknown.len(), 1);
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
