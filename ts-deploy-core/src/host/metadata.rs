//! The metadata of a SAML identity provider, read from the file that the spec names.

use std::io::Read as _;
use std::path::Path;

use crate::deployment::Deployment;
use crate::deployment::single_sign_on::{Protocol, SamlSource};
use crate::finding::Finding;
use crate::ids::{SamlMetadata, printable};

/// More than Cognito takes, so that a text that is too long is told from one that was cut.
const READ_LIMIT: u64 = 1024 * 1024;

/// Reads the SAML metadata that single sign-on names by a path (row I4), and puts the text in the
/// path's place. A relative path starts at `folder`, in which the spec is. Does nothing where no
/// path is named.
///
/// # Errors
/// The finding that says why the file cannot be used.
pub fn metadata(deployment: &mut Deployment, folder: &Path) -> Result<(), Finding> {
    let Some(decided) = &mut deployment.single_sign_on else {
        return Ok(());
    };
    let Protocol::Saml(source) = &mut decided.identity_provider.protocol else {
        return Ok(());
    };
    let SamlSource::Path(path) = source else {
        return Ok(());
    };
    let path = folder.join(path);
    let text = read(&path).map_err(|why| unusable(&path, &why.to_string()))?;
    let parsed = SamlMetadata::parse(text).map_err(|_| unusable(&path, "it is not that"))?;
    *source = SamlSource::File(parsed);
    Ok(())
}

fn read(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    std::fs::File::open(path)?
        .take(READ_LIMIT)
        .read_to_string(&mut text)?;
    Ok(text)
}

fn unusable(path: &Path, why: &str) -> Finding {
    let shown = printable(&path.to_string_lossy(), 200);
    let at = "single_sign_on.identity_provider.protocol.saml.metadata_file";
    let seen = format!("{shown} gives no metadata of a SAML identity provider: {why}");
    Finding::blocks("saml-metadata-unreadable", at, seen)
        .why("Cognito is told by it how to speak to the identity provider.")
        .remedy("Export the metadata there again: an EntityDescriptor with an IDPSSODescriptor, as XML of at most 131072 characters.")
        .row("I4")
}

#[cfg(feature = "spec")]
#[cfg(test)]
mod tests {
    use super::*;

    fn naming(path: &str) -> Deployment {
        let text = crate::spec::sample(false).replace(
            "data_layer:",
            &format!(
                "single_sign_on:\n  hosted_domain: {{ prefix: acme-tetra }}\n  identity_provider: {{ name: acme-adfs, \
                 protocol: {{ saml: {{ metadata_file: {path} }} }} }}\n  mapping: {{ email: a, given_name: b, \
                 family_name: c, groups: d }}\ndata_layer:"
            ),
        );
        crate::spec::read(&text).deployment.unwrap()
    }

    #[test]
    fn metadata_in_a_file_is_read_from_the_folder_of_the_spec() {
        let folder = tempfile::tempdir().unwrap();
        let text = "<EntityDescriptor><IDPSSODescriptor/></EntityDescriptor>";
        std::fs::write(folder.path().join("idp.xml"), text).unwrap();
        let mut deployment = naming("idp.xml");
        metadata(&mut deployment, folder.path()).unwrap();
        let protocol = deployment
            .single_sign_on
            .unwrap()
            .identity_provider
            .protocol;
        let read = SamlSource::File(SamlMetadata::parse(text).unwrap());
        assert_eq!(protocol, Protocol::Saml(read));
    }

    #[test]
    fn a_file_that_is_no_metadata_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("idp.xml"), "<html/>").unwrap();
        let refused = metadata(&mut naming("idp.xml"), folder.path()).unwrap_err();
        assert!(
            refused.seen.contains("idp.xml gives no metadata"),
            "{}",
            refused.seen
        );
    }
}
