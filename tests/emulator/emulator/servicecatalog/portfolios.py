"""Taking in a portfolio that was shared, and letting principals use it."""

import re
from typing import Any

from .asked import end_user, invalid, missing, page
from .catalog import Catalog, Portfolio

PRINCIPAL = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:(user|group|role)/.+")
PATTERN = re.compile(r"arn:aws[a-z-]*:iam:::(user|group|role)/.+")


def _portfolio(catalog: Catalog, asked: dict[str, Any]) -> Portfolio:
    portfolio = catalog.portfolios.get(asked["PortfolioId"])
    if portfolio is None:
        # Shares are regional: in another region than the vendor's there is no offer.
        raise missing(f"Portfolio {asked['PortfolioId']} not found.")
    return portfolio


class PortfolioCalls:
    """The calls on portfolios."""

    @end_user
    def accept_portfolio_share(self: Any, catalog: Catalog, asked: dict[str, Any]) -> Any:
        if asked.get("PortfolioShareType", "IMPORTED") == "AWS_SERVICECATALOG":
            raise missing("AWS_SERVICECATALOG is no supported portfolio share type.")
        _portfolio(catalog, asked).accepted = True
        return {}

    @end_user
    def reject_portfolio_share(self: Any, catalog: Catalog, asked: dict[str, Any]) -> Any:
        _portfolio(catalog, asked).accepted = False
        return {}

    @end_user
    def list_accepted_portfolio_shares(self: Any, catalog: Catalog, asked: dict[str, Any]) -> Any:
        accepted = [one.detail() for one in catalog.portfolios.values() if one.accepted]
        return page(asked, "PortfolioDetails", accepted)

    @end_user
    def associate_principal_with_portfolio(
        self: Any, catalog: Catalog, asked: dict[str, Any]
    ) -> Any:
        portfolio = _portfolio(catalog, asked)
        if not portfolio.accepted:
            raise missing(f"Portfolio {portfolio.id} not found.")
        arn, kind = asked["PrincipalARN"], asked["PrincipalType"]
        if not (PRINCIPAL if kind == "IAM" else PATTERN).fullmatch(arn):
            raise invalid(f"Invalid principal ARN: {arn}")
        portfolio.principals[arn] = kind
        return {}

    @end_user
    def disassociate_principal_from_portfolio(
        self: Any, catalog: Catalog, asked: dict[str, Any]
    ) -> Any:
        _portfolio(catalog, asked).principals.pop(asked["PrincipalARN"], None)
        return {}

    @end_user
    def list_principals_for_portfolio(self: Any, catalog: Catalog, asked: dict[str, Any]) -> Any:
        principals = _portfolio(catalog, asked).principals.items()
        listed = [{"PrincipalARN": arn, "PrincipalType": kind} for arn, kind in principals]
        return page(asked, "Principals", listed)
