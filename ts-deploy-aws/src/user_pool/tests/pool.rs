use std::collections::BTreeMap;

use serde_json::{Value, json};
use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::user_pool::{
    AttributeType, DomainRequest, DomainStatus, OtherSettings, PoolSettings, SchemaAttribute,
    UserPoolReader, UserPoolWriter,
};
use ts_deploy_core::target::TargetName;

use super::{POOL, described, id, name, pools, repeating};
use crate::user_pool::AwsUserPools;
use crate::wire::Wire;

fn attribute(name: &str, required: bool, max_length: Option<u32>) -> SchemaAttribute {
    SchemaAttribute {
        name: name.to_owned(),
        kind: AttributeType::String,
        required,
        mutable: true,
        max_length,
    }
}

fn settings(other: OtherSettings) -> PoolSettings {
    PoolSettings {
        only_administrators_create_users: true,
        deletion_protection: true,
        tags: BTreeMap::from([("owner".to_owned(), "data".to_owned())]),
        other,
    }
}

/// A domain below Cognito's own.
fn prefix() -> DomainRequest {
    DomainRequest {
        pool: id(),
        name: "acme".to_owned(),
        certificate: None,
        other: OtherSettings::none(),
    }
}

/// What somebody may have set by hand, as an update takes it.
fn by_hand() -> Value {
    json!({
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 14, "RequireUppercase": true, "RequireLowercase": true,
                "RequireNumbers": true, "RequireSymbols": false, "PasswordHistorySize": 5,
                "TemporaryPasswordValidityDays": 2,
            },
            "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD"] },
        },
        "DeletionProtection": "INACTIVE",
        "LambdaConfig": { "PreSignUp": "arn:aws:lambda:us-east-1:111122223333:function:look" },
        "AutoVerifiedAttributes": ["email"],
        "SmsVerificationMessage": "{####}",
        "EmailVerificationMessage": "Your code is {####}",
        "EmailVerificationSubject": "Acme",
        "VerificationMessageTemplate": { "DefaultEmailOption": "CONFIRM_WITH_CODE" },
        "SmsAuthenticationMessage": "{####} is it",
        "UserAttributeUpdateSettings": { "AttributesRequireVerificationBeforeUpdate": ["email"] },
        "MfaConfiguration": "OPTIONAL",
        "DeviceConfiguration": {
            "ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": false,
        },
        "EmailConfiguration": { "EmailSendingAccount": "DEVELOPER", "From": "it@acme.example" },
        "SmsConfiguration": { "SnsCallerArn": "arn:aws:iam::111122223333:role/sms" },
        "UserPoolTags": { "by": "hand" },
        "AdminCreateUserConfig": {
            "AllowAdminCreateUserOnly": false, "InviteMessageTemplate": { "EmailSubject": "Hello" },
        },
        "UserPoolAddOns": { "AdvancedSecurityMode": "AUDIT" },
        "AccountRecoverySetting": {
            "RecoveryMechanisms": [{ "Priority": 1, "Name": "verified_email" }],
        },
        "UserPoolTier": "PLUS",
    })
}

#[tokio::test]
async fn every_setting_that_was_made_by_hand_goes_back_with_an_update() {
    let wire = Wire::new()
        .answer("DescribeUserPool", described(&by_hand()))
        .answer("UpdateUserPool", "{}");
    let read = pools(&wire).pool(&id()).await.unwrap().unwrap();
    pools(&wire)
        .update_pool(&id(), &read.settings)
        .await
        .unwrap();
    let mut sent = wire.json(1);
    let named = sent.as_object_mut().unwrap();
    assert_eq!(named.remove("UserPoolId"), Some(json!(POOL)));
    assert_eq!(named.remove("PoolName"), Some(json!("acme-production")));
    assert_eq!(sent, by_hand());
}

#[tokio::test]
async fn what_is_named_takes_the_place_of_what_was_read() {
    let wire = Wire::new()
        .answer("DescribeUserPool", described(&by_hand()))
        .answer("UpdateUserPool", "{}");
    let read = pools(&wire).pool(&id()).await.unwrap().unwrap();
    let changed = settings(read.settings.other);
    pools(&wire).update_pool(&id(), &changed).await.unwrap();
    let sent = wire.json(1);
    assert_eq!(sent["DeletionProtection"], "ACTIVE");
    assert_eq!(sent["UserPoolTags"], json!({ "owner": "data" }));
    let admins = &sent["AdminCreateUserConfig"];
    assert_eq!(admins["AllowAdminCreateUserOnly"], true);
    assert_eq!(admins["InviteMessageTemplate"]["EmailSubject"], "Hello");
}

