//! Network blocks and the ids of network things.

use super::{InvalidValue, Rule, ec2_id, made_of, text_type};

text_type! {
    /// The id of a VPC.
    VpcId, "a VPC id", "it is vpc- followed by 8 to 17 hexadecimal digits", "vpc-0a1b2c3d4e5f60718",
    |text| ec2_id(text, "vpc-")
}

text_type! {
    /// The id of a subnet.
    SubnetId, "a subnet id", "it is subnet- followed by 8 to 17 hexadecimal digits", "subnet-0a1b2c3d4e5f60718",
    |text| ec2_id(text, "subnet-")
}

text_type! {
    /// The id of a Route 53 hosted zone.
    HostedZoneId, "a Route 53 hosted zone id",
    "it begins with Z, followed by 7 to 31 upper-case letters and digits, without /hostedzone/ before it",
    "Z0123456789ABCDEFGHIJ",
    |text| text.starts_with('Z') && (8..=32).contains(&text.len())
        && made_of(text, 32, |c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// An IPv4 network block, such as `10.40.0.0/16`, with no host bits set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cidr(ipnet::Ipv4Net);

impl Cidr {
    /// Parses an IPv4 block.
    ///
    /// # Errors
    /// [`InvalidValue`] when `text` is no block, or its address has host bits set.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        let refuse = |rule: String| InvalidValue::new(Self::WHAT, text, rule);
        let net: ipnet::Ipv4Net = text.parse().map_err(|_| refuse(Self::RULE.to_owned()))?;
        if net.trunc() != net {
            return Err(refuse(format!(
                "its address has host bits set; the block is {}",
                net.trunc()
            )));
        }
        Ok(Self(net))
    }

    /// How many bits are fixed: 16 in `10.40.0.0/16`.
    pub fn prefix_len(&self) -> u8 {
        self.0.prefix_len()
    }

    /// Its first address.
    pub fn network(&self) -> std::net::Ipv4Addr {
        self.0.network()
    }

    /// True when `other` is this block or lies in it.
    pub fn contains(&self, other: &Self) -> bool {
        self.0.contains(&other.0)
    }

    /// True when `address` lies in it.
    pub fn has(&self, address: std::net::Ipv4Addr) -> bool {
        self.0.contains(&address)
    }

    /// True when the block lies within 10/8, 172.16/12 or 192.168/16 (RFC 1918) or 100.64/10
    /// (RFC 6598), so that nobody on the Internet owns it.
    pub fn is_private(&self) -> bool {
        const PRIVATE: [([u8; 4], u8); 4] = [
            ([10, 0, 0, 0], 8),
            ([172, 16, 0, 0], 12),
            ([192, 168, 0, 0], 16),
            ([100, 64, 0, 0], 10),
        ];
        PRIVATE.iter().any(|(octets, len)| {
            self.0.prefix_len() >= *len
                && ipnet::Ipv4Net::new((*octets).into(), *len)
                    .is_ok_and(|net| net.contains(&self.0))
        })
    }
}

impl Rule for Cidr {
    const WHAT: &'static str = "an IPv4 network block";
    const RULE: &'static str = "it is an IPv4 address and a prefix length, like 10.40.0.0/16";
    const EXAMPLE: &'static str = "10.40.0.0/16";
}

impl std::str::FromStr for Cidr {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Cidr {
    type Error = InvalidValue;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Cidr> for String {
    fn from(value: Cidr) -> String {
        value.to_string()
    }
}

impl std::fmt::Display for Cidr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_bits_are_refused_and_the_block_meant_is_named() {
        let refused = Cidr::parse("10.40.1.0/16").unwrap_err();
        assert!(
            refused.to_string().contains("the block is 10.40.0.0/16"),
            "{refused}"
        );
    }

    #[test]
    fn private_and_public_blocks_are_told_apart() {
        assert!(Cidr::parse("172.31.0.0/16").unwrap().is_private());
        assert!(Cidr::parse("100.64.0.0/16").unwrap().is_private());
        assert!(!Cidr::parse("8.8.0.0/16").unwrap().is_private());
        assert!(!Cidr::parse("172.0.0.0/8").unwrap().is_private());
    }

    #[test]
    fn a_zone_id_comes_without_its_path() {
        assert!(HostedZoneId::parse("/hostedzone/Z0123456789ABCDEFGHIJ").is_err());
    }
}
