//! The proxies between here and AWS.

use aws_smithy_http_client::proxy::ProxyConfig;
use ts_deploy_core::finding::Finding;
use ts_deploy_core::secret::Secret;

/// Where the credentials of instances and containers come from: never by way of a proxy, which
/// would answer with its own or none.
const NEVER_PROXIED: &str = "169.254.0.0/16,fd00:ec2::/32";

/// The proxies to go through, by the scheme of the endpoint. Their URLs may hold a password and are
/// never shown; messages name host and port.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    https: Option<Secret>,
    http: Option<Secret>,
    no_proxy: String,
}

impl Proxies {
    /// None: everything is asked directly.
    pub fn none() -> Self {
        Self::default()
    }

    /// What the variables say: `HTTPS_PROXY` and `HTTP_PROXY`, for either `ALL_PROXY`, and
    /// `NO_PROXY` with the hosts, domains and networks to ask directly; each in small letters too.
    /// An empty one counts as none. `HTTP_PROXY` in capitals is ignored where `REQUEST_METHOD` is
    /// set: there a client of a CGI program could have chosen it.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        let first = |names: &[&str]| {
            let mut values = names.iter().filter_map(|name| variable(name));
            values.find(|value| !value.trim().is_empty())
        };
        let http: &[&str] = if variable("REQUEST_METHOD").is_some() {
            &["http_proxy", "ALL_PROXY", "all_proxy"]
        } else {
            &["http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"]
        };
        Self {
            https: first(&["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
                .map(Secret::new),
            http: first(http).map(Secret::new),
            no_proxy: first(&["NO_PROXY", "no_proxy"]).unwrap_or_default(),
        }
    }

    /// With this proxy for `https://` endpoints: `http://proxy.acme.example:3128`.
    #[must_use]
    pub fn for_https(mut self, url: Secret) -> Self {
        self.https = Some(url);
        self
    }

    /// With this proxy for `http://` endpoints, which only emulators have.
    #[must_use]
    pub fn for_http(mut self, url: Secret) -> Self {
        self.http = Some(url);
        self
    }

    /// Asks these directly: hosts, domains and networks, separated by commas.
    #[must_use]
    pub fn except(mut self, hosts: impl Into<String>) -> Self {
        self.no_proxy = hosts.into();
        self
    }

    /// The way to endpoints of either scheme: `https`, then `http`.
    pub(super) fn ways(&self) -> Result<(Way, Way), Vec<Finding>> {
        let https = self.way("HTTPS_PROXY", self.https.as_ref(), |url| {
            ProxyConfig::https(url).map_err(drop)
        });
        let http = self.way("HTTP_PROXY", self.http.as_ref(), |url| {
            ProxyConfig::http(url).map_err(drop)
        });
        match (https, http) {
            (Ok(https), Ok(http)) => Ok((https, http)),
            (https, http) => Err(https.err().into_iter().chain(http.err()).collect()),
        }
    }

    fn way(
        &self,
        variable: &'static str,
        url: Option<&Secret>,
        config: impl Fn(&str) -> Result<ProxyConfig, ()>,
    ) -> Result<Way, Finding> {
        let Some(url) = url else {
            return Ok(Way {
                config: ProxyConfig::disabled(),
                proxy: None,
            });
        };
        let url = url.expose().trim();
        // As curl and the AWS CLI read it.
        let url = if url.contains("://") {
            url.to_owned()
        } else {
            format!("http://{url}")
        };
        let known = url.starts_with("http://") || url.starts_with("https://");
        let config = known.then(|| config(&url).ok()).flatten();
        let place = place(&url).filter(|place| !place.is_empty());
        let (Some(config), Some(place)) = (config, place) else {
            let seen = "the proxy is not the URL of an HTTP proxy";
            return Err(Finding::blocks("proxy-invalid", variable, seen)
                .why("Nothing can be asked by way of it, and asking directly was not wanted.")
                .remedy(
                    "Write it as http://HOST:PORT, with USER:PASSWORD@ before the host where it \
                     asks for them; SOCKS is not known here.",
                ));
        };
        let direct = [self.no_proxy.trim(), NEVER_PROXIED];
        let direct: Vec<&str> = direct.into_iter().filter(|part| !part.is_empty()).collect();
        Ok(Way {
            config: config.no_proxy(direct.join(",")),
            proxy: Some(place.to_owned()),
        })
    }
}

/// How endpoints of one scheme are reached.
pub(super) struct Way {
    pub(super) config: ProxyConfig,
    /// Host and port of the proxy, without user and password.
    pub(super) proxy: Option<String>,
}

/// Host and port of a URL.
fn place(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    Some(
        authority
            .rsplit_once('@')
            .map_or(authority, |(_, place)| place),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(variables: &[(&str, &str)]) -> Proxies {
        Proxies::from_variables(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    fn places(variables: &[(&str, &str)]) -> (Option<String>, Option<String>) {
        let (https, http) = proxies(variables).ways().ok().unwrap();
        (https.proxy, http.proxy)
    }

    #[test]
    fn each_scheme_has_its_own_proxy() {
        let (https, http) = places(&[
            ("HTTPS_PROXY", "http://a.example:1"),
            ("http_proxy", "http://b.example:2"),
        ]);
        assert_eq!(https.as_deref(), Some("a.example:1"));
        assert_eq!(http.as_deref(), Some("b.example:2"));
    }

    #[test]
    fn all_proxy_stands_in_for_either() {
        let (https, http) = places(&[("ALL_PROXY", "c.example:3")]);
        assert_eq!(https.as_deref(), Some("c.example:3"));
        assert_eq!(http.as_deref(), Some("c.example:3"));
    }

    #[test]
    fn an_empty_variable_is_no_proxy() {
        assert_eq!(places(&[("HTTPS_PROXY", " ")]), (None, None));
    }

    #[test]
    fn a_cgi_client_cannot_choose_the_proxy() {
        let (_, http) = places(&[("REQUEST_METHOD", "GET"), ("HTTP_PROXY", "evil.example:1")]);
        assert_eq!(http, None);
    }

    #[test]
    fn a_password_is_in_no_name_and_no_debug_text() {
        let variables = [("HTTPS_PROXY", "http://ana:hunter2@proxy.example:3128/")];
        assert_eq!(places(&variables).0.as_deref(), Some("proxy.example:3128"));
        let shown = format!("{:?}", proxies(&variables));
        assert!(!shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn every_proxy_that_is_none_is_found_and_none_is_shown() {
        let variables = [
            ("HTTPS_PROXY", "socks5://ana:hunter2@proxy.example:1080"),
            ("http_proxy", "http://"),
        ];
        let found = proxies(&variables).ways().err().unwrap();
        let at: Vec<&str> = found.iter().map(|finding| finding.at.as_str()).collect();
        assert_eq!(at, ["HTTPS_PROXY", "HTTP_PROXY"]);
        assert!(found.iter().all(|one| !one.to_string().contains("hunter2")));
    }
}
