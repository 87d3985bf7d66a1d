//! Generated fault plans: whatever goes wrong with calls, in the world, with the journal and with the
//! runs themselves, each product is launched once, nothing is left without an owner, and all is well
//! once it stops.

mod life;
mod script;

use ts_deploy_tests::MINIMAL;

use crate::cases::{blocking, for_all};
use life::Life;
use script::scripts;

#[test]
fn whatever_goes_wrong_each_product_is_launched_once_and_all_ends_well() {
    let test = "plans::whatever_goes_wrong_each_product_is_launched_once_and_all_ends_well";
    assert!(MINIMAL.contains("platform-alerts@"));
    for_all(test, 48, &scripts(), |script| {
        blocking(Life::new(&script).live(&script))
    });
}
