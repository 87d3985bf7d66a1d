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

    /// True when it allows.
    pub(crate) fn allows(&self) -> bool {
        self.0.get("Effect").and_then(Value::as_str) == Some("Allow")
            // What only sometimes allows cannot be relied on.
            && self.0.get("Condition").is_none()
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

    /// True when the resource is among its resources, wildcards understood.
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

#[cfg(test)]
mod tests {
    use super::matches;

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
