//! Any JSON is read as the contract of a version, each parameter is judged, and a set of parameters
//! is brought together with it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ts_deploy_core::parameter::{
    Basis, Checked, Contract, Parameter, ParameterKey, ParameterSet, Provenance, Spelling, Value,
    reconcile,
};

/// What some customer decided, beside what the contract's own defaults say.
const GIVEN: [(&str, &str); 4] = [
    ("InfrastructureName", "acme"),
    ("VpcCIDR", "10.40.0.0/16"),
    ("Count", "3"),
    ("Zones", "us-east-1a,us-east-1b"),
];

fuzz_target!(|bytes: &[u8]| {
    let Ok(contract) = serde_json::from_slice::<Contract>(bytes) else {
        return;
    };
    let written = serde_json::to_string(&contract).expect("what was read is written");
    let again: Contract = serde_json::from_str(&written).expect("and read again");
    assert_eq!(again, contract);
    for declaration in contract.parameters.values() {
        let values = GIVEN.into_iter().map(|(_, value)| value);
        for value in values.chain(declaration.default.as_deref()) {
            if let Checked::Breaks(rule) | Checked::Unchecked(rule) =
                declaration.constraints.check(&declaration.kind, value)
            {
                assert!(!rule.is_empty());
            }
        }
    }
    judged(&contract);
});

/// Each declared key has one verdict, and what is undeclared stands before them.
fn judged(contract: &Contract) {
    let mut set = ParameterSet::new("data-layer");
    for (key, value) in GIVEN {
        let key = ParameterKey::parse(key).expect("a key");
        let value = Spelling::Value(Value::Plain(value.to_owned()));
        let from = Provenance::Spec(key.to_string());
        set.insert(key, Parameter::new(value, from));
    }
    let reconciled = reconcile(&set, contract, Basis::Launch);
    let verdicts = reconciled.verdicts.iter().map(|(key, _)| key);
    let undeclared = set.iter().map(|(key, _)| key);
    let undeclared = undeclared.filter(|key| !contract.parameters.contains_key(*key));
    assert!(verdicts.eq(undeclared.chain(contract.parameters.keys())));
    for finding in reconciled.findings.iter() {
        let shown = finding.to_string();
        assert!(!shown.chars().any(char::is_control), "{shown}");
    }
}
