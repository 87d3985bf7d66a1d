//! What an extra parameter may do to a documented key.

use crate::layer::fixture::{data, extra, id, ids, said, service};
use crate::layer::{ProductComponent, VersionSelector};
use crate::parameter::Value;
use crate::secret::Secret;

fn data_ids(name: &str, value: &str) -> Vec<String> {
    let layer = data(|draft| draft.extra_parameters = extra(name, value));
    ids(&layer).into_iter().map(str::to_owned).collect()
}

fn service_ids(name: &str, value: &str) -> Vec<String> {
    let layer = service(|draft| draft.extra_parameters = extra(name, value));
    ids(&layer).into_iter().map(str::to_owned).collect()
}

#[test]
fn an_unknown_key_is_the_contracts_to_judge() {
    assert!(data_ids("NewKey", "x").is_empty());
    assert!(service_ids("NewKey", "x").is_empty());
}

#[test]
fn another_environment_is_doubted_with_the_vendors_reason() {
    let layer = data(|draft| draft.extra_parameters = extra("Environment", "test"));
    insta::assert_snapshot!(said(&layer, "do-not-change"), @r#"warns data_layer.extra_parameters.Environment: Environment is changed from "production" to "test". The documents say not to change it. The vendor treats each installation as production, also one in a test account, and the word is part of the path of every secret. Take it out, unless the vendor asked for it."#);
}

#[test]
fn a_value_that_is_the_documents_own_is_not_doubted() {
    assert!(data_ids("Environment", "production").is_empty());
    assert!(service_ids("LambdaPrefix", "").is_empty());
}

#[test]
fn each_key_that_the_documents_say_not_to_change_is_doubted() {
    for name in [
        "CFTemplateBucket",
        "Environment",
        "EnableElasticsearch",
        "LambdaPrefix",
    ] {
        assert_eq!(data_ids(name, "x"), ["do-not-change"], "{name}");
    }
    for name in [
        "Branch",
        "ClusterType",
        "InstanceTypeECS",
        "LambdaPrefix",
        "UserAuditLogGroupSuffix",
    ] {
        assert_eq!(service_ids(name, "x"), ["do-not-change"], "{name}");
    }
}

#[test]
fn a_secret_given_for_a_fixed_key_is_not_shown() {
    let secret = Value::Secret(Secret::new("hunter2".to_owned()));
    let layer = data(|draft| {
        draft.extra_parameters = [(id("Environment"), secret)].into_iter().collect();
    });
    let text = said(&layer, "do-not-change");
    assert!(text.contains("from \"production\" to a secret"), "{text}");
}

#[test]
fn a_source_of_recovery_cannot_be_set_by_an_extra_parameter() {
    for name in ["RDSSnapShot", "STBucket", "DLBucket"] {
        assert_eq!(
            data_ids(name, "x"),
            ["extra-parameter-decided-elsewhere"],
            "{name}"
        );
    }
    let layer = data(|draft| draft.extra_parameters = extra("RDSSnapShot", "x"));
    insta::assert_snapshot!(said(&layer, "extra-parameter-decided-elsewhere"), @"blocks data_layer.extra_parameters.RDSSnapShot: RDSSnapShot is an extra parameter, though recovery.snapshot decides it. Other parameters and checks follow from that decision, and would no longer agree with it. Take it out, and decide it with recovery.snapshot.");
}

#[test]
fn a_key_that_a_larger_decision_sets_cannot_be_an_extra_parameter() {
    for name in [
        "EnableDR",
        "DRDatalakeBucket",
        "CreateVPC",
        "VPCID",
        "InfrastructureName",
        "EnableLogging",
    ] {
        assert_eq!(
            data_ids(name, "x"),
            ["extra-parameter-decided-elsewhere"],
            "{name}"
        );
    }
    for name in [
        "NoDNSWeb",
        "DataStack",
        "Certificate",
        "ExposedOnInternet",
        "EnableWinTaskScriptService",
    ] {
        assert_eq!(
            service_ids(name, "x"),
            ["extra-parameter-decided-elsewhere"],
            "{name}"
        );
    }
}

#[test]
fn the_stack_of_the_data_layer_is_never_typed() {
    let layer = service(|draft| draft.extra_parameters = extra("DataStack", "SC-1"));
    let text = said(&layer, "extra-parameter-decided-elsewhere");
    assert!(
        text.contains("decide it with data_layer.provisioned_product"),
        "{text}"
    );
}

#[test]
fn a_key_with_a_field_of_its_own_is_doubted_as_an_extra_parameter() {
    let layer = data(|draft| draft.extra_parameters = extra("EsDatanodeInstanceCount", "5"));
    insta::assert_snapshot!(said(&layer, "extra-parameter-has-a-field"), @"warns data_layer.extra_parameters.EsDatanodeInstanceCount: EsDatanodeInstanceCount is an extra parameter, though it is data_layer.elasticsearch.data_instance_count. The extra parameter wins, and passes by the checks of the field. Give it as data_layer.elasticsearch.data_instance_count, unless the field refuses a value that the product takes.");
}

#[test]
fn a_template_version_other_than_the_one_launched_is_refused() {
    let layer = data(|draft| draft.extra_parameters = extra("CFTemplateVersion", "v1.0.0"));
    let findings = layer.unwrap().check_version(&id("v1.1.0"));
    assert!(findings.block());
    insta::assert_snapshot!(findings, @"blocks data_layer.extra_parameters.CFTemplateVersion: CFTemplateVersion is v1.0.0, and version v1.1.0 of the product is launched. The product would run the templates of another version than its own. Take it out: it is taken from the version being launched.");
}

#[test]
fn a_template_version_equal_to_the_one_launched_is_allowed() {
    let layer = service(|draft| draft.extra_parameters = extra("CFTemplateVersion", "v1.1.0"));
    assert!(layer.unwrap().check_version(&id("v1.1.0")).is_empty());
}

#[test]
fn an_empty_template_version_is_refused() {
    let layer = service(|draft| draft.extra_parameters = extra("CFTemplateVersion", ""));
    assert!(layer.unwrap().check_version(&id("v1.1.0")).block());
}

#[test]
fn a_template_version_that_is_not_given_is_never_wrong() {
    assert!(data(|_| {}).unwrap().check_version(&id("v9")).is_empty());
}

#[test]
fn a_template_version_other_than_the_one_chosen_by_name_is_refused_at_once() {
    let layer = data(|draft| {
        draft.choice.version = VersionSelector::Named(id("v1.1.0"));
        draft.extra_parameters = extra("CFTemplateVersion", "v1.0.0");
    });
    assert!(said(&layer, "template-version-differs").starts_with("blocks "));
}

#[test]
fn a_key_that_looks_like_a_secret_is_doubted_without_its_value() {
    let layer = data(|draft| draft.extra_parameters = extra("MasterPassword", "hunter2"));
    insta::assert_snapshot!(said(&layer, "secret-in-plain-text"), @"warns data_layer.extra_parameters.MasterPassword: MasterPassword looks like a secret, and its value is plain text. Whoever reads the spec reads it; plans show it, and the journal's digests are made of it. If it is one, take it out, and give it to the product in a way that keeps it, such as a parameter in SSM; a program that embeds this library gives it as a secret value.");
}

#[test]
fn each_word_for_a_secret_is_known_in_any_case() {
    for name in [
        "DBPASSWORD",
        "AdminPasswd",
        "KeyPassphrase",
        "clientsecret",
        "GithubToken",
        "TlsPrivateKey",
        "DatadogApiKey",
        "SmtpCredentials",
    ] {
        assert_eq!(service_ids(name, "x"), ["secret-in-plain-text"], "{name}");
    }
}

#[test]
fn what_names_a_secret_or_is_none_is_not_doubted() {
    for (name, value) in [
        (
            "MasterPasswordArn",
            "arn:aws:secretsmanager:us-east-1:111122223333:secret:x",
        ),
        ("ClientSecretName", "acme/box"),
        ("TokenParameterPath", "/acme/token"),
        ("RotateSecrets", "true"),
        ("AdminPassword", ""),
        ("KeyPairName", "acme-eks"),
    ] {
        assert!(data_ids(name, value).is_empty(), "{name}");
    }
}

#[test]
fn a_value_given_as_a_secret_is_not_doubted() {
    let secret = Value::Secret(Secret::new("hunter2".to_owned()));
    let layer = data(|draft| {
        draft.extra_parameters = [(id("MasterPassword"), secret)].into_iter().collect();
    });
    assert!(ids(&layer).is_empty());
}
