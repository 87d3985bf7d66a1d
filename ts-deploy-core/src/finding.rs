//! What is wrong or doubtful: all of it is collected, never only the first.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// Nothing may go on.
    Blocks,
    /// It can go on; somebody should look.
    Warns,
    /// Worth knowing.
    Informs,
}

impl Severity {
    /// The word shown to people: `blocks`, `warns`, `informs`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blocks => "blocks",
            Self::Warns => "warns",
            Self::Informs => "informs",
        }
    }
}

/// One thing wrong or doubtful: where it is, what was seen, why it matters, how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable, machine-readable: `parameter-unknown`. Scripts may match on it.
    pub id: Cow<'static, str>,
    /// How much it weighs.
    pub severity: Severity,
    /// Where it is: a path in the spec (and in the builders, which use the same words), such as
    /// `data_layer.backups.retention_days`, a parameter key, or a step id.
    pub at: String,
    /// What was seen, as one sentence.
    pub seen: String,
    /// Why it matters for this platform.
    pub why: String,
    /// What to do about it.
    pub remedy: String,
    /// The row of the deployment documents it comes from, such as `P5` or `D RDSBackupInterval`
    /// (the [crate](crate#rows) lists them); empty when it comes from none.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub row: Cow<'static, str>,
}

impl Finding {
    /// A finding that blocks. `why` and `remedy` are added with [`why`](Self::why) and
    /// [`remedy`](Self::remedy).
    pub fn blocks(id: &'static str, at: impl Into<String>, seen: impl Into<String>) -> Self {
        Self::new(Severity::Blocks, id, at.into(), seen.into())
    }

    /// A finding that warns.
    pub fn warns(id: &'static str, at: impl Into<String>, seen: impl Into<String>) -> Self {
        Self::new(Severity::Warns, id, at.into(), seen.into())
    }

    /// A finding that informs.
    pub fn informs(id: &'static str, at: impl Into<String>, seen: impl Into<String>) -> Self {
        Self::new(Severity::Informs, id, at.into(), seen.into())
    }

    fn new(severity: Severity, id: &'static str, at: String, seen: String) -> Self {
        let (why, remedy) = (String::new(), String::new());
        Self {
            id: Cow::Borrowed(id),
            severity,
            at,
            seen,
            why,
            remedy,
            row: Cow::Borrowed(""),
        }
    }

    /// Says why it matters.
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }

    /// Names the row of the deployment documents.
    #[must_use]
    pub fn row(mut self, row: &'static str) -> Self {
        self.row = Cow::Borrowed(row);
        self
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.severity.as_str(), self.at, self.seen)?;
        let mut before = &self.seen;
        for more in [&self.why, &self.remedy] {
            if !more.is_empty() {
                let stop = if before.ends_with('.') { "" } else { "." };
                write!(f, "{stop} {more}")?;
                before = more;
            }
        }
        Ok(())
    }
}

/// Findings in the order they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// No findings.
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// True when at least one blocks.
    pub fn block(&self) -> bool {
        self.0.iter().any(|f| f.severity == Severity::Blocks)
    }

    /// Those that block.
    pub fn blocking(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter().filter(|f| f.severity == Severity::Blocks)
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first with this id.
    pub fn find(&self, id: &str) -> Option<&Finding> {
        self.0.iter().find(|f| f.id == id)
    }
}

impl From<Finding> for Findings {
    fn from(finding: Finding) -> Self {
        Self(vec![finding])
    }
}

impl FromIterator<Finding> for Findings {
    fn from_iter<I: IntoIterator<Item = Finding>>(findings: I) -> Self {
        Self(findings.into_iter().collect())
    }
}

impl Extend<Finding> for Findings {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        self.0.extend(findings);
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl std::fmt::Display for Findings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (n, finding) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{finding}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Findings {}
