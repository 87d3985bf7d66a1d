//! A rehearsal's script as a file: what goes wrong, so that a team has seen it before it happens.
//!
//! ```yaml
//! # What goes wrong in the world.
//! world:
//!   - fails: { step: data-layer, resource: Database/Instance, reason: InstanceQuotaExceeded }
//!   - stalls: { step: data-layer, resource: Search/Domain, minutes: 45 }
//!   - cannot_be_deleted: { step: data-layer, resource: Storage/BackupBucket, reason: not empty }
//! # What goes wrong with calls, by their operation.
//! calls:
//!   - throttled: { operation: DescribeRecord, after: 3, times: 10 }
//! # What the simulated person does: never, or how long they take.
//! person: never
//! ```
//!
//! It is read as strictly as the deployment's document, with findings that say where they are.
#![allow(
    clippy::doc_markdown,
    reason = "what the schema says is no Markdown, and holds the names of operations"
)]

use jiff::SignedDuration;

use super::Located;
use super::declare::{choice, record};
use super::decode::{Decode, Section, wrong_shape};
use super::leaf::{invalid, too_many};
use super::notes::{At, Notes};
use super::tree::{Node, Shape};
use super::words::Line;
use super::{limit, parse};
use crate::deployment::Deployment;
use crate::finding::{Finding, Severity};
use crate::ids::{InvalidValue, ProvisionedProductName, printable};
use crate::layer::ProductComponent as _;
use crate::nearest::nearest;
use crate::policy;
use crate::sim::{CallFault, Script, ScriptedCall, ScriptedPerson, WorldFault};

/// What reading a script gave.
#[derive(Clone, Debug)]
pub struct ScriptReading {
    /// The script; there exactly when no finding blocks.
    pub script: Option<Script>,
    /// All that is wrong, in the order of the text.
    pub findings: Vec<Located>,
}

/// Reads a script for the rehearsal of `deployment`, whose steps it names. Every text gives an
/// answer: what cannot be read is a finding that blocks.
pub fn read(text: &str, deployment: &Deployment) -> ScriptReading {
    let mut notes = Notes::default();
    let tree = parse::parse(text, &mut notes);
    let script = tree
        .as_ref()
        .and_then(|tree| match tree.shape {
            Shape::Nothing => {
                notes.add(empty());
                None
            }
            _ => Document::decode(tree, At::Root, &mut notes),
        })
        .map(|document| document.script(deployment, &mut notes));
    let findings = notes.located(tree.as_ref());
    let blocks = |located: &Located| located.finding.severity == Severity::Blocks;
    ScriptReading {
        script: script.filter(|_| !findings.iter().any(blocks)),
        findings,
    }
}

fn empty() -> Finding {
    Finding::blocks("shape-wrong", At::Root.to_string(), "The script is empty.")
        .why("Whether anything is to go wrong cannot be told.")
        .remedy("Write what goes wrong under \"world\", \"calls\" or \"person\", or leave --script out; \"ts-deploy schema --script\" prints what there is.")
}

/// The JSON Schema (2020-12) of a script, for editors.
pub fn schema() -> serde_json::Value {
    super::schema::of::<Document>("ts-deploy rehearsal")
}

record! {
    /// What a rehearsal plays.
    Document {
        /// What goes wrong in the world. Left out: nothing.
        world: Option<List<World>>,
        /// What goes wrong with calls. Left out: nothing.
        calls: Option<List<Calls>>,
        /// What the simulated person does. Default: confirms after ten minutes.
        person: Option<Section<Person>>,
    }
}

choice! {
    /// Something that goes wrong in the world.
    World {
        /// A launch or an update fails at a resource, and is rolled back.
        "fails" => Fails(Failing),
        /// A removal fails at a resource.
        "cannot_be_deleted" => CannotBeDeleted(Failing),
        /// A launch or an update takes longer at a resource.
        "stalls" => Stalls(Stalling),
    }
}

record! {
    /// A resource that fails.
    Failing {
        /// The step of its product: data-layer or service-layer.
        step: Line,
        /// The resource, as STACK/RESOURCE, or a nested stack alone.
        resource: Line,
        /// What its event says.
        reason: Line,
        /// How many operations it befalls. Default: 1.
        times: Option<u32>,
    }
}

