//! Decisions for which the documents name no key: P6-P8, P10, R10.

use crate::finding::Findings;
use crate::layer::data::{DataLayer, DataLayerDraft, EksImage, Integration};
use crate::layer::fixture::{data, extra, ids, key, said, sent, set};

fn on(name: &str) -> Integration {
    Integration::On {
        parameters: vec![(key(name), "true".to_owned())],
    }
}

fn image(ami: &str) -> Result<DataLayer, Findings> {
    data(|draft| {
        draft.eks_image = EksImage::Custom {
            ami: ami.to_owned(),
            parameter: Some(key("EksNodeAmi")),
        };
    })
}

/// The decisions of a layer as lines `row hint at: what [keys]`.
fn decisions(change: impl FnOnce(&mut DataLayerDraft)) -> Vec<String> {
    let set = set(&data(change).unwrap());
    set.decisions
        .iter()
        .map(|d| {
            let keys: Vec<&str> = d.keys.iter().map(AsRef::as_ref).collect();
            format!("{} {} {}: {} {keys:?}", d.row, d.hint, d.at, d.what)
        })
        .collect()
}

#[test]
fn what_is_off_or_provided_needs_no_key() {
    assert!(decisions(|_| {}).is_empty());
}

#[test]
fn each_integration_that_is_on_is_a_decision_that_a_key_must_carry() {
    let all = decisions(|draft| {
        draft.integrations.anylink = on("EnableAnylink");
        draft.integrations.egnyte = on("EnableEgnyte");
        draft.integrations.box_ = Integration::On {
            parameters: Vec::new(),
        };
    });
    assert_eq!(
        all,
        [
            "P6 Anylink integrations.anylink: Anylink is on [\"EnableAnylink\"]",
            "P7 Egnyte integrations.egnyte: Egnyte is on [\"EnableEgnyte\"]",
            "P8 Box integrations.box: Box is on []",
        ]
    );
}

#[test]
fn a_key_of_an_integration_that_looks_like_a_secret_is_doubted() {
    let layer = data(|draft| draft.integrations.box_ = on("BoxClientSecret"));
    assert!(
        !ids(&layer).contains(&"secret-in-plain-text"),
        "true is no secret"
    );
    let layer = data(|draft| {
        draft.integrations.box_ = Integration::On {
            parameters: vec![(key("BoxClientSecret"), "hunter2".to_owned())],
        };
    });
    let text = said(&layer, "secret-in-plain-text");
    let at = "warns integrations.box.on.parameters.BoxClientSecret: ";
    assert!(text.starts_with(at), "{text}");
}

#[test]
fn the_keys_of_an_integration_are_sent() {
    let layer = data(|draft| draft.integrations.anylink = on("EnableAnylink"));
    assert_eq!(
        sent(&set(&layer.unwrap()), "EnableAnylink"),
        "true (spec integrations.anylink)"
    );
}

#[test]
fn a_custom_image_and_a_key_pair_are_decisions_with_the_keys_named_for_them() {
    let all = decisions(|draft| {
        draft.eks_image = EksImage::Custom {
            ami: "ami-0a1b2c3d".to_owned(),
            parameter: Some(key("EksNodeAmi")),
        };
        draft.key_pair = Some(("acme-eks".to_owned(), None));
    });
    assert_eq!(
        all,
        [
            "P10 Ami eks_image.custom: the EKS workers use the image ami-0a1b2c3d [\"EksNodeAmi\"]",
            "R10 KeyPair key_pair: the EKS workers use the key pair acme-eks []",
        ]
    );
}

#[test]
fn the_image_is_sent_under_the_key_named_for_it() {
    assert_eq!(
        sent(&set(&image("ami-0a1b2c3d").unwrap()), "EksNodeAmi"),
        "ami-0a1b2c3d (spec eks_image.custom)"
    );
}

#[test]
fn a_custom_image_is_doubted_with_the_risk_it_brings() {
    insta::assert_snapshot!(said(&image("ami-0a1b2c3d"), "custom-image"), @"warns eks_image.custom: the EKS workers use an image of your own. An image that is not fully compatible with the provider's makes the platform unstable and the deployment slow or failing; that risk is yours. Use the provider's image, as the vendor recommends strongly.");
}

#[test]
fn what_is_no_image_id_is_refused() {
    insta::assert_snapshot!(said(&image("my-image"), "image-malformed"), @r#"blocks eks_image.custom.ami: "my-image" is not the id of an image. It is ami- followed by 8 to 17 hexadecimal digits. Give an id such as ami-0a1b2c3d4e5f60718."#);
    for text in [
        "ami-",
        "ami-0A1B2C3D",
        "ami-0123456",
        "ami-0123456789abcdef01",
        " ami-0a1b2c3d",
    ] {
        assert!(ids(&image(text)).contains(&"image-malformed"), "{text}");
    }
}

#[test]
fn a_key_pair_without_a_name_is_refused() {
    let layer = data(|draft| draft.key_pair = Some((String::new(), None)));
    insta::assert_snapshot!(said(&layer, "key-pair-name"), @"blocks key_pair.name: the key pair's name is empty or longer than 255 characters. EC2 knows no such key pair. Give the name of a key pair of the platform's region.");
}

#[test]
fn a_key_named_for_two_decisions_is_refused() {
    let layer = data(|draft| {
        draft.integrations.anylink = on("Integrations");
        draft.integrations.egnyte = on("Integrations");
    });
    insta::assert_snapshot!(said(&layer, "key-named-twice"), @"blocks integrations.egnyte: Integrations is named for integrations.egnyte and for integrations.anylink. A key carries one value, so one of the two would be lost. Name another key for one of them.");
}

#[test]
fn a_documented_key_cannot_carry_an_integration() {
    let layer = data(|draft| draft.integrations.anylink = on("EnableDR"));
    let text = said(&layer, "key-named-twice");
    assert!(
        text.contains("and for the documented parameter of that name"),
        "{text}"
    );
}

#[test]
fn an_extra_parameter_cannot_be_a_key_named_for_an_integration() {
    let layer = data(|draft| {
        draft.integrations.anylink = on("EnableAnylink");
        draft.extra_parameters = extra("EnableAnylink", "false");
    });
    let text = said(&layer, "key-named-twice");
    assert!(
        text.contains("and for data_layer.extra_parameters"),
        "{text}"
    );
}
