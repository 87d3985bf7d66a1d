//! Domains, host names and e-mail addresses.

use super::text_type;

fn labels(text: &str) -> bool {
    text.len() <= 253
        && text.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

fn is_domain(text: &str) -> bool {
    labels(text) && text.contains('.') && text.parse::<std::net::Ipv4Addr>().is_err()
}

text_type! {
    /// A DNS domain name in lower case, without scheme, path or final dot.
    DomainName, "a domain name",
    "it is lower-case labels of letters, digits and hyphens joined by dots, without https:// and without a final dot",
    "tetra.acme.example", is_domain
}

text_type! {
    /// The host name of a service endpoint: a domain name without a scheme.
    HostName, "a host name",
    "it is a full domain name without a scheme, port or path", "logs.us-east-1.amazonaws.com", is_domain
}

text_type! {
    /// An e-mail address, as far as its shape goes.
    EmailAddress, "an e-mail address",
    "it is NAME@DOMAIN, without spaces or a display name", "platform-alerts@acme.example",
    |text| text.len() <= 254 && text.rsplit_once('@').is_some_and(|(name, domain)| {
        (1..=64).contains(&name.len())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
            && !name.starts_with('.') && !name.ends_with('.') && !name.contains("..")
            && is_domain(&domain.to_ascii_lowercase())
    })
}

impl DomainName {
    /// True when `self` is `parent` or lies below it.
    pub fn is_within(&self, parent: &DomainName) -> bool {
        self.as_str() == parent.as_str()
            || self
                .as_str()
                .strip_suffix(parent.as_str())
                .is_some_and(|head| head.ends_with('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_not_a_domain() {
        for text in [
            "https://tetra.acme.example",
            "tetra.acme.example.",
            "tetra",
            "10.0.0.1",
            "a..b",
        ] {
            assert!(DomainName::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_domain_lies_within_its_parents_only() {
        let domain = DomainName::parse("tetra.acme.example").unwrap();
        assert!(domain.is_within(&DomainName::parse("acme.example").unwrap()));
        assert!(!domain.is_within(&DomainName::parse("cme.example").unwrap()));
    }

    #[test]
    fn an_address_with_a_display_name_is_refused() {
        assert!(EmailAddress::parse("Alerts <a@acme.example>").is_err());
        assert!(EmailAddress::parse("a+b@Acme.example").is_ok());
    }
}
