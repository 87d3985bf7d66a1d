//! Whether what runs was given what a recovery would give.

use ts_deploy_core::finding::Finding;
use ts_deploy_core::ids::{ProductVersionName, printable};
use ts_deploy_core::layer::{Inputs, ProductComponent};
use ts_deploy_core::parameter::{Basis, Contract, LiveParameters, reconcile};

/// The parameters of the running product that the deployment would change: a recovery is made from
/// the deployment, and would bring them up as it says. What is masked or comes from another
/// component is not compared.
pub(super) fn compare(
    layer: &dyn ProductComponent,
    version: &ProductVersionName,
    declared: &Contract,
    live: &LiveParameters,
) -> Option<Finding> {
    let inputs = Inputs {
        version: Some(version.clone()),
        ..Inputs::default()
    };
    let basis = Basis::Update {
        live,
        rotate: false,
    };
    let request = reconcile(&layer.parameters(&inputs), declared, basis).request;
    let awaited: Vec<&str> = request.awaited().map(|(key, _)| key.as_str()).collect();
    let changes = request.changes(live).into_iter();
    let differing: Vec<String> = changes
        .filter(|change| !awaited.contains(&change.field.as_str()))
        .map(|change| {
            let word = |value: Option<String>| {
                value.map_or("nothing".to_owned(), |text| printable(&text, 80))
            };
            let (runs, decided) = (word(change.before), word(change.after));
            format!("{} ({runs}, decided {decided})", change.field)
        })
        .collect();
    (!differing.is_empty()).then(|| {
        let seen = format!(
            "the {} runs with other parameters than were decided: {}",
            layer.title(),
            differing.join(", ")
        );
        Finding::warns("parameters-differ", layer.name(), seen)
            .why("A recovery brings the platform up as decided, not as it runs.")
            .remedy("Deploy what was decided, or decide what runs, so that both accounts would be given the same.")
            .row("V2")
    })
}
