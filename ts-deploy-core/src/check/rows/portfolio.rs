//! R16: the vendor's portfolio, and who may launch from it.

use std::sync::Arc;

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::deployment::{AssociatePrincipal, Deployment, ImportPortfolio, Standing};
use crate::finding::{Finding, Findings};
use crate::ids::{PortfolioId, Region, printable};
use crate::plan::{Evidence, Step, StepError};
use crate::target::TargetName;

/// That the portfolio which the deployment names is imported (R16). Can be mended; the run imports it
/// too, so it never blocks.
#[derive(Clone, Debug)]
pub struct PortfolioCheck {
    portfolio: PortfolioId,
    region: Region,
    import: ImportPortfolio,
}

/// That the deployer is a principal of that portfolio (R16): declared, associated and actual caller are
/// the same. Can be mended; it blocks only where the run could not associate anybody either.
#[derive(Clone, Debug)]
pub struct DeployerCheck {
    portfolio: PortfolioId,
    region: Region,
    associate: AssociatePrincipal,
}

/// The checks of a deployment's portfolio; none when it names none, where R17 tells what the catalog
/// offers.
pub(super) fn checks(deployment: &Deployment) -> Vec<Arc<dyn Check>> {
    let portfolio = deployment.portfolio.as_ref().map(|one| one.id.clone());
    let Some((portfolio, (import, associate))) = portfolio.zip(deployment.portfolio_parts()) else {
        return Vec::new();
    };
    let region = deployment.data_layer.target().region.clone();
    let associate = associate.after([import.id().clone()]);
    let imported = PortfolioCheck {
        portfolio: portfolio.clone(),
        region: region.clone(),
        import,
    };
    let deployer = DeployerCheck {
        portfolio,
        region,
        associate,
    };
    vec![Arc::new(imported), Arc::new(deployer)]
}

#[async_trait]
impl Check for PortfolioCheck {
    fn id(&self) -> &'static str {
        "portfolio-imported"
    }

    fn row(&self) -> &'static str {
        "R16"
    }

    fn title(&self) -> String {
        "Portfolio of the vendor imported".to_owned()
    }

    fn target(&self) -> TargetName {
        self.import.target()
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let id = &self.portfolio;
        let (mut findings, mut evidence) = (Findings::none(), Vec::new());
        match self.import.imported(cx.ports).await? {
            Some(imported) => evidence.push(Evidence {
                what: format!("portfolio {id}"),
                seen: printable(&format!("imported: {}", imported.name), 300),
                at: cx.now,
                call: "servicecatalog:ListAcceptedPortfolioShares".to_owned(),
            }),
            None => findings.push(
                Finding::informs(
                    "portfolio-not-imported",
                    self.target().as_str(),
                    format!("portfolio {id} is not imported"),
                )
                .why("The catalog offers the vendor's products only once it is.")
                .remedy(format!(
                    "deploy imports it, or --fix R16 alone does. By hand: console, Service Catalog, Portfolios, \
                     Imported, Import portfolio; or aws servicecatalog accept-portfolio-share --portfolio-id {id} \
                     --portfolio-share-type IMPORTED --region {}",
                    self.region
                ))
                .row("R16"),
            ),
        }
        Ok(Looked { findings, evidence })
    }

    fn fix(&self) -> Option<Arc<dyn Step>> {
        Some(Arc::new(self.import.clone()))
    }
}

#[async_trait]
impl Check for DeployerCheck {
    fn id(&self) -> &'static str {
        "portfolio-principal"
    }

    fn row(&self) -> &'static str {
        "R16"
    }

    fn title(&self) -> String {
        "Deployer is a principal of the portfolio".to_owned()
    }

    fn target(&self) -> TargetName {
        self.associate.target()
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let id = &self.portfolio;
        let (mut findings, mut evidence) = (Findings::none(), Vec::new());
        match self.associate.standing(cx.ports).await? {
            Standing::Associated(principal) => evidence.push(Evidence {
                what: format!("principal of portfolio {id}"),
                seen: principal.to_string(),
                at: cx.now,
                call: "servicecatalog:ListPrincipalsForPortfolio".to_owned(),
            }),
            Standing::Missing(principal) => findings.push(
                Finding::informs(
                    "principal-not-associated",
                    self.target().as_str(),
                    format!("{principal} is not a principal of portfolio {id}"),
                )
                .why("Administrator rights alone launch nothing: AWS finds no launch path.")
                .remedy(format!(
                    "deploy associates it, or --fix R16 alone does. By hand: console, Service Catalog, Portfolios, \
                     {id}, Access; or aws servicecatalog associate-principal-with-portfolio --portfolio-id {id} \
                     --principal-type IAM --principal-arn {principal} --region {}",
                    self.region
                ))
                .row("R16"),
            ),
            Standing::Blocked(finding) => findings.push(*finding),
        }
        Ok(Looked { findings, evidence })
    }

    fn fix(&self) -> Option<Arc<dyn Step>> {
        Some(Arc::new(self.associate.clone()))
    }
}
