//! What the tag policy of an organisation asks of the tags in an account.
//!
//! `organizations:DescribeEffectivePolicy` gives the policy with everything inherited worked out, in
//! either of two spellings: a value itself, or the value under `@@assign`. What is written otherwise is
//! kept apart as [not understood](TagPolicy::unclear), so that nobody takes it for met.

use serde_json::{Map, Value};

use super::written::matches;

/// What may stand beside a value and decides about policies further down only.
const FOR_CHILDREN: &str = "@@operators_allowed_for_child_policies";

/// An effective tag policy, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagPolicy {
    /// What it says about each tag, by the key.
    pub rules: Vec<TagRule>,
    /// Where something stands that this version does not understand: `tags.costcenter.tag_value`.
    pub unclear: Vec<String>,
}

/// What a tag policy says about one tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagRule {
    /// The key in the capitals that it must have.
    pub key: String,
    /// The values that are allowed, in which `*` stands for anything; none when any is.
    pub values: Vec<String>,
    /// The types of resources that are not made when their tag is against the rule, as they are
    /// written: `ec2:instance`, `s3:ALL_SUPPORTED`.
    pub enforced_for: Vec<String>,
    /// The types of resources that ought to have the tag.
    pub required_for: Vec<String>,
}

impl TagPolicy {
    /// Reads a policy; `None` when it is none.
    ///
    /// ```
    /// use ts_deploy_core::policy::TagPolicy;
    /// let document = r#"{ "tags": { "costcenter": {
    ///     "tag_key": { "@@assign": "CostCenter" }, "tag_value": ["100", "2*"] } } }"#;
    /// let policy = TagPolicy::read(document).ok_or("no policy")?;
    /// let rule = policy.rule("COSTCENTER").ok_or("no rule")?;
    /// assert_eq!(rule.key, "CostCenter");
    /// assert!(rule.allows("250") && !rule.allows("300"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read(document: &str) -> Option<Self> {
        let document = serde_json::from_str::<Map<String, Value>>(document).ok()?;
        let mut policy = Self::default();
        for (name, value) in &document {
            match value.as_object() {
                Some(tags) if name == "tags" => policy.add(tags),
                _ if name == FOR_CHILDREN => {}
                _ => policy.unclear.push(name.clone()),
            }
        }
        Some(policy)
    }

    fn add(&mut self, tags: &Map<String, Value>) {
        for (name, value) in tags {
            if name == FOR_CHILDREN {
                continue;
            }
            let at = format!("tags.{name}");
            match value.as_object() {
                Some(members) => self.rules.push(rule(name, &at, members, &mut self.unclear)),
                None => self.unclear.push(at),
            }
        }
    }

    /// The rule about a tag, whatever capitals its key is written in.
    pub fn rule(&self, key: &str) -> Option<&TagRule> {
        self.rules.iter().find(|rule| same(&rule.key, key))
    }
}

impl TagRule {
    /// True when the tag may have this value. Capitals count.
    pub fn allows(&self, value: &str) -> bool {
        let mut values = self.values.iter();
        self.values.is_empty() || values.any(|one| fits(one, value))
    }
}

/// Whether two keys are one but for their capitals.
fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// Whether a value is of the policy's shape, in which `*` alone stands for anything.
fn fits(shape: &str, value: &str) -> bool {
    // A sign that no tag can have takes the place of `?`, which would stand for any.
    let plain = |text: &str| text.replace('?', "\u{0}");
    matches(&plain(shape), &plain(value))
}

fn rule(name: &str, at: &str, members: &Map<String, Value>, unclear: &mut Vec<String>) -> TagRule {
    let mut rule = TagRule {
        // Without capitals of its own a key is written in small letters.
        key: name.to_lowercase(),
        values: Vec::new(),
        enforced_for: Vec::new(),
        required_for: Vec::new(),
    };
    for (member, value) in members {
        let into = match member.as_str() {
            "tag_key" => {
                match assigned(value).and_then(Value::as_str) {
                    Some(key) if same(key, name) => key.clone_into(&mut rule.key),
                    _ => unclear.push(format!("{at}.{member}")),
                }
                continue;
            }
            "tag_value" => &mut rule.values,
            "enforced_for" => &mut rule.enforced_for,
            "report_required_tag_for" => &mut rule.required_for,
            FOR_CHILDREN => continue,
            _ => {
                unclear.push(format!("{at}.{member}"));
                continue;
            }
        };
        match assigned(value).and_then(listed) {
            Some(all) => *into = all,
            None => unclear.push(format!("{at}.{member}")),
        }
    }
    rule
}

/// The value itself, or what is assigned; `None` for any other operator.
fn assigned(value: &Value) -> Option<&Value> {
    let Some(operators) = value.as_object() else {
        return Some(value);
    };
    let known = |name: &String| name == "@@assign" || name == FOR_CHILDREN;
    operators
        .keys()
        .all(known)
        .then(|| operators.get("@@assign"))?
}

