//! A document to begin with.

/// A commented sample document in YAML: only what is required, or with `full` every field with its
/// default and meaning. Alternatives that exclude each other stand in comments.
///
/// Both samples read without a finding that blocks.
pub fn sample(full: bool) -> String {
    let text = if full {
        include_str!("sample_full.yaml")
    } else {
        include_str!("sample_minimal.yaml")
    };
    text.to_owned()
}
