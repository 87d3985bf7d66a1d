//! Optional parts for which the documents name no parameter (P6-P8, P10, R10).

use super::{Box, Egnyte, Extra};
use crate::deployment::CertificatePaths;
use crate::layer::data;
use crate::parameter::ParameterKey;
use crate::spec::declare::{choice, record};
use crate::spec::words::{FilePath, Line};

record! {
    /// The optional parts of the platform.
    Integrations {
        /// Anylink (P6). Default: off.
        anylink: Option<Integration>,
        /// Egnyte (P7). Default: off. It also needs a secret in SSM (X3).
        egnyte: Option<Egnyte>,
        /// Box (P8). Default: off. It also needs secrets in SSM (X1, X2).
        r#box: Option<Box>,
    }
}

choice! {
    /// An optional part: off or on. True and false mean the same: some readers of YAML make these of
    /// the words where they are not quoted.
    Integration {
        /// Not used.
        "off" => Off,
        /// Used. The product's contract then says which parameters are likely to carry it.
        "on" => On,
        /// Used, carried by these parameters of the product.
        "on" => OnWith(IntegrationParameters),
    }
}

record! {
    /// The parameters that carry an integration.
    IntegrationParameters {
        /// Keys and values as the product's contract declares them, such as EnableAnylink: "true".
        parameters: Extra,
    }
}

choice! {
    /// The image of the EKS workers (P10).
    EksImage {
        /// The provider's, which the vendor recommends.
        "provided" => Provided,
        /// The customer's own, at the customer's risk.
        "custom" => Custom(CustomImage),
    }
}

record! {
    /// The customer's own image.
    CustomImage {
        /// The image: ami- and hexadecimal digits.
        ami: Line,
        /// The product's parameter that carries it; the documents name none.
        parameter: Option<ParameterKey>,
    }
}

record! {
    /// An EC2 key pair.
    KeyPair {
        /// Its name.
        name: Line,
        /// The product's parameter that carries it; the documents name none.
        parameter: Option<ParameterKey>,
        /// The file that the private key is written to when --fix R10 makes the pair, from the folder
        /// of this document unless it is absolute. It must not be there yet. Default: none, and the
        /// pair is yours to make.
        private_key_file: Option<FilePath>,
    }
}

record! {
    /// A certificate in PEM files, their paths from the folder of this document unless they are
    /// absolute. What web.dns names as given is its place: once it is imported, write its ARN there.
    CertificateFiles {
        /// The certificate itself, alone.
        certificate: FilePath,
        /// Those of its authorities, the one that signed it first. Default: none, for one that signs
        /// itself.
        chain: Option<FilePath>,
        /// Its private key, not encrypted, in a file closed to others than its owner.
        private_key: FilePath,
    }
}

impl From<CertificateFiles> for CertificatePaths {
    fn from(files: CertificateFiles) -> Self {
        Self {
            certificate: files.certificate.as_str().into(),
            chain: files.chain.map(|chain| chain.as_str().into()),
            private_key: files.private_key.as_str().into(),
        }
    }
}

impl From<Integration> for data::Integration {
    fn from(integration: Integration) -> Self {
        match integration {
            Integration::Off => Self::Off,
            Integration::On => Self::On {
                parameters: Vec::new(),
            },
            Integration::OnWith(IntegrationParameters { parameters }) => Self::On {
                parameters: parameters.0.into_iter().collect(),
            },
        }
    }
}

impl From<Integrations> for data::Integrations {
    fn from(integrations: Integrations) -> Self {
        Self {
            anylink: integrations.anylink.map(Into::into).unwrap_or_default(),
            egnyte: integrations
                .egnyte
                .as_ref()
                .map(Into::into)
                .unwrap_or_default(),
            box_: integrations
                .r#box
                .as_ref()
                .map(Into::into)
                .unwrap_or_default(),
        }
    }
}

impl From<EksImage> for data::EksImage {
    fn from(image: EksImage) -> Self {
        match image {
            EksImage::Provided => Self::Provided,
            EksImage::Custom(CustomImage { ami, parameter }) => Self::Custom {
                ami: ami.into(),
                parameter,
            },
        }
    }
}
