//! How many vCPUs a type of instance takes of the quota for standard instances.

use crate::ids::InstanceType;

/// First letters of the families that the quota counts: A, C, D, H, I, M, R, T and Z.
const STANDARD: &str = "acdhimrtz";
/// Families of other quotas that begin with one of these letters.
const OTHERS: [&str; 5] = ["mac", "hpc", "inf", "dl", "trn"];

/// The vCPUs of one instance, as its size tells; `None` for a type that another quota counts, and for
/// a size that tells nothing. Where sizes differ between families it is the least.
pub(super) fn vcpus(kind: &InstanceType) -> Option<u64> {
    let (family, size) = kind.as_str().split_once('.')?;
    let first = family.chars().next()?;
    if !STANDARD.contains(first) || OTHERS.iter().any(|other| family.starts_with(other)) {
        return None;
    }
    let bursts = family.starts_with('t');
    match size {
        "nano" | "micro" | "small" if bursts && family != "t2" => Some(2),
        "medium" if bursts => Some(2),
        "nano" | "micro" | "small" | "medium" => Some(1),
        "large" => Some(2),
        "xlarge" => Some(4),
        size => {
            let times: u64 = size.strip_suffix("xlarge")?.parse().ok()?;
            times.checked_mul(4)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::vcpus;
    use crate::ids::InstanceType;

    #[test]
    fn the_size_tells_the_number_and_other_quotas_are_left_out() {
        for (kind, number) in [
            ("t3.medium", Some(2)),
            ("t2.small", Some(1)),
            ("t3.small", Some(2)),
            ("m5.large", Some(2)),
            ("c5.xlarge", Some(4)),
            ("m5.24xlarge", Some(96)),
            ("m5.metal", None),
            ("g4dn.xlarge", None),
            ("inf1.xlarge", None),
        ] {
            let kind = InstanceType::parse(kind).unwrap();
            assert_eq!(vcpus(&kind), number, "{kind}");
        }
    }
}
