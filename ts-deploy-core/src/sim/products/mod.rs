//! The two documented products and the two templates of disaster recovery: their contracts and
//! what they make.
//!
//! Version `v1.0.0` of each declares exactly the parameters that the documents name (rows
//! D and S). Version `v1.1.0` is invented: it adds, drops and changes parameters, as a later
//! release would, among them the ones that the documents' decisions need and do not name.

mod data_contract;
mod data_stacks;
mod declare;
mod dr_templates;
mod service_contract;
mod service_stacks;

pub use dr_templates::{documented_dr_stack, documented_snapshot_tool};
use jiff::Timestamp;

use super::product::{SimProduct, SimVersion};
use super::template::SimTemplate;
use crate::ids::ProductVersionName;
use crate::parameter::Contract;
use crate::port::catalog::Guidance;

/// The name of the Data Layer's product.
pub const DATA_LAYER: &str = "Tetra Data Platform - Data Layer";

/// The name of the Service Layer's product.
pub const SERVICE_LAYER: &str = "Tetra Data Platform - Service Layer";

/// The name of the vendor's portfolio, which is also that of the launch path.
pub const PORTFOLIO: &str = "TetraScience";

/// The id of the vendor's portfolio: that of the sample documents.
pub const PORTFOLIO_ID: &str = "port-abcdefghijklm";

/// 2021-06-01 and 2021-12-01.
const MADE: [Timestamp; 2] = [
    Timestamp::constant(1_622_505_600, 0),
    Timestamp::constant(1_638_316_800, 0),
];

/// The two documented products, each with its versions `v1.0.0` and `v1.1.0`.
pub fn documented() -> Vec<SimProduct> {
    let data = [data_contract::v1_0_0(), data_contract::v1_1_0()];
    let service = [service_contract::v1_0_0(), service_contract::v1_1_0()];
    vec![
        product(DATA_LAYER, data, &data_stacks::template()),
        product(SERVICE_LAYER, service, &service_stacks::template()),
    ]
}

fn product(name: &str, contracts: [Contract; 2], template: &SimTemplate) -> SimProduct {
    let versions = ["v1.0.0", "v1.1.0"].into_iter().zip(MADE).zip(contracts);
    SimProduct {
        name: name.to_owned(),
        versions: versions
            .filter_map(|((name, created), contract)| {
                Some(SimVersion {
                    name: ProductVersionName::parse(name).ok()?,
                    created,
                    active: true,
                    guidance: Guidance::Default,
                    contract,
                    resources: template.clone(),
                })
            })
            .collect(),
    }
}
