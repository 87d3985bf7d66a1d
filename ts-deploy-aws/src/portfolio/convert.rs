//! From Service Catalog's types to the port's. Every function is without effects.

use aws_sdk_servicecatalog::types::{PortfolioDetail, Principal};
use ts_deploy_core::ids::PortfolioId;
use ts_deploy_core::port::portfolio::{ImportedPortfolio, PortfolioPrincipal, PrincipalType};

use crate::read::{Unreadable, present, spelled};

pub(super) fn portfolio(detail: PortfolioDetail) -> Result<ImportedPortfolio, Unreadable> {
    let id = present(detail.id, "a portfolio's id")?;
    Ok(ImportedPortfolio {
        id: PortfolioId::parse(id).map_err(|_| Unreadable::form("a portfolio's id"))?,
        name: detail.display_name.unwrap_or_default(),
        provider: detail.provider_name.unwrap_or_default(),
    })
}

pub(super) fn principal(principal: Principal) -> Result<PortfolioPrincipal, Unreadable> {
    let kind = principal.principal_type.as_ref();
    let kind = kind.map_or("", |kind| kind.as_str());
    Ok(PortfolioPrincipal {
        arn: present(principal.principal_arn, "a principal's ARN")?,
        kind: spelled(kind).unwrap_or(PrincipalType::Unknown),
    })
}