record! {
    /// A resource that takes longer.
    Stalling {
        /// The step of its product: data-layer or service-layer.
        step: Line,
        /// The resource, as STACK/RESOURCE.
        resource: Line,
        /// How much longer, in minutes.
        minutes: u32,
        /// How many operations it befalls. Default: 1.
        times: Option<u32>,
    }
}

choice! {
    /// Something that goes wrong with calls.
    Calls {
        /// The service asks to slow down.
        "throttled" => Throttled(Called),
        /// The call is lost on the way.
        "lost_before" => LostBefore(Called),
        /// The call has its effect, and its answer is lost.
        "lost_after" => LostAfter(Called),
        /// The caller has no right to it.
        "denied" => Denied(Called),
        /// The caller's credentials have ended.
        "credentials_expired" => CredentialsExpired(Called),
    }
}

record! {
    /// The calls that it befalls.
    Called {
        /// Their operation, in AWS's spelling: DescribeRecord, or servicecatalog:DescribeRecord.
        operation: Line,
        /// How many of them are answered first. Default: 0.
        after: Option<u32>,
        /// How many in a row it befalls. Default: 1.
        times: Option<u32>,
    }
}

choice! {
    /// What the simulated person does.
    Person {
        /// Says after ten minutes that everything asked for is done.
        "confirms" => Confirms,
        /// Never answers: the rehearsal ends where a person is needed.
        "never" => Never,
        /// Says so after this long, such as 2h.
        "takes" => Takes(Line),
    }
}

/// At most [`limit::SCRIPTED`] of something, each with its place. What did not read is noted and left
/// out, so that the others are still checked.
#[derive(Debug)]
pub(crate) struct List<T>(Vec<(usize, T)>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Decode> Decode for List<T> {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        let Shape::List(items) = &node.shape else {
            notes.add(wrong_shape(node, at, "a list"));
            return Some(Self::default());
        };
        if items.len() > limit::SCRIPTED {
            notes.add(too_many(at, items.len(), "faults", limit::SCRIPTED));
            return Some(Self::default());
        }
        let each = items.iter().enumerate();
        let read = each
            .filter_map(|(n, item)| T::decode(item, At::Item(&at, n), notes).map(|read| (n, read)));
        Some(Self(read.collect()))
    }
}

impl<T: schemars::JsonSchema> schemars::JsonSchema for List<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let items = generator.subschema_for::<T>();
        schemars::json_schema!({"type": "array", "maxItems": limit::SCRIPTED, "items": items})
    }
}

impl Document {
    fn script(self, deployment: &Deployment, notes: &mut Notes) -> Script {
        let world = self.world.unwrap_or_default().0.into_iter();
        let calls = self.calls.unwrap_or_default().0.into_iter();
        let person = self.person.and_then(|section| section.0);
        Script {
            world: world
                .filter_map(|(n, fault)| fault.script(n, deployment, notes))
                .collect(),
            calls: calls.map(|(n, calls)| calls.script(n, notes)).collect(),
            person: person
                .and_then(|person| person.script(notes))
                .unwrap_or_default(),
        }
    }
}

impl World {
    fn script(self, n: usize, deployment: &Deployment, notes: &mut Notes) -> Option<WorldFault> {
        let mut product = |word: &str, step: &Line| {
            let at = format!("world[{n}].{word}.step");
            product_of(step, deployment)
                .map_err(|known| notes.add(unknown_step(at, step, &known)))
                .ok()
        };
        Some(match self {
            Self::Fails(what) => WorldFault::ResourceFails {
                product: product("fails", &what.step)?,
                resource: what.resource.into(),
                reason: what.reason.into(),
                times: what.times.unwrap_or(1),
            },
            Self::CannotBeDeleted(what) => WorldFault::DeleteFails {
                product: product("cannot_be_deleted", &what.step)?,
                resource: what.resource.into(),
                reason: what.reason.into(),
                times: what.times.unwrap_or(1),
            },
            Self::Stalls(what) => WorldFault::Stalls {
                product: product("stalls", &what.step)?,
                resource: what.resource.into(),
                minutes: what.minutes,
                times: what.times.unwrap_or(1),
            },
        })
    }
}

