//! Statements of policies that others wrote, as far as anything here asks about them.

use serde_json::Value;

/// One statement of a policy document.
pub(crate) struct Written(Value);

impl Written {
    /// The statements of a document; none when it cannot be read.
    pub(crate) fn all(document: &str) -> Vec<Self> {
        Self::read(document).unwrap_or_default()
    }

    /// The statements of a document; `None` when it is no policy.
    pub(super) fn read(document: &str) -> Option<Vec<Self>> {
        let mut document = serde_json::from_str::<Value>(document).ok()?;
        match document.get_mut("Statement").map(Value::take) {
            Some(Value::Array(all)) => Some(all.into_iter().map(Self).collect()),
            Some(one @ Value::Object(_)) => Some(vec![Self(one)]),
            _ => None,
        }
    }

    /// One of its members, as it is written.
    pub(super) fn member(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// True when it allows, be it under conditions.
    pub(crate) fn allows(&self) -> bool {
        self.0.get("Effect").and_then(Value::as_str) == Some("Allow")
    }

    /// True when it denies.
    pub(crate) fn denies(&self) -> bool {
        self.0.get("Effect").and_then(Value::as_str) == Some("Deny")
    }

    /// True when the service, such as `es.amazonaws.com`, is among its principals.
    pub(crate) fn is_for(&self, service: &str) -> bool {
        match self.0.get("Principal") {
            Some(Value::String(all)) => all == "*",
            Some(principal) => {
                texts(principal.get("Service")).any(|text| text == service || text == "*")
                    || texts(principal.get("AWS")).any(|text| text == "*")
            }
            None => false,
        }
    }

    /// True when the action is among its actions, wildcards understood; a space before an action
    /// makes it another one.
    pub(crate) fn has_action(&self, action: &str) -> bool {
        texts(self.0.get("Action"))
            .any(|pattern| matches(&pattern.to_ascii_lowercase(), &action.to_ascii_lowercase()))
    }

    /// True when it is about the action, be it that it names others only (`NotAction`).
    pub(crate) fn names_action(&self, action: &str) -> bool {
        match self.member("NotAction") {
            None => self.has_action(action),
            Some(others) => {
                let action = action.to_ascii_lowercase();
                !texts(Some(others)).any(|one| matches(&one.to_ascii_lowercase(), &action))
            }
        }
    }

    /// The first of its resources that may be among those of this shape.
    pub(super) fn resource_within(&self, shape: &str) -> Option<&str> {
        texts(self.0.get("Resource")).find(|pattern| overlap(pattern, shape))
    }

    /// True when the resource, or each of that shape, is among its resources, wildcards understood.
    pub(crate) fn covers(&self, resource: &str) -> bool {
        texts(self.0.get("Resource")).any(|pattern| matches(pattern, resource))
    }
}

/// A text or a list of texts.
pub(super) fn texts(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let (one, many) = match value {
        Some(Value::String(text)) => (Some(text.as_str()), None),
        Some(Value::Array(all)) => (None, Some(all)),
        _ => (None, None),
    };
    let many = many.into_iter().flatten().filter_map(Value::as_str);
    one.into_iter().chain(many)
}

/// Whether `text` is of the shape `pattern`, in which `*` stands for anything and `?` for one
/// character.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    // Row by row: whether the text so far is of the shape of the pattern so far.
    let mut row: Vec<bool> = std::iter::once(true)
        .chain(text.iter().map(|_| false))
        .collect();
    for sign in pattern {
        let mut next = vec![false; row.len()];
        let mut before = false;
        for (place, so_far) in row.iter().enumerate() {
            let here = place.checked_sub(1).and_then(|last| text.get(last));
            let fits = match sign {
                '*' => *so_far || next.get(place.wrapping_sub(1)).copied().unwrap_or(false),
                '?' => before && here.is_some(),
                sign => before && here == Some(&sign),
            };
            if let Some(slot) = next.get_mut(place) {
                *slot = fits;
            }
            before = *so_far;
        }
        row = next;
    }
    row.last().copied().unwrap_or(false)
}

/// Whether one text can be of both shapes.
pub(super) fn overlap(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    // Row by row: whether what is left of both shapes has a text in common, from their ends on.
    let all = |signs: &[char]| signs.iter().all(|sign| *sign == '*');
    let tail = |from: usize| all(other.get(from..).unwrap_or_default());
    let mut below: Vec<bool> = (0..=other.len()).map(tail).collect();
    for (place, sign) in one.iter().enumerate().rev() {
        let mut row = vec![false; other.len().saturating_add(1)];
        if let Some(last) = row.last_mut() {
            *last = all(one.get(place..).unwrap_or_default());
        }
        for (at, facing) in other.iter().enumerate().rev() {
            let next = at.saturating_add(1);
            let is = |row: &[bool], at: usize| row.get(at).copied().unwrap_or(false);
            let meets = if *sign == '*' || *facing == '*' {
                // It stands for nothing, or for one more sign of the other.
                is(&below, at) || is(&row, next)
            } else {
                (sign == facing || *sign == '?' || *facing == '?') && is(&below, next)
            };
            if let Some(slot) = row.get_mut(at) {
                *slot = meets;
            }
        }
        below = row;
    }
    below.first().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::{matches, overlap};

    #[test]
    fn two_shapes_overlap_where_one_text_is_of_both() {
        let cases = [
            ("a*", "*b", true),
            ("a*c", "a?c", true),
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("arn:logs:us:*", "arn:logs:*:1:group:*", true),
            ("arn:logs:eu:*", "arn:logs:us:1:group:*", false),
            ("group:x:*", "group:*:stream:*", true),
            ("ab", "a", false),
        ];
        for (one, other, meet) in cases {
            assert_eq!(overlap(one, other), meet, "{one} {other}");
            assert_eq!(overlap(other, one), meet, "{other} {one}");
        }
    }

    #[test]
    fn a_wildcard_stands_for_anything_and_a_question_mark_for_one_character() {
        let cases = [
            ("logs:*", "logs:putlogevents", true),
            ("*", "", true),
            (
                "arn:aws:logs:*:*:*:*",
                "arn:aws:logs:us-east-1:1:log-group:a:log-stream:b",
                true,
            ),
            ("logs:put?og*", "logs:putlogevents", true),
            (" logs:putlogevents", "logs:putlogevents", false),
            ("logs:put", "logs:putlogevents", false),
            ("a?", "a", false),
        ];
        for (pattern, text, fits) in cases {
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        }
    }
}