#[tokio::test]
async fn the_two_words_for_one_validity_are_not_sent_together() {
    let mut both = by_hand();
    both["AdminCreateUserConfig"]["UnusedAccountValidityDays"] = json!(2);
    let wire = Wire::new()
        .answer("DescribeUserPool", described(&both))
        .answer("UpdateUserPool", "{}");
    let read = pools(&wire).pool(&id()).await.unwrap().unwrap();
    pools(&wire)
        .update_pool(&id(), &read.settings)
        .await
        .unwrap();
    let sent = wire.json(1)["AdminCreateUserConfig"].clone();
    assert_eq!(sent.get("UnusedAccountValidityDays"), None);
}

#[tokio::test]
async fn settings_that_another_backend_read_are_not_sent() {
    let foreign = settings(OtherSettings::keep("simulated"));
    let wire = Wire::new();
    let error = pools(&wire).update_pool(&id(), &foreign).await.unwrap_err();
    insta::assert_snapshot!(error, @"cognito-idp:UpdateUserPool in main: refused as invalid: the settings that are to stay were read by another backend; nothing was sent");
}

#[tokio::test]
async fn a_pool_is_made_with_custom_names_as_cognito_takes_them_and_nothing_undecided() {
    let wire = Wire::new().answer("CreateUserPool", described(&json!({})));
    let schema = [
        attribute("email", true, None),
        attribute("custom:groups", false, Some(2048)),
    ];
    let (pools, settings) = (pools(&wire), settings(OtherSettings::none()));
    let made = pools.create_pool(&name(), &schema, &settings).await;
    assert_eq!(made.unwrap(), id());
    let text = |name: &str, required: bool| json!({ "Name": name, "AttributeDataType": "String", "Required": required, "Mutable": true });
    let mut groups = text("groups", false);
    groups["StringAttributeConstraints"] = json!({ "MinLength": "0", "MaxLength": "2048" });
    let sent = json!({
        "PoolName": "acme-production",
        "Schema": [text("email", true), groups],
        "DeletionProtection": "ACTIVE",
        "AdminCreateUserConfig": { "AllowAdminCreateUserOnly": true },
        "UserPoolTags": { "owner": "data" },
    });
    assert_eq!(wire.json(0), sent);
}

#[tokio::test]
async fn the_creation_of_a_pool_that_was_not_answered_is_not_sent_again() {
    let wire = Wire::new().answer_with("CreateUserPool", 500, "{}");
    let pools = AwsUserPools::new(&repeating(&wire), TargetName::Main);
    let settings = settings(OtherSettings::none());
    let made = pools.create_pool(&name(), &[], &settings).await;
    assert_eq!(made.unwrap_err().kind, ErrorKind::Unreachable);
    assert_eq!(wire.arrived().len(), 1);
}

#[tokio::test]
async fn a_domain_whose_creation_was_not_answered_is_not_refused_for_being_there() {
    let words = "Domain already associated with another user pool.";
    let wire = Wire::new()
        .answer_with("CreateUserPoolDomain", 500, "{}")
        .refuse("CreateUserPoolDomain", "InvalidParameterException", words);
    let pools = AwsUserPools::new(&repeating(&wire), TargetName::Main);
    let made = pools.create_domain(&prefix()).await;
    assert_eq!(made.unwrap_err().kind, ErrorKind::Unreachable);
    assert_eq!(wire.arrived().len(), 1);
}

#[tokio::test]
async fn attributes_whose_addition_was_not_answered_are_not_refused_for_being_there() {
    let words = "custom:groups: Existing attribute already has name custom:groups.";
    let wire = Wire::new()
        .answer_with("AddCustomAttributes", 500, "{}")
        .refuse("AddCustomAttributes", "InvalidParameterException", words);
    let pools = AwsUserPools::new(&repeating(&wire), TargetName::Main);
    let groups = [attribute("groups", false, None)];
    let added = pools.add_attributes(&id(), &groups).await;
    assert_eq!(added.unwrap_err().kind, ErrorKind::Unreachable);
    assert_eq!(wire.arrived().len(), 1);
}

