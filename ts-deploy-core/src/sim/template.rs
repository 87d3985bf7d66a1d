//! What a version of a product makes: nested stacks, their resources, and the outputs.

use serde::{Deserialize, Serialize};

/// What launching a version makes. Every resource stands in a nested stack of the root stack.
///
/// Texts that name things are patterns: `{account}`, `{region}`, `{partition}` and `{suffix}` (of
/// host names) stand for the place, `{Key}` for the value of a parameter, `{import.Name}` for an
/// output of the stack named by [`imports`](Self::imports), `{Stack/Resource}` for the physical id
/// of a resource, and `{unique}` for twelve hexadecimal digits that belong to this stack and
/// resource alone. Anything else in braces becomes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimTemplate {
    /// The nested stacks; one may come only after ones that stand before it in this list.
    pub stacks: Vec<SimStack>,
    /// What the stack gives.
    pub outputs: Vec<SimOutput>,
    /// The other stack whose outputs it needs.
    pub imports: Option<SimImport>,
}

/// A need for the outputs of another stack in the same account and region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimImport {
    /// The parameter that holds the other stack's name: `DataStack`.
    pub key: String,
    /// The resource that reads it, as `Stack/Resource`; it fails when the stack is not there or
    /// its last change is not in.
    pub resource: String,
}

/// A nested stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimStack {
    /// Its name in the root template.
    pub logical: String,
    /// The nested stacks that must be complete before it starts.
    pub after: Vec<String>,
    /// What must hold for it to be made; all of it.
    pub when: Vec<When>,
    /// Its resources; one may come only after ones that stand before it in this list.
    pub resources: Vec<SimResource>,
}

/// A resource of a nested stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimResource {
    /// Its name in the nested template.
    pub logical: String,
    /// Its type: `AWS::RDS::DBInstance`.
    pub kind: String,
    /// How long making it takes, in seconds; a few per cent more or less by the world's seed.
    pub seconds: u32,
    /// The pattern of its physical id.
    pub physical: String,
    /// The resources of the same stack that must be complete before it starts.
    pub after: Vec<String>,
    /// What must hold for it to be made; all of it.
    pub when: Vec<When>,
    /// The parameters whose change changes it.
    pub uses: Vec<String>,
    /// The pattern of what an event says while it is being made, such as what a certificate waits
    /// for.
    pub note: Option<String>,
    /// Its properties as its template has them, where somebody looks at them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<serde_json::Value>,
}

/// One output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimOutput {
    /// Its name. Of several with one name the first that applies counts.
    pub key: String,
    /// The pattern of its value.
    pub value: String,
    /// What must hold for it to be given; all of it.
    pub when: Vec<When>,
}

/// A condition on a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum When {
    /// The parameter of this name has this value.
    Is(String, String),
    /// The parameter of this name has another value, or the version does not declare it.
    IsNot(String, String),
}

impl When {
    /// The parameter `key` has this value.
    pub fn is(key: &str, value: &str) -> Self {
        Self::Is(key.to_owned(), value.to_owned())
    }

    /// The parameter `key` has another value.
    pub fn is_not(key: &str, value: &str) -> Self {
        Self::IsNot(key.to_owned(), value.to_owned())
    }

    /// Whether it holds for the values that `value` finds.
    pub(super) fn holds<'a>(&self, value: impl Fn(&str) -> Option<&'a str>) -> bool {
        match self {
            Self::Is(key, wanted) => value(key) == Some(wanted),
            Self::IsNot(key, unwanted) => value(key) != Some(unwanted),
        }
    }
}

impl SimTemplate {
    /// Adds a nested stack.
    #[must_use]
    pub fn stack(mut self, stack: SimStack) -> Self {
        self.stacks.push(stack);
        self
    }

    /// Adds an output given in any case.
    #[must_use]
    pub fn output(self, key: &str, value: &str) -> Self {
        self.output_when(key, value, Vec::new())
    }

    /// Adds an output given when all of `when` holds.
    #[must_use]
    pub fn output_when(mut self, key: &str, value: &str, when: Vec<When>) -> Self {
        self.outputs.push(SimOutput {
            key: key.to_owned(),
            value: value.to_owned(),
            when,
        });
        self
    }
}

impl SimStack {
    /// A nested stack without resources that starts at once.
    pub fn new(logical: &str) -> Self {
        Self {
            logical: logical.to_owned(),
            after: Vec::new(),
            when: Vec::new(),
            resources: Vec::new(),
        }
    }

    /// To start only after these nested stacks.
    #[must_use]
    pub fn after(mut self, stacks: &[&str]) -> Self {
        self.after = owned(stacks);
        self
    }

    /// To be made only when this holds too.
    #[must_use]
    pub fn when(mut self, when: When) -> Self {
        self.when.push(when);
        self
    }

    /// With this resource too.
    #[must_use]
    pub fn with(mut self, resource: SimResource) -> Self {
        self.resources.push(resource);
        self
    }
}

impl SimResource {
    /// A resource of this type that takes this many seconds to make and has a physical id made of
    /// its name.
    pub fn new(logical: &str, kind: &str, seconds: u32) -> Self {
        Self {
            logical: logical.to_owned(),
            kind: kind.to_owned(),
            seconds,
            physical: format!("{logical}-{{unique}}"),
            after: Vec::new(),
            when: Vec::new(),
            uses: Vec::new(),
            note: None,
            properties: None,
        }
    }

    /// With this pattern of its physical id.
    #[must_use]
    pub fn named(mut self, pattern: &str) -> Self {
        pattern.clone_into(&mut self.physical);
        self
    }

    /// To start only after these resources of the same stack.
    #[must_use]
    pub fn after(mut self, resources: &[&str]) -> Self {
        self.after = owned(resources);
        self
    }

    /// To be made only when this holds too.
    #[must_use]
    pub fn when(mut self, when: When) -> Self {
        self.when.push(when);
        self
    }

    /// Changed when one of these parameters changes.
    #[must_use]
    pub fn uses(mut self, keys: &[&str]) -> Self {
        self.uses = owned(keys);
        self
    }

    /// With these properties in its template.
    #[must_use]
    pub fn with_properties(mut self, properties: serde_json::Value) -> Self {
        self.properties = Some(properties);
        self
    }

    /// With this pattern of what an event says while it is being made.
    #[must_use]
    pub fn note(mut self, pattern: &str) -> Self {
        self.note = Some(pattern.to_owned());
        self
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
