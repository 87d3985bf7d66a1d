//! Whether the parameters in SSM have the same values, which nobody gets to see.
//!
//! Each backend reads and decrypts, and hands out a fingerprint under a key of this one drill: what is
//! told is that two values are equal or not.

use serde::Serialize;
use ts_deploy_core::error::chain;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::fingerprint::{Fingerprint, FingerprintKey};
use ts_deploy_core::ids::ParameterPath;
use ts_deploy_core::plan::StepError;
use ts_deploy_core::port::parameter_store::ParameterReader;

/// A parameter that both accounts have, and how its two values are to each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ParameterParity {
    /// Its path.
    pub path: ParameterPath,
    /// How its values are to each other.
    pub values: ValueParity,
}

/// How two values are to each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueParity {
    /// They are the same.
    Equal,
    /// They are not, and should be.
    Different,
    /// Each account has its own: an address, an ARN, a sign-in client. They were not read.
    EachItsOwn,
    /// They could not be compared, for this reason.
    NotCompared(String),
}

/// Words in a parameter's name by which it names something that each account has its own of.
const OWN_WORDS: [&str; 10] = [
    "ACCOUNT", "ARN", "BUCKET", "DOMAIN", "ENDPOINT", "HOST", "HOSTNAME", "REGION", "URI", "URL",
];
/// Parameters of single sign-on (I5) that belong to the user pool's client, of which each account has
/// its own.
const OWN_NAMES: [&str; 2] = ["SSO_CLIENT_ID", "SSO_CLIENT_SECRET"];

/// True for what each account has its own of, by the last part of its path.
fn is_each_its_own(path: &ParameterPath) -> bool {
    let name = path.as_str().rsplit('/').next().unwrap_or_default();
    let name = name.to_ascii_uppercase();
    let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
    OWN_NAMES.contains(&name.as_str()) || words.any(|word| OWN_WORDS.contains(&word))
}

/// Compares the values of `paths`, which both accounts have, in the main account (`here`) and in the
/// DR account (`there`).
///
/// # Errors
/// [`StepError`] when one of them is out of sight.
pub(super) async fn compare(
    paths: &[ParameterPath],
    here: &dyn ParameterReader,
    there: &dyn ParameterReader,
    key: &FingerprintKey,
) -> Result<Vec<ParameterParity>, StepError> {
    let mut all = Vec::new();
    for path in paths {
        let values = if is_each_its_own(path) {
            ValueParity::EachItsOwn
        } else {
            let (here, there) = (of(here, path, key).await?, of(there, path, key).await?);
            match (here, there) {
                (Ok(here), Ok(there)) if here == there => ValueParity::Equal,
                (Ok(_), Ok(_)) => ValueParity::Different,
                (Err(why), _) | (_, Err(why)) => ValueParity::NotCompared(why),
            }
        };
        let path = path.clone();
        all.push(ParameterParity { path, values });
    }
    Ok(all)
}

/// The fingerprint of a value; the inner error says why there is none.
async fn of(
    reader: &dyn ParameterReader,
    path: &ParameterPath,
    key: &FingerprintKey,
) -> Result<Result<Fingerprint, String>, StepError> {
    match reader.fingerprint(path, key).await {
        Ok(fingerprint) => Ok(Ok(fingerprint)),
        Err(error) if error.kind.is_loss_of_sight() => Err(error.into()),
        Err(error) => Ok(Err(chain(&error))),
    }
}

/// What the comparison means, all parameters of a kind in one finding.
pub(super) fn judged(all: &[ParameterParity]) -> Findings {
    let named = |wanted: fn(&ValueParity) -> bool| {
        let found = all.iter().filter(|one| wanted(&one.values));
        let found: Vec<&str> = found.map(|one| one.path.as_str()).collect();
        (!found.is_empty()).then(|| found.join(", "))
    };
    let different = named(|values| *values == ValueParity::Different);
    let own = named(|values| *values == ValueParity::EachItsOwn);
    let not_compared = all.iter().filter_map(|one| match &one.values {
        ValueParity::NotCompared(why) => Some(not_compared(&one.path, why)),
        ValueParity::Equal | ValueParity::Different | ValueParity::EachItsOwn => None,
    });
    let different = different.map(|names| {
        let seen = format!("these parameters have another value in the DR account than in the main one: {names}");
        Finding::warns("secrets-differ", "secrets", seen)
            .why("One of the accounts has a value that is out of date. A recovery writes the one that the spec's source has then.")
            .remedy("Look which account is right and that the source gives that value; a recovery puts it in the DR account.")
            .row("V2")
    });
    let own = own.map(|names| {
        let seen = format!("not compared, since each account has its own: {names}");
        Finding::informs("secrets-each-its-own", "secrets", seen)
            .why("Addresses, ARNs and sign-in clients differ by nature; the main account's would lead a recovered platform back to it.")
            .remedy("Have the values of the DR account at hand before a recovery.")
            .row("V2")
    });
    different
        .into_iter()
        .chain(own)
        .chain(not_compared)
        .collect()
}

