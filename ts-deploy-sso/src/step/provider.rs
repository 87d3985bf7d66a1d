//! The identity provider (row I4).

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use ts_deploy_core::deployment::single_sign_on::{ApplicationSecret, Protocol};
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::printable;
use ts_deploy_core::layer::secrets::{SecretSource, SourceErrorKind, Sources};
use ts_deploy_core::parameter::Value;
use ts_deploy_core::plan::{Action, ReadContext, Started, StepError, StepId, request_digest};
use ts_deploy_core::port::Writers;
use ts_deploy_core::port::user_pool::{
    DetailSecret, DetailsChange, OtherSettings, Provider, ProviderRequest, UserPool,
    UserPoolReader, UserPoolWriter,
};
use ts_deploy_core::secret::Secret;

use super::sight::{change, find_pool, reader};
use super::{Part, Planned, Standing};
use crate::component::CognitoSso;
use crate::provider::user_pool_wire;

const AT: &str = "single_sign_on.identity_provider";
/// What Cognito adds to a provider's details by itself: shown, and never sent.
const COGNITOS_OWN: [&str; 4] = [
    "SSORedirectBindingURI",
    "SLORedirectBindingURI",
    "ActiveEncryptionCertificate",
    "attributes_url_add_attributes",
];
/// Two ways to say the same, of which a provider has one.
const METADATA: [&str; 2] = ["MetadataURL", "MetadataFile"];

/// Makes the identity provider.
pub(crate) struct IdentityProviderStep {
    pub(crate) sso: Arc<CognitoSso>,
    pub(crate) secret: SecretFrom,
}

/// Where the secret of the application at the identity provider comes from.
pub(crate) enum SecretFrom {
    /// SAML has none.
    Nowhere,
    /// It is known.
    Given(Secret),
    /// From this source.
    Source(Arc<dyn SecretSource>),
    /// From a source of this name, which the program did not pass.
    NotPassed(String),
}

impl SecretFrom {
    /// Where the component says, with the program's sources.
    pub(crate) fn of(sso: &CognitoSso, sources: &Sources) -> Self {
        match &sso.draft.identity_provider.protocol {
            Protocol::Saml(_) => Self::Nowhere,
            Protocol::Oidc { client_secret, .. } => match client_secret {
                ApplicationSecret::Given(secret) => Self::Given(secret.clone()),
                ApplicationSecret::From(name) => match sources.get(name) {
                    Some(source) => Self::Source(Arc::clone(source)),
                    None => Self::NotPassed(name.to_string()),
                },
            },
        }
    }

    /// What is to be sent, and why nothing may be.
    async fn now(&self) -> Result<DetailSecret, Finding> {
        let source = match self {
            Self::Nowhere => return Ok(DetailSecret::None),
            Self::Given(secret) => return Ok(DetailSecret::Given(secret.clone())),
            Self::NotPassed(name) => {
                let seen = format!(
                    "the application's secret is to come from {name}, and the program that runs \
                     this passed no such source"
                );
                let remedy = "Pass the sources of single sign-on when its steps are made.";
                return Err(unreadable(seen, remedy));
            }
            Self::Source(source) => source,
        };
        match source.read().await {
            Ok(secret) => Ok(DetailSecret::Given(secret)),
            Err(error) if error.kind == SourceErrorKind::Exhausted => Ok(DetailSecret::Kept),
            Err(error) => Err(unreadable(error.seen, &error.remedy)),
        }
    }
}

fn unreadable(seen: String, remedy: &str) -> Finding {
    Finding::blocks(
        "application-secret-unreadable",
        format!("{AT}.protocol.oidc.client_secret"),
        seen,
    )
    .why("The identity provider answers only to an application it knows, with its secret.")
    .remedy(remedy)
    .row("I4")
}

/// One changing call.
pub(crate) enum ProviderWork {
    Create(ProviderRequest),
    Update(ProviderRequest),
}

impl IdentityProviderStep {
    /// The details that are decided, without the secret.
    fn details(&self) -> BTreeMap<String, String> {
        let details = self.sso.provider_details().into_iter();
        let plain = details.filter_map(|(key, value)| match value {
            Value::Plain(text) => Some((key.to_owned(), text)),
            Value::Secret(_) | Value::Awaited(_) => None,
        });
        plain.collect()
    }

    fn create(&self, pool: &UserPool, secret: DetailSecret) -> Standing<ProviderWork> {
        let sso = &self.sso;
        if secret == DetailSecret::Kept {
            let seen = "the identity provider is not there, and its application's secret was given before and is gone";
            return Standing::blocked(unreadable(seen.to_owned(), "Give the secret again."));
        }
        let (name, kind) = (&sso.draft.identity_provider.name, sso.provider_type());
        let request = ProviderRequest {
            pool: pool.id.clone(),
            name: name.clone(),
            kind,
            details: DetailsChange {
                shown: self.details(),
                secret,
            },
            mapping: sso.attribute_mapping(),
            other: OtherSettings::none(),
        };
        let shown = format!("{name} ({})", kind.as_str());
        let mapped = mapped(&request.mapping);
        let changes = vec![
            change("identity provider", None, Some(shown)),
            change("mapping", None, Some(mapped)),
        ];
        Standing::Differs(Box::new(Planned {
            action: Action::Create,
            changes,
            digest: digest("create", &request),
            last_seen: Some(pool.id.to_string()),
            consent: None,
            findings: Findings::none(),
            work: ProviderWork::Create(request),
        }))
    }