/// A list of texts, or one; `None` when there is anything else in it.
fn listed(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(one) => Some(vec![one.clone()]),
        Value::Array(all) => {
            let texts = all.iter().map(|one| one.as_str().map(str::to_owned));
            texts.collect()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{TagPolicy, TagRule};

    fn read(tags: &str) -> TagPolicy {
        TagPolicy::read(&format!(r#"{{"tags":{tags}}}"#)).unwrap()
    }

    fn words(all: &[&str]) -> Vec<String> {
        all.iter().map(|one| (*one).to_owned()).collect()
    }

    fn whole() -> TagRule {
        TagRule {
            key: "CostCenter".to_owned(),
            values: words(&["100", "2*"]),
            enforced_for: words(&["ec2:instance", "s3:ALL_SUPPORTED"]),
            required_for: words(&["ec2:instance"]),
        }
    }

    #[test]
    fn values_are_read_where_they_stand_themselves() {
        let read = read(
            r#"{"costcenter":{"tag_key":"CostCenter","tag_value":["100","2*"],
            "enforced_for":["ec2:instance","s3:ALL_SUPPORTED"],"report_required_tag_for":["ec2:instance"]}}"#,
        );
        assert_eq!((read.rules, read.unclear), (vec![whole()], Vec::new()));
    }

    #[test]
    fn values_are_read_where_they_are_assigned() {
        let read = read(
            r#"{"costcenter":{"tag_key":{"@@assign":"CostCenter","@@operators_allowed_for_child_policies":["@@none"]},
            "tag_value":{"@@assign":["100","2*"]},"enforced_for":{"@@assign":["ec2:instance","s3:ALL_SUPPORTED"]},
            "report_required_tag_for":{"@@assign":"ec2:instance"}}}"#,
        );
        assert_eq!((read.rules, read.unclear), (vec![whole()], Vec::new()));
    }

    #[test]
    fn a_key_without_capitals_of_its_own_is_written_small() {
        assert_eq!(read(r#"{"Team":{}}"#).rules[0].key, "team");
    }

    #[test]
    fn an_operator_that_is_not_worked_out_is_not_understood() {
        let read = read(r#"{"team":{"tag_value":{"@@append":["a"]}}}"#);
        assert_eq!(read.unclear, ["tags.team.tag_value"]);
    }

    #[test]
    fn a_member_that_is_not_known_is_not_understood() {
        let read = read(r#"{"team":{"tag_key":"Team","tag_pattern":"[a-z]+"}}"#);
        assert_eq!(read.unclear, ["tags.team.tag_pattern"]);
    }

    #[test]
    fn a_key_for_another_tag_is_not_understood() {
        let read = read(r#"{"team":{"tag_key":"Department"}}"#);
        assert_eq!(
            (read.rules[0].key.as_str(), read.unclear),
            ("team", words(&["tags.team.tag_key"]))
        );
    }

    #[test]
    fn what_is_no_tag_is_not_understood_and_the_tags_are_read() {
        let document = r#"{"labels":{},"tags":{"team":{}, "owner":[]}}"#;
        let read = TagPolicy::read(document).unwrap();
        assert_eq!(read.rules.len(), 1);
        assert_eq!(read.unclear, ["labels", "tags.owner"]);
    }

    #[test]
    fn an_empty_policy_asks_for_nothing() {
        assert_eq!(TagPolicy::read("{}"), Some(TagPolicy::default()));
    }

    #[test]
    fn what_is_no_object_is_no_policy() {
        for document in ["", "[]", "null", "{"] {
            assert_eq!(TagPolicy::read(document), None, "{document}");
        }
    }

    #[test]
    fn a_value_is_held_against_wildcards_and_its_capitals_count() {
        let rule = whole();
        assert!(rule.allows("100") && rule.allows("2") && rule.allows("250"));
        assert!(!rule.allows("1000") && !rule.allows(""));
        let any = TagRule {
            values: words(&["Acme*"]),
            ..rule
        };
        assert!(any.allows("Acme Corp") && !any.allows("acme"));
    }

    #[test]
    fn a_question_mark_is_no_wildcard() {
        let rule = TagRule {
            values: words(&["why?*"]),
            ..whole()
        };
        assert!(rule.allows("why? so") && !rule.allows("whys so"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None,
            rng_seed: proptest::test_runner::RngSeed::Fixed(24), ..ProptestConfig::default() })]

        #[test]
        fn no_document_panics_and_a_rule_is_found_by_its_key(text in r#"[\{\}\[\]":,a-zA-Z@*_ ]{0,60}"#, key in "[A-Za-z]{1,12}") {
            let _ = TagPolicy::read(&text);
            let document = serde_json::json!({"tags": {key.to_lowercase(): {"tag_key": key}}});
            let policy = TagPolicy::read(&document.to_string()).unwrap();
            prop_assert_eq!(&policy.rule(&key.to_uppercase()).unwrap().key, &key);
        }
    }
}
