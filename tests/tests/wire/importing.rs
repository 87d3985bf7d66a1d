//! A portfolio that the vendor shares is taken in by the deployment itself.

use ts_deploy_tests::deployment;
use ts_deploy_tests::emulator::portfolio;

use crate::desk::{Desk, Ran, changing};
use crate::ground::IMPORTED;

/// The code that the vendor sends.
const CODE: &str = "port-abcdefghijklm";

/// The full document, whose portfolio is to be imported by its code.
fn importing() -> String {
    let import = format!("\nportfolio: {{ id: {CODE} }}\n");
    format!("{}{import}", *IMPORTED)
}

/// A desk in whose account nothing is imported, and what the vendor shares with it.
fn desk() -> Desk {
    let text = importing();
    let desk = Desk::with_nothing_imported(&text);
    let target = deployment(&text).targets.remove(0).target;
    let shared = desk
        .ground
        .emulator
        .share(&target, &portfolio(), Some(CODE));
    assert_eq!(shared.unwrap(), CODE);
    desk
}

#[test]
fn what_the_vendor_shares_is_imported_and_both_products_launched_from_it() {
    let desk = desk();
    let first = Ran::of(desk.deploy());
    assert_eq!(first.code, Some(4), "{}", first.err);
    let words = [
        "confirm",
        "SPEC",
        "details-for-vendor",
        "--by",
        "ana",
        "--backend",
        "aws",
    ];
    let confirmed = Ran::of(desk.command(&words));
    assert_eq!(confirmed.code, Some(0), "{}", confirmed.err);
    desk.ground.emulator.calls().unwrap();
    let second = Ran::of(desk.deploy());
    assert_eq!(second.code, Some(0), "{}", second.err);
    let calls = desk.ground.emulator.calls().unwrap();
    let wanted = [
        "AcceptPortfolioShare",
        "AssociatePrincipalWithPortfolio",
        "ProvisionProduct",
        "ProvisionProduct",
    ];
    assert_eq!(changing(&calls), wanted);
    let third = Ran::of(desk.deploy());
    assert_eq!(third.code, Some(0), "{}", third.err);
    let calls = desk.ground.emulator.calls().unwrap();
    assert_eq!(changing(&calls), [""; 0]);
}
