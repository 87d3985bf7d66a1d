//! What a template refers to outside of itself: templates that are nested in it, and images (R24).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::running_templates::NESTED;
use super::template_policy::DEPTH;
use super::template_text::parsed;
use super::template_value::Lookup;
use crate::ids::{AccountId, Region};
use crate::target::Target;

/// What stands in the name of a registry's host behind the account, and before the region.
const REGISTRY: &str = ".dkr.ecr.";

/// A registry of images: an account and a region of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Registry {
    pub(super) account: AccountId,
    pub(super) region: Region,
}

/// What templates refer to, each thing once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct References {
    /// Addresses of nested templates.
    pub(super) nested: BTreeSet<String>,
    /// How many nested templates have an address that parameters make.
    pub(super) made_up: usize,
    /// The repositories of images by their registry; none where parameters name them.
    pub(super) images: BTreeMap<Registry, BTreeSet<String>>,
}

impl References {
    /// Adds what a template refers to; false when it cannot be read. What `CloudFormation` knows of
    /// the place of a stack is put in, what a parameter names is not.
    pub(super) fn add_template(&mut self, text: &str, at: &Target) -> bool {
        let Some(template) = parsed(text) else {
            return false;
        };
        let lookup = Lookup::of_mappings(&template);
        let resources = template.get("Resources").and_then(Value::as_object);
        for resource in resources.into_iter().flat_map(|all| all.values()) {
            if resource.get("Type").and_then(Value::as_str) == Some(NESTED) {
                let url = resource.pointer("/Properties/TemplateURL");
                for url in lookup.texts(url.unwrap_or(&Value::Null)) {
                    self.add_nested(&placed(&url, at));
                }
            }
        }
        self.add_images(&template, lookup, at, DEPTH);
        true
    }

    fn add_nested(&mut self, url: &str) {
        if url.starts_with("https://") && !url.contains("${") {
            self.nested.insert(url.to_owned());
        } else {
            self.made_up = self.made_up.saturating_add(1);
        }
    }

