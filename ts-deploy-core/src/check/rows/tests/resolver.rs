//! R4.

use super::{existing_vpc, found, main_target, passed, verdict_in_vpc};
use crate::check::rows::ResolverCheck;
use crate::ids::DomainName;

fn check() -> ResolverCheck {
    let domain = DomainName::parse("ts-dip.internal").unwrap();
    ResolverCheck::new(main_target(), existing_vpc().id, domain)
}

fn with(servers: &[&str]) -> crate::check::Verdict {
    verdict_in_vpc(&check(), |one| {
        let servers = servers.iter().map(|one| (*one).to_owned());
        one.dhcp_options.name_servers = servers.collect();
    })
}

#[test]
fn amazons_resolver_passes_however_it_is_spelled() {
    assert_eq!(
        passed(&with(&["amazonprovideddns"])),
        "DHCP options of vpc-0a1b2c3d: amazonprovideddns"
    );
}

#[test]
fn the_resolvers_own_addresses_pass() {
    assert!(
        passed(&with(&["10.60.0.2", "169.254.169.253"])).ends_with("10.60.0.2, 169.254.169.253")
    );
}

#[test]
fn other_resolvers_warn_with_the_way_round() {
    let verdict = with(&["10.0.0.53"]);
    let found = found(&verdict);
    assert!(
        found.starts_with("warns") && found.contains("through 10.0.0.53"),
        "{found}"
    );
    assert!(
        found.contains("forward ts-dip.internal") && found.contains("POSTGRES_HOST"),
        "{found}"
    );
}

#[test]
fn a_list_with_one_other_resolver_warns() {
    assert!(found(&with(&["AmazonProvidedDNS", "10.0.0.53"])).contains("through 10.0.0.53"));
}

#[test]
fn no_set_of_options_blocks_though_aws_calls_it_default() {
    let verdict = verdict_in_vpc(&check(), |one| one.vpc.dhcp_options = "default".to_owned());
    insta::assert_snapshot!(found(&verdict), @"blocks network.existing_vpc.id: vpc-0a1b2c3d has no set of DHCP options. The platform's parts find each other by names in a private zone, which only Amazon's resolver answers. Make one and attach it: aws ec2 create-dhcp-options --region us-east-1 --dhcp-configurations Key=domain-name-servers,Values=AmazonProvidedDNS; aws ec2 associate-dhcp-options --vpc-id vpc-0a1b2c3d --region us-east-1 --dhcp-options-id ID");
}

#[test]
fn a_set_without_name_servers_blocks() {
    assert!(found(&with(&[])).starts_with("blocks"));
}
