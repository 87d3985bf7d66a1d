//! What a declared parameter demands of its value.

use serde::{Deserialize, Serialize};

/// The constraints of a parameter, as Service Catalog and CloudFormation state them: numbers are
/// texts there, and stay so here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Constraints {
    /// The values allowed; empty means any.
    pub allowed_values: Vec<String>,
    /// A regular expression (Java's dialect) that the whole value must match.
    pub allowed_pattern: Option<String>,
    /// The vendor's own words for what the pattern or bounds mean.
    pub description: Option<String>,
    /// Least number of characters.
    pub min_length: Option<String>,
    /// Greatest number of characters.
    pub max_length: Option<String>,
    /// Least number, for type `Number`.
    pub min_value: Option<String>,
    /// Greatest number, for type `Number`.
    pub max_value: Option<String>,
}

/// What checking a value against its constraints found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It satisfies all that could be checked.
    Fits,
    /// It breaks this rule.
    Breaks(String),
    /// It satisfies what could be checked; the pattern could not be, for this reason.
    Unchecked(String),
}

/// CloudFormation's own limit on a parameter's value, in bytes.
pub const VALUE_LIMIT: usize = 4096;

/// How much of a pattern, its meaning or the values allowed is shown, in characters.
const SHOWN: usize = 600;

/// The vendor's words, as they may be printed.
fn shown(words: &str) -> String {
    crate::ids::printable(words, SHOWN)
}

impl Constraints {
    /// Checks `value` of a parameter of the CloudFormation type `kind`: `String`, `List<Number>`.
    ///
    /// A list is checked item by item, as CloudFormation does: allowed values and pattern are
    /// about each of them, and spaces around them do not count.
    pub fn check(&self, kind: &str, value: &str) -> Checked {
        if value.len() > VALUE_LIMIT {
            return Checked::Breaks(format!(
                "a value may have {VALUE_LIMIT} bytes, this has {}",
                value.len()
            ));
        }
        let Some(item_kind) = list_of(kind) else {
            return self.check_one(kind, value);
        };
        let mut outcome = Checked::Fits;
        for item in value.split(',') {
            match self.check_one(item_kind, item.trim()) {
                Checked::Fits => {}
                Checked::Breaks(rule) => return Checked::Breaks(format!("of each item, {rule}")),
                unchecked @ Checked::Unchecked(_) => outcome = unchecked,
            }
        }
        outcome
    }

    fn check_one(&self, kind: &str, value: &str) -> Checked {
        if let Some(rule) = self.broken_rule(kind, value) {
            return Checked::Breaks(rule);
        }
        let Some(pattern) = &self.allowed_pattern else {
            return Checked::Fits;
        };
        match super::pattern::matches(pattern, value) {
            Ok(true) => Checked::Fits,
            Ok(false) => {
                let meaning = self
                    .description
                    .as_deref()
                    .map(|d| format!(" ({})", shown(d)))
                    .unwrap_or_default();
                Checked::Breaks(format!("it must match {}{meaning}", shown(pattern)))
            }
            Err(error) => Checked::Unchecked(format!(
                "its pattern {} cannot be checked here: {}",
                shown(pattern),
                shown(&error.to_string())
            )),
        }
    }

    fn broken_rule(&self, kind: &str, value: &str) -> Option<String> {
        let number = value.trim().parse::<f64>().ok().filter(|n| n.is_finite());
        if kind == "Number" && number.is_none() {
            return Some("it must be a number".to_owned());
        }
        if !self.allowed_values.is_empty()
            && !self.allowed_values.iter().any(|allowed| allowed == value)
        {
            return Some(format!(
                "it must be one of {}",
                shown(&self.allowed_values.join(", "))
            ));
        }
        #[allow(clippy::cast_precision_loss, reason = "lengths are far below 2^52")]
        let length = value.chars().count() as f64;
        if let Some(least) = bound(self.min_length.as_deref()).filter(|least| length < *least) {
            return Some(format!(
                "it must have at least {least} characters, it has {length}"
            ));
        }
        if let Some(most) = bound(self.max_length.as_deref()).filter(|most| length > *most) {
            return Some(format!(
                "it may have at most {most} characters, it has {length}"
            ));
        }
        let number = number?;
        if let Some(least) = bound(self.min_value.as_deref()).filter(|least| number < *least) {
            return Some(format!("it must be at least {least}"));
        }
        bound(self.max_value.as_deref())
            .filter(|most| number > *most)
            .map(|most| format!("it may be at most {most}"))
    }
}