    async fn compare(
        &self,
        reader: &dyn UserPoolReader,
        pool: &UserPool,
        live: Provider,
        secret: DetailSecret,
    ) -> Result<Standing<ProviderWork>, StepError> {
        let kind = self.sso.provider_type();
        if live.kind != kind {
            return Ok(Standing::blocked(other_type(&live, kind.as_str())));
        }
        let mut changes = Vec::new();
        let wanted = self.details();
        for (key, value) in &wanted {
            let before = live.details.get(key);
            if before != Some(value) {
                let cut = |text: &String| printable(text, 120);
                changes.push(change(key.clone(), before.map(cut), Some(cut(value))));
            }
        }
        if let DetailSecret::Given(given) = &secret
            && !reader
                .provider_secret_is(&pool.id, &live.name, given)
                .await?
        {
            let hidden = || Some("****".to_owned());
            changes.push(change("client_secret", hidden(), hidden()));
        }
        let ours = self.sso.attribute_mapping();
        for (attribute, claim) in &ours {
            let before = live.mapping.get(attribute);
            if before != Some(claim) {
                let field = format!("mapping of {attribute}");
                changes.push(change(field, before.cloned(), Some(claim.clone())));
            }
        }
        let findings = kept(&secret);
        if changes.is_empty() {
            let what = format!(
                "identity provider {} of the user pool {}",
                live.name, pool.id
            );
            let seen = super::Sighting {
                what,
                seen: format!("{}, {}", kind.as_str(), mapped(&live.mapping)),
                call: "cognito-idp:DescribeIdentityProvider",
            };
            return Ok(Standing::AsWanted {
                findings,
                seen: vec![seen],
            });
        }
        let before = request_digest(
            live.details
                .iter()
                .chain(&live.mapping)
                .flat_map(|(k, v)| [k.as_str(), v]),
        );
        let request = self.merged(pool, live, wanted, ours, secret);
        Ok(Standing::Differs(Box::new(Planned {
            action: Action::Update,
            changes,
            digest: digest("update", &request),
            last_seen: Some(before),
            consent: None,
            findings,
            work: ProviderWork::Update(request),
        })))
    }

    /// Everything that is there, and over it what is decided: Cognito loses what is left out.
    fn merged(
        &self,
        pool: &UserPool,
        live: Provider,
        wanted: BTreeMap<String, String>,
        ours: BTreeMap<String, String>,
        secret: DetailSecret,
    ) -> ProviderRequest {
        let mut shown = live.details;
        shown.retain(|key, _| {
            let other_way = METADATA.contains(&key.as_str()) && !wanted.contains_key(key);
            !COGNITOS_OWN.contains(&key.as_str()) && !other_way
        });
        shown.extend(wanted);
        let mut mapping = live.mapping;
        mapping.extend(ours);
        ProviderRequest {
            pool: pool.id.clone(),
            name: live.name,
            kind: self.sso.provider_type(),
            details: DetailsChange { shown, secret },
            mapping,
            other: live.other,
        }
    }
}

fn mapped(mapping: &BTreeMap<String, String>) -> String {
    let pairs = mapping
        .iter()
        .map(|(attribute, claim)| format!("{attribute} from {claim}"));
    printable(&pairs.collect::<Vec<_>>().join(", "), 400)
}

fn digest(verb: &str, request: &ProviderRequest) -> String {
    let own = [
        verb,
        request.pool.as_str(),
        request.name.as_str(),
        request.kind.as_str(),
    ];
    let maps = request.details.shown.iter().chain(&request.mapping);
    let pairs = maps.flat_map(|(key, value)| [key.as_str(), value.as_str()]);
    request_digest(own.into_iter().chain(pairs))
}

/// That a secret which cannot be given again was not compared.
fn kept(secret: &DetailSecret) -> Findings {
    if *secret != DetailSecret::Kept {
        return Findings::none();
    }
    let at = format!("{AT}.protocol.oidc.client_secret");
    let seen = "the application's secret is kept as Cognito has it: its source gives nothing more";
    Finding::informs("application-secret-not-compared", at, seen)
        .why("It may be an older one.")
        .remedy("Give it again when it was changed at the identity provider.")
        .row("I4")
        .into()
}

fn other_type(live: &Provider, wanted: &str) -> Finding {
    let seen = format!(
        "the identity provider {} is {}, and {wanted} is wanted",
        live.name,
        live.kind.as_str()
    );
    Finding::blocks("identity-provider-type", AT, seen)
        .why("Cognito never changes the type, and its users belong to it by its name.")
        .remedy("Give the new one another name; delete the old one by hand once nobody needs it.")
        .row("I4")
}

#[async_trait]
impl Part for IdentityProviderStep {
    type Work = ProviderWork;

    fn title(&self) -> String {
        "Identity provider".to_owned()
    }

    async fn stand(
        &self,
        cx: &ReadContext<'_>,
        _: &StepId,
    ) -> Result<Standing<ProviderWork>, StepError> {
        let secret = match self.secret.now().await {
            Ok(secret) => secret,
            Err(finding) => return Ok(Standing::blocked(finding)),
        };
        let Some(pool) = find_pool(cx, &self.sso).await?.one() else {
            let from = vec![user_pool_wire()];
            return Ok(Standing::Awaits {
                action: Action::Create,
                from,
            });
        };
        let reader = reader(cx, &self.sso)?;
        let name = &self.sso.draft.identity_provider.name;
        match reader.provider(&pool.id, name).await? {
            None => Ok(self.create(&pool, secret)),
            Some(live) => self.compare(reader.as_ref(), &pool, live, secret).await,
        }
    }

    async fn send(&self, ports: &Writers<'_>, work: &ProviderWork) -> Result<Started, StepError> {
        let writer = ports.get::<dyn UserPoolWriter>(self.sso.target().name)?;
        match work {
            ProviderWork::Create(request) => writer.create_provider(request).await?,
            ProviderWork::Update(request) => writer.update_provider(request).await?,
        }
        Ok(Started::Done)
    }
}