/// The provisioned product of a step, or the steps that have one.
fn product_of(
    step: &Line,
    deployment: &Deployment,
) -> Result<ProvisionedProductName, [&'static str; 2]> {
    let (data, service) = (&deployment.data_layer, &deployment.service_layer);
    if step.as_str() == data.name() {
        Ok(data.choice().provisioned_product.clone())
    } else if step.as_str() == service.name() {
        Ok(service.choice().provisioned_product.clone())
    } else {
        Err([data.name(), service.name()])
    }
}

fn unknown_step(at: String, step: &Line, known: &[&'static str]) -> Finding {
    let near = nearest(step.as_str(), known, |known| *known);
    let meant = near.map_or_else(String::new, |near| format!("Did you mean {near}? "));
    let seen = format!(
        "\"{}\" is no step of a product.",
        printable(step.as_str(), 80)
    );
    Finding::blocks("script-step-unknown", at, seen)
        .why("Resources belong to the product that a step deploys.")
        .remedy(format!("{meant}Such steps are {}.", known.join(", ")))
}

impl Calls {
    fn script(self, n: usize, notes: &mut Notes) -> ScriptedCall {
        let (word, fault, called) = match self {
            Self::Throttled(called) => ("throttled", CallFault::Throttle, called),
            Self::LostBefore(called) => ("lost_before", CallFault::LostBefore, called),
            Self::LostAfter(called) => ("lost_after", CallFault::LostAfter, called),
            Self::Denied(called) => ("denied", CallFault::Denied, called),
            Self::CredentialsExpired(called) => {
                ("credentials_expired", CallFault::CredentialsExpired, called)
            }
        };
        if !is_called(called.operation.as_str()) {
            let at = format!("calls[{n}].{word}.operation");
            notes.add(unknown_operation(at, called.operation.as_str()));
        }
        ScriptedCall::new(called.operation, fault)
            .after(called.after.unwrap_or(0).into())
            .times(called.times.unwrap_or(1).into())
    }
}

/// What is called and has no rights, so that it stands in no table of them.
const WITHOUT_RIGHTS: &str = "https:GET";

/// Whether a port calls an operation of this name, with or without its service.
fn is_called(operation: &str) -> bool {
    WITHOUT_RIGHTS == operation
        || WITHOUT_RIGHTS.split(':').nth(1) == Some(operation)
        || policy::table().any(|row| match operation.split_once(':') {
            Some((service, name)) => row.service == service && row.operation == name,
            None => row.operation == operation,
        })
}

fn unknown_operation(at: String, operation: &str) -> Finding {
    let name = operation
        .split_once(':')
        .map_or(operation, |(_, name)| name);
    let rows: Vec<_> = policy::table().collect();
    let near = nearest(name, &rows, |row| row.operation);
    let meant = near.map_or_else(String::new, |row| {
        format!("Did you mean {}:{}? ", row.service, row.operation)
    });
    let seen = format!(
        "\"{}\" is no operation that is called.",
        printable(operation, 80)
    );
    Finding::blocks("script-operation-unknown", at, seen)
        .why("Nothing would go wrong, and the rehearsal would show nothing.")
        .remedy(format!(
            "{meant}Write it in AWS's spelling, as DescribeRecord or servicecatalog:DescribeRecord."
        ))
}

impl Person {
    fn script(self, notes: &mut Notes) -> Option<ScriptedPerson> {
        match self {
            Self::Confirms => Some(ScriptedPerson::Confirms),
            Self::Never => Some(ScriptedPerson::Never),
            Self::Takes(written) => {
                let duration: Option<SignedDuration> = written.as_str().parse().ok();
                let taken = duration.filter(|duration| !duration.is_negative());
                if taken.is_none() {
                    let rule = "it has a unit and is not negative";
                    let refused = InvalidValue::new("a duration", written.as_str(), rule);
                    let person = At::Field(&At::Root, "person");
                    notes.add(invalid(At::Field(&person, "takes"), &refused, "2h"));
                }
                taken.map(ScriptedPerson::Takes)
            }
        }
    }
}