/// The type of the items when `kind` is a list.
fn list_of(kind: &str) -> Option<&str> {
    if kind == "CommaDelimitedList" {
        return Some("String");
    }
    kind.strip_prefix("List<")?.strip_suffix('>')
}

fn bound(limit: Option<&str>) -> Option<f64> {
    limit?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(constraints: &Constraints, kind: &str, value: &str) -> String {
        match constraints.check(kind, value) {
            Checked::Breaks(rule) => rule,
            other => panic!("expected a broken rule, got {other:?}"),
        }
    }

    #[test]
    fn bounds_are_texts_and_compared_as_numbers() {
        let bounds = Constraints {
            min_value: Some("2".into()),
            max_value: Some("10".into()),
            ..Constraints::default()
        };
        assert_eq!(bounds.check("Number", "9"), Checked::Fits);
        assert_eq!(broken(&bounds, "Number", "1"), "it must be at least 2");
        assert_eq!(broken(&bounds, "Number", "11"), "it may be at most 10");
        assert_eq!(broken(&bounds, "Number", "many"), "it must be a number");
    }

    #[test]
    fn a_pattern_matches_the_whole_value() {
        let pattern = Constraints {
            allowed_pattern: Some("[a-z]+".into()),
            ..Constraints::default()
        };
        assert_eq!(pattern.check("String", "abc"), Checked::Fits);
        assert_eq!(broken(&pattern, "String", "abc1"), "it must match [a-z]+");
    }

    #[test]
    fn a_pattern_of_javas_dialect_is_checked_with_lookaround_and_possessive_quantifiers() {
        let pattern = Constraints {
            allowed_pattern: Some("(?!aws)[a-z]++".into()),
            ..Constraints::default()
        };
        assert_eq!(pattern.check("String", "acme"), Checked::Fits);
        assert!(matches!(pattern.check("String", "aws"), Checked::Breaks(_)));
    }

    #[test]
    fn a_pattern_that_cannot_be_read_is_said_not_to_be_checked() {
        let pattern = Constraints {
            allowed_pattern: Some("[".into()),
            ..Constraints::default()
        };
        assert!(matches!(
            pattern.check("String", "a"),
            Checked::Unchecked(_)
        ));
    }

    #[test]
    fn the_vendors_words_are_shown_without_control_characters() {
        let spoken = |constraints: Constraints| match constraints.check("String", "a") {
            Checked::Breaks(said) | Checked::Unchecked(said) => said,
            Checked::Fits => panic!("it must not fit"),
        };
        let value = Constraints {
            allowed_values: vec!["b\u{1b}[2J".into()],
            ..Constraints::default()
        };
        let pattern = |pattern: &str| Constraints {
            allowed_pattern: Some(pattern.into()),
            description: Some("in\ntwo lines".into()),
            ..Constraints::default()
        };
        for constraints in [value, pattern("b\u{7}"), pattern("(\n")] {
            let said = spoken(constraints);
            assert!(!said.chars().any(char::is_control), "{said}");
        }
    }

    #[test]
    fn an_explosive_pattern_ends() {
        let pattern = Constraints {
            allowed_pattern: Some("(a|a)*(?=b)c".into()),
            ..Constraints::default()
        };
        assert!(!matches!(
            pattern.check("String", &"a".repeat(60)),
            Checked::Fits
        ));
    }

    #[test]
    fn a_list_is_checked_item_by_item() {
        let subnets = Constraints {
            allowed_pattern: Some("subnet-[0-9a-f]+".into()),
            ..Constraints::default()
        };
        for kind in ["CommaDelimitedList", "List<AWS::EC2::Subnet::Id>"] {
            assert_eq!(
                subnets.check(kind, "subnet-1a,subnet-2b, subnet-3c"),
                Checked::Fits
            );
            assert_eq!(
                broken(&subnets, kind, "subnet-1a,vpc-2b"),
                "of each item, it must match subnet-[0-9a-f]+"
            );
        }
    }

    #[test]
    fn what_only_a_parser_takes_for_a_number_is_none() {
        for text in ["NaN", "inf", "-infinity"] {
            assert_eq!(
                broken(&Constraints::default(), "Number", text),
                "it must be a number"
            );
        }
    }

    #[test]
    fn a_value_longer_than_cloudformation_takes_is_refused() {
        assert!(
            broken(&Constraints::default(), "String", &"x".repeat(4097)).contains("4096 bytes")
        );
    }
}