fn not_compared(path: &ParameterPath, why: &str) -> Finding {
    let seen = format!("not checked: whether {path} has the same value in both accounts: {why}");
    Finding::warns("secret-not-compared", path.as_str(), seen)
        .why("A value that is out of date in one of them shows only once the services use it.")
        .remedy("Let the caller read it in both accounts: ssm:GetParameters, and kms:Decrypt with its key.")
        .row("V2")
}

#[cfg(test)]
mod tests {
    use ts_deploy_core::port::parameter_store::ParameterType;
    use ts_deploy_core::secret::Secret;
    use ts_deploy_core::sim::{CallFault, SimCloud, SimPlace};
    use ts_deploy_core::target::TargetName;

    use super::*;
    use crate::fixture::{DR, MAIN, target};

    const TOKEN: &str = "/acme/partner/TOKEN";

    fn cloud() -> SimCloud {
        SimCloud::new(3, "2026-10-02T12:00:00Z".parse().unwrap())
    }

    fn places(cloud: &SimCloud) -> (SimPlace, SimPlace) {
        let main = target(TargetName::Main, MAIN, "us-east-1");
        let dr = target(TargetName::Dr, DR, "us-east-2");
        (cloud.at(&main), cloud.at(&dr))
    }

    fn hold(place: &SimPlace, path: &str, value: &str) {
        let (path, value) = (path.parse().unwrap(), Secret::new(value.to_owned()));
        place.hold_parameter(&path, ParameterType::SecureString, &value);
    }

    async fn compared(cloud: &SimCloud, path: &str) -> ValueParity {
        let (main, dr) = places(cloud);
        let key = FingerprintKey::new([5; 32]);
        let paths = [path.parse().unwrap()];
        let mut all = compare(&paths, &main, &dr, &key).await.unwrap();
        all.remove(0).values
    }

    async fn held(path: &str, here: &str, there: &str) -> ValueParity {
        let cloud = cloud();
        let (main, dr) = places(&cloud);
        hold(&main, path, here);
        hold(&dr, path, there);
        compared(&cloud, path).await
    }

    #[tokio::test]
    async fn one_value_in_two_accounts_is_equal() {
        assert_eq!(held(TOKEN, "green", "green").await, ValueParity::Equal);
    }

    #[tokio::test]
    async fn two_values_are_different() {
        assert_eq!(held(TOKEN, "green", "red").await, ValueParity::Different);
    }

    #[tokio::test]
    async fn what_each_account_has_its_own_of_is_not_read() {
        let paths = [
            "/acme/DB_ENDPOINT",
            "/acme/callback-url",
            "/acme/ECS/ts/SSO_CLIENT_SECRET",
        ];
        for path in paths {
            let cloud = cloud();
            assert_eq!(
                compared(&cloud, path).await,
                ValueParity::EachItsOwn,
                "{path}"
            );
            assert!(cloud.calls().is_empty(), "{path}");
        }
    }

    #[tokio::test]
    async fn an_id_that_the_partner_gave_is_one_for_both() {
        let path = "/tetrascience/production/ECS/ts-service-link-file/BOX_CLIENT_ID";
        assert_eq!(held(path, "green", "red").await, ValueParity::Different);
    }

    #[tokio::test]
    async fn a_value_that_may_not_be_read_is_not_compared() {
        let cloud = cloud();
        cloud.on_call(Box::new(|_| CallFault::Denied));
        let seen = compared(&cloud, TOKEN).await;
        assert!(matches!(seen, ValueParity::NotCompared(_)), "{seen:?}");
    }

    #[test]
    fn findings_name_paths_and_no_value() {
        let one = |path: &str, values| ParameterParity {
            path: path.parse().unwrap(),
            values,
        };
        let all = [
            one("/a/equal", ValueParity::Equal),
            one("/a/b", ValueParity::Different),
            one("/a/c", ValueParity::Different),
            one("/a/HOST", ValueParity::EachItsOwn),
            one("/a/d", ValueParity::NotCompared("denied".to_owned())),
        ];
        let seen = judged(&all);
        let seen: Vec<String> = seen
            .iter()
            .map(|one| format!("{}: {}", one.id, one.seen))
            .collect();
        insta::assert_snapshot!(seen.join("\n"), @r"
        secrets-differ: these parameters have another value in the DR account than in the main one: /a/b, /a/c
        secrets-each-its-own: not compared, since each account has its own: /a/HOST
        secret-not-compared: not checked: whether /a/d has the same value in both accounts: denied
        ");
    }
}
