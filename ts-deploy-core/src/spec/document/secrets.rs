//! Secrets and parameters in SSM (X1-X4), and the integrations that need them.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::Extra;
use super::source::Source;
use crate::finding::Finding;
use crate::ids::{KmsKeyRef, ParameterPath};
use crate::layer::data;
use crate::layer::secrets::FurtherParameter;
use crate::port::parameter_store::Protection;
use crate::spec::declare::{choice, record};
use crate::spec::decode::{Decode, wrong_shape};
use crate::spec::leaf::too_many;
use crate::spec::limit;
use crate::spec::notes::{At, Notes};
use crate::spec::tree::{Node, Shape};

choice! {
    /// Egnyte: off or on. True and false mean the same: some readers of YAML make these of the words
    /// where they are not quoted.
    Egnyte {
        /// Not used.
        "off" => Off,
        /// Used; somebody else writes its secret.
        "on" => On,
        /// Used, with what it needs.
        "on" => OnWith(EgnyteParts),
    }
}

record! {
    /// What Egnyte needs.
    EgnyteParts {
        /// The parameters of the product that carry it, as its contract declares them.
        parameters: Option<Extra>,
        /// Where the application's client id comes from (X3). Left out: somebody else writes it.
        client_id: Option<Source>,
    }
}

choice! {
    /// Box: off or on. True and false mean the same: some readers of YAML make these of the words
    /// where they are not quoted.
    Box {
        /// Not used.
        "off" => Off,
        /// Used; somebody else writes its secrets.
        "on" => On,
        /// Used, with what it needs.
        "on" => OnWith(BoxParts),
    }
}

record! {
    /// What Box needs. Client id and secret are given both or neither.
    BoxParts {
        /// The parameters of the product that carry it, as its contract declares them.
        parameters: Option<Extra>,
        /// Where the application's client id comes from (X1). Left out: somebody else writes it.
        client_id: Option<Source>,
        /// Where the application's client secret comes from (X2).
        client_secret: Option<Source>,
    }
}

record! {
    /// A further parameter in SSM.
    Secret {
        /// Its full path.
        path: ParameterPath,
        /// Its type. Default: secure_string.
        kind: Option<Kind>,
        /// Where its value comes from.
        value: Source,
        /// The KMS key that encrypts it. Default: alias/aws/ssm. Not for a string.
        kms_key: Option<KmsKeyRef>,
    }
}

choice! {
    /// The type of a parameter in SSM.
    Kind {
        /// SecureString: encrypted.
        "secure_string" => SecureString,
        /// String: plain text that everybody with the right to read it sees.
        "string" => String,
    }
}

/// Further parameters in SSM.
#[derive(Debug)]
pub(crate) struct SecretList(pub(crate) Vec<FurtherParameter>);

impl Decode for SecretList {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        let Shape::List(items) = &node.shape else {
            notes.add(wrong_shape(node, at, "a list of parameters"));
            return None;
        };
        if items.len() > limit::SECRETS {
            notes.add(too_many(at, items.len(), "parameters", limit::SECRETS));
            return None;
        }
        let each = items.iter().enumerate().map(|(n, item)| {
            let at = At::Item(&at, n);
            Secret::decode(item, at, notes)?.into_further(at, notes)
        });
        let all: Vec<Option<FurtherParameter>> = each.collect();
        all.into_iter().collect::<Option<Vec<_>>>().map(Self)
    }
}

impl JsonSchema for SecretList {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Secrets".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "array",
            "maxItems": limit::SECRETS,
            "items": generator.subschema_for::<Secret>(),
        })
    }
}

impl Secret {
    fn into_further(self, at: At<'_>, notes: &mut Notes) -> Option<FurtherParameter> {
        let protection = match (self.kind.unwrap_or(Kind::SecureString), self.kms_key) {
            (Kind::SecureString, Some(key)) => Protection::Encrypted { key },
            (Kind::SecureString, None) => Protection::default(),
            (Kind::String, None) => Protection::Plain,
            (Kind::String, Some(_)) => {
                let at = At::Field(&at, "kms_key");
                let seen = format!("{} is given for a string.", at.shown());
                let finding = Finding::blocks("secret-key-unused", at.to_string(), seen)
                    .why("SSM encrypts secure strings only: the value would lie there in clear.")
                    .remedy("Remove kms_key, or write kind: secure_string.")
                    .row("X4");
                notes.add(finding);
                return None;
            }
        };
        Some(FurtherParameter {
            path: self.path,
            protection,
            value: self.value.into(),
        })
    }
}

fn on(parameters: Option<&Extra>) -> data::Integration {
    let pairs = parameters.into_iter().flat_map(|extra| &extra.0);
    data::Integration::On {
        parameters: pairs
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
    }
}

impl From<&Egnyte> for data::Integration {
    fn from(egnyte: &Egnyte) -> Self {
        match egnyte {
            Egnyte::Off => Self::Off,
            Egnyte::On => on(None),
            Egnyte::OnWith(parts) => on(parts.parameters.as_ref()),
        }
    }
}

impl From<&Box> for data::Integration {
    fn from(integration: &Box) -> Self {
        match integration {
            Box::Off => Self::Off,
            Box::On => on(None),
            Box::OnWith(parts) => on(parts.parameters.as_ref()),
        }
    }
}