    fn add_images(&mut self, value: &Value, lookup: Lookup<'_>, at: &Target, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        match value {
            Value::String(text) => self.add_text(&placed(text, at)),
            Value::Array(all) => {
                for below in all {
                    self.add_images(below, lookup, at, depth);
                }
            }
            Value::Object(fields) => {
                if fields.keys().any(|name| name.starts_with("Fn::")) {
                    for text in lookup.texts(value) {
                        self.add_text(&placed(&text, at));
                    }
                }
                for below in fields.values() {
                    self.add_images(below, lookup, at, depth);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Adds the images that a text names.
    pub(super) fn add_text(&mut self, text: &str) {
        for (before, after) in split_at_each(text, REGISTRY) {
            if let Some((registry, repository)) = image(before, after) {
                let repositories = self.images.entry(registry).or_default();
                repositories.extend(repository);
            }
        }
    }

    /// One nested template of each bucket.
    pub(super) fn one_a_bucket(&self) -> Vec<&str> {
        let mut buckets = BTreeMap::new();
        for url in &self.nested {
            buckets.entry(bucket(url)).or_insert(url.as_str());
        }
        buckets.into_values().collect()
    }
}

/// The text on both sides of each `mark`.
fn split_at_each<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    text.match_indices(mark).filter_map(move |(at, _)| {
        let (before, rest) = text.split_at_checked(at)?;
        Some((before, rest.strip_prefix(mark)?))
    })
}

/// The registry, and the repository in it where it is named in full.
fn image(before: &str, after: &str) -> Option<(Registry, Option<String>)> {
    let account = before.get(before.len().checked_sub(12)?..)?;
    let (region, rest) = after.split_once('.')?;
    let registry = Registry {
        account: AccountId::parse(account).ok()?,
        region: Region::parse(region).ok()?,
    };
    let (_, path) = rest.split_once('/')?;
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-/".contains(c);
    let end = path.find(|c| !legal(c)).unwrap_or(path.len());
    let (name, behind) = path.split_at_checked(end)?;
    // What follows a name that parameters end is their beginning.
    let whole = !name.is_empty() && !behind.starts_with('$');
    Some((registry, whole.then(|| name.to_owned())))
}

/// The bucket of an address: by the host, or by the beginning of the path where the host is S3's own.
fn bucket(url: &str) -> &str {
    let rest = url.strip_prefix("https://").unwrap_or(url);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if host.starts_with("s3.") || host.starts_with("s3-") {
        path.split('/').next().unwrap_or(path)
    } else {
        host
    }
}

/// The text with what `CloudFormation` knows of the place of a stack.
fn placed(text: &str, at: &Target) -> String {
    let partition = at.region.partition();
    text.replace("${AWS::Region}", at.region.as_str())
        .replace("${AWS::AccountId}", at.account.as_str())
        .replace("${AWS::URLSuffix}", partition.dns_suffix())
        .replace("${AWS::Partition}", &partition.to_string())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::References;
    use crate::target::{Target, TargetName};

    fn place() -> Target {
        Target {
            name: TargetName::Main,
            account: "111122223333".parse().unwrap(),
            region: "eu-west-1".parse().unwrap(),
        }
    }

    fn of(template: &str) -> References {
        let mut references = References::default();
        assert!(references.add_template(template, &place()));
        references
    }

    fn nested(url: &str) -> References {
        of(&format!(
            r#"{{"Resources":{{"A":{{"Type":"AWS::CloudFormation::Stack","Properties":{{"TemplateURL":{url}}}}}}}}}"#
        ))
    }

    fn images(text: &str) -> Vec<String> {
        let mut references = References::default();
        references.add_text(text);
        let all = references.images.into_iter();
        all.map(|(registry, repositories)| {
            let named = repositories.into_iter().collect::<Vec<_>>().join(" ");
            format!("{} {} {named}", registry.account, registry.region)
        })
        .collect()
    }

    const URL: &str = "https://tetra.s3.eu-west-1.amazonaws.com/v1/network.json";

    #[test]
    fn an_address_of_a_nested_template_is_found() {
        let found = nested(&format!("\"{URL}\""));
        assert_eq!(
            (found.nested, found.made_up),
            (BTreeSet::from([URL.to_owned()]), 0)
        );
    }

    #[test]
    fn the_region_in_an_address_is_the_stacks_own() {
        let url = "https://tetra.s3.${AWS::Region}.${AWS::URLSuffix}/v1/network.json";
        let found = nested(&format!(r#"{{"Fn::Sub":"{url}"}}"#));
        assert_eq!(found.nested, BTreeSet::from([URL.to_owned()]));
    }

    #[test]
    fn an_address_that_parameters_make_is_counted_only() {
        let url = r#"{"Fn::Sub":"https://${Bucket}.s3.amazonaws.com/v1/network.json"}"#;
        let found = nested(url);
        assert_eq!((found.nested.len(), found.made_up), (0, 1));
        assert_eq!(nested(r#"{"Ref":"Url"}"#).made_up, 1);
    }

    #[test]
    fn one_template_stands_for_a_bucket() {
        let mut references = References::default();
        for url in [
            "https://a.s3.eu-west-1.amazonaws.com/1.json",
            "https://a.s3.eu-west-1.amazonaws.com/2.json",
            "https://s3.eu-west-1.amazonaws.com/b/1.json",
            "https://s3.eu-west-1.amazonaws.com/c/1.json",
        ] {
            references.add_nested(url);
        }
        assert_eq!(references.one_a_bucket().len(), 3);
    }

    #[test]
    fn an_image_is_found_with_its_registry() {
        let image = "444455556666.dkr.ecr.us-east-1.amazonaws.com/ts/connector:v1.0.0";
        assert_eq!(images(image), ["444455556666 us-east-1 ts/connector"]);
        let china = "444455556666.dkr.ecr.cn-north-1.amazonaws.com.cn/ts@sha256:00";
        assert_eq!(images(china), ["444455556666 cn-north-1 ts"]);
    }

    #[test]
    fn an_image_whose_name_a_parameter_ends_tells_its_registry() {
        let image = "444455556666.dkr.ecr.us-east-1.amazonaws.com/ts-${Service}:v1";
        assert_eq!(images(image), ["444455556666 us-east-1 "]);
    }

    #[test]
    fn what_only_looks_like_an_image_is_none() {
        for text in [
            "${Account}.dkr.ecr.us-east-1.amazonaws.com/ts",
            ".dkr.ecr.us-east-1.amazonaws.com/ts",
            "444455556666.dkr.ecr.",
            "444455556666.dkr.ecr.${Region}.amazonaws.com/ts",
        ] {
            assert!(images(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn images_are_found_wherever_they_stand_in_a_template() {
        let found = of(
            r#"{"Parameters":{"Image":{"Default":"444455556666.dkr.ecr.us-east-1.amazonaws.com/a:1"}},
            "Resources":{"T":{"Properties":{"Image":{"Fn::Sub":"444455556666.dkr.ecr.${AWS::Region}.amazonaws.com/b:1"},
            "Other":{"Fn::Join":["",["444455556666.dkr.ecr.",{"Ref":"AWS::Region"},".amazonaws.com/c:1"]]}}}}}"#,
        );
        let all: Vec<&str> = found
            .images
            .values()
            .flatten()
            .map(String::as_str)
            .collect();
        assert_eq!(all, ["b", "c", "a"]);
    }

    #[test]
    fn a_text_that_is_no_template_is_not_read() {
        assert!(!References::default().add_template("{", &place()));
    }
}