#[tokio::test]
async fn pools_are_found_by_exactly_their_name_on_every_page() {
    let page = |name: &str, next: Option<&str>| {
        json!({ "UserPools": [{ "Id": POOL, "Name": name }], "NextToken": next }).to_string()
    };
    let wire = Wire::new()
        .answer("ListUserPools", page("acme-production-old", Some("two")))
        .answer("ListUserPools", page("acme-production", None));
    assert_eq!(pools(&wire).pools_named(&name()).await.unwrap(), [id()]);
    assert_eq!(wire.json(0), json!({ "MaxResults": 60 }));
}

#[tokio::test]
async fn a_pool_that_is_not_there_is_none() {
    let words = "User pool us-east-1_Ab12Cd34E does not exist.";
    let wire = Wire::new().refuse("DescribeUserPool", "ResourceNotFoundException", words);
    assert!(pools(&wire).pool(&id()).await.unwrap().is_none());
}

#[tokio::test]
async fn an_attribute_is_read_with_its_prefix_and_its_length() {
    let groups = json!({
        "Name": "custom:groups", "AttributeDataType": "String", "Mutable": true, "Required": false,
        "StringAttributeConstraints": { "MinLength": "0", "MaxLength": "2048" },
    });
    let answer = described(&json!({ "SchemaAttributes": [groups] }));
    let wire = Wire::new().answer("DescribeUserPool", answer);
    let pool = pools(&wire).pool(&id()).await.unwrap().unwrap();
    assert_eq!(pool.schema, [attribute("custom:groups", false, Some(2048))]);
}

#[tokio::test]
async fn an_attribute_that_is_there_already_is_refused_as_invalid() {
    let words = "custom:groups: Existing attribute already has name custom:groups.";
    let wire = Wire::new().refuse("AddCustomAttributes", "InvalidParameterException", words);
    let groups = [attribute("custom:groups", false, Some(2048))];
    let error = pools(&wire).add_attributes(&id(), &groups).await;
    assert_eq!(error.unwrap_err().kind, ErrorKind::Invalid);
    assert_eq!(wire.json(0)["CustomAttributes"][0]["Name"], "groups");
}

#[tokio::test]
async fn a_change_that_meets_another_one_is_a_conflict() {
    let code = "ConcurrentModificationException";
    let wire = Wire::new().refuse("UpdateUserPool", code, "busy");
    let changed = settings(OtherSettings::none());
    let error = pools(&wire).update_pool(&id(), &changed).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
}

#[tokio::test]
async fn a_domain_that_nobody_has_is_an_empty_description_and_none() {
    let wire = Wire::new().answer("DescribeUserPoolDomain", r#"{"DomainDescription":{}}"#);
    assert!(pools(&wire).domain("acme").await.unwrap().is_none());
}

#[tokio::test]
async fn a_prefix_is_given_with_the_classic_pages() {
    let wire = Wire::new().answer("CreateUserPoolDomain", "{}");
    pools(&wire).create_domain(&prefix()).await.unwrap();
    let sent = json!({ "Domain": "acme", "UserPoolId": POOL, "ManagedLoginVersion": 1 });
    assert_eq!(wire.json(0), sent);
}

#[tokio::test]
async fn a_domains_other_settings_stay_when_its_certificate_changes() {
    let certificate = |id: &str| format!("arn:aws:acm:us-east-1:111122223333:certificate/{id}");
    let host = "sign-in.acme.example";
    let answer = json!({ "DomainDescription": {
        "UserPoolId": POOL, "Domain": host, "Status": "ACTIVE", "ManagedLoginVersion": 2,
        "CloudFrontDistribution": "d111111abcdef8.cloudfront.net",
        "CustomDomainConfig": { "CertificateArn": certificate("old") },
    }});
    let wire = Wire::new()
        .answer("DescribeUserPoolDomain", answer.to_string())
        .answer("UpdateUserPoolDomain", "{}");
    let read = pools(&wire).domain(host).await.unwrap().unwrap();
    assert_eq!(read.status, DomainStatus::Active);
    let request = DomainRequest {
        pool: read.pool,
        name: read.name,
        certificate: Some(certificate("new").parse().unwrap()),
        other: read.other,
    };
    pools(&wire).update_domain(&request).await.unwrap();
    let sent = json!({
        "Domain": host, "UserPoolId": POOL, "ManagedLoginVersion": 2,
        "CustomDomainConfig": { "CertificateArn": certificate("new") },
    });
    assert_eq!(wire.json(1), sent);
}
