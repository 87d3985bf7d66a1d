//! The nearest known name to one that is not known.

/// The candidate whose spelling is nearest to `name`: the same but for case, or a prefix or suffix
/// more or less, or few letters apart. `None` when none is near. Of several equally near ones it is the
/// first.
pub(crate) fn nearest<'a, T>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a T>,
    text: impl Fn(&'a T) -> &'a str,
) -> Option<&'a T> {
    // Of ten letters three may differ; a shared beginning alone is not near.
    const NEAR: f64 = 0.7;
    let lower = name.to_ascii_lowercase();
    let score = |candidate: &str| -> f64 {
        let other = candidate.to_ascii_lowercase();
        if other == lower {
            return 2.0;
        }
        let contained =
            lower.len().min(other.len()) >= 4 && (other.contains(&lower) || lower.contains(&other));
        let likeness = strsim::normalized_damerau_levenshtein(&lower, &other);
        if contained {
            likeness.max(NEAR)
        } else {
            likeness
        }
    };
    candidates
        .into_iter()
        .map(|candidate| (score(text(candidate)), candidate))
        .filter(|(score, _)| *score >= NEAR)
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(name: &str) -> Option<&'static str> {
        const KNOWN: [&str; 3] = ["KmsKeySource", "KmsKeyDestination", "LogLevel"];
        nearest(name, &KNOWN, |known| *known).copied()
    }

    #[test]
    fn the_documents_misspelling_finds_the_real_key() {
        assert_eq!(near("KMSKeySource"), Some("KmsKeySource"));
        assert_eq!(near("KmsKeyDestinationArn"), Some("KmsKeyDestination"));
    }

    #[test]
    fn a_name_that_only_begins_alike_is_not_near() {
        let known = ["EnableLogging"];
        assert_eq!(nearest("EnableAnylink", &known, |known| *known), None);
    }

    #[test]
    fn of_names_equally_near_the_first_is_offered() {
        let known = ["internal", "internet"];
        let near = nearest("intern", &known, |known| *known);
        assert_eq!(near, Some(&"internal"));
    }

    #[test]
    fn a_stranger_finds_nothing() {
        assert_eq!(near("VpcCIDR"), None);
    }
}
