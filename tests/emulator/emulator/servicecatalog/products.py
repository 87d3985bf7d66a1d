"""Products, their versions, paths and contracts."""

from typing import Any

from moto.servicecatalog.responses import ServiceCatalogResponse

from .asked import end_user, missing, page
from .catalog import Catalog, Product, principal_of
from .templates import address

_ADMIN_DESCRIBE = ServiceCatalogResponse.describe_product


def _described(product: Product, portfolios: list[Any]) -> dict[str, Any]:
    artifacts = [
        {
            "Id": one.id,
            "Name": one.name,
            "CreatedTime": one.created,
            "Guidance": one.guidance,
        }
        for one in product.versions
        if one.active
    ]
    paths = [{"Id": port.path(product), "Name": port.name} for port in portfolios]
    return {
        "ProductViewSummary": product.summary(),
        "ProvisioningArtifacts": artifacts,
        "LaunchPaths": paths,
    }


def _parameter(key: str, declared: dict[str, Any]) -> dict[str, Any]:
    limits = declared["constraints"]
    constraints = {
        "AllowedValues": limits["allowed_values"],
        "AllowedPattern": limits["allowed_pattern"],
        "ConstraintDescription": limits["description"],
        "MinLength": limits["min_length"],
        "MaxLength": limits["max_length"],
        "MinValue": limits["min_value"],
        "MaxValue": limits["max_value"],
    }
    shown = {
        "ParameterKey": key,
        "ParameterType": declared["kind"],
        "IsNoEcho": declared["no_echo"],
        "Description": declared["description"],
        "ParameterConstraints": {word: value for word, value in constraints.items() if value},
    }
    if declared["default"] is not None:
        shown["DefaultValue"] = declared["default"]
    return shown


class ProductCalls:
    """The calls on products."""

    @end_user
    def search_products(self: Any, catalog: Catalog, asked: dict[str, Any]) -> Any:
        wanted = asked.get("Filters", {}).get("FullTextSearch", [""])
        reached = {product.id: product for _, product in catalog.reachable(principal_of(self))}
        found = [
            product.summary()
            for product in reached.values()
            if all(words.lower() in product.name.lower() for words in wanted)
        ]
        return page(asked, "ProductViewSummaries", found)

    def describe_product(self: Any) -> Any:
        """An end user's answer where there is one, else moto's, which is the administrator's."""
        import json

        from .catalog import catalog_of

        catalog = catalog_of(self.current_account, self.region)
        asked = json.loads(self.body)
        reached = catalog.reachable(principal_of(self))
        found = [pair for pair in reached if asked.get("Id") == pair[1].id]
        if not found:
            return _ADMIN_DESCRIBE(self)
        from moto.core.responses import ActionResult

        return ActionResult(_described(found[0][1], [pair[0] for pair in found]))

    @end_user
    def list_launch_paths(self: Any, catalog: Catalog, asked: dict[str, Any]) -> Any:
        id = asked["ProductId"]
        reached = [pair for pair in catalog.reachable(principal_of(self)) if pair[1].id == id]
        if not reached:
            raise missing(f"No launch paths found for resource: {id}")
        paths = [
            {"Id": port.path(product), "Name": port.name, "ConstraintSummaries": [], "Tags": []}
            for port, product in reached
        ]
        return page(asked, "LaunchPathSummaries", paths)

    @end_user
    def list_provisioning_artifacts(self: Any, catalog: Catalog, asked: dict[str, Any]) -> Any:
        # All in one answer: the call's input has no page token.
        for portfolio in catalog.portfolios.values():
            for product in portfolio.products:
                if product.id == asked["ProductId"] and portfolio.accepted:
                    return {
                        "ProvisioningArtifactDetails": [
                            version.summary() for version in product.versions
                        ]
                    }
        raise missing(f"Product {asked['ProductId']} not found.")

    @end_user
    def describe_provisioning_artifact(self: Any, catalog: Catalog, asked: dict[str, Any]) -> Any:
        _, product = catalog.product(principal_of(self), asked)
        version = product.version(asked["ProvisioningArtifactId"])
        return {
            "ProvisioningArtifactDetail": version.summary(),
            "Info": {"TemplateUrl": address(self.region, version)},
            "Status": "AVAILABLE",
        }

    @end_user
    def describe_provisioning_parameters(self: Any, catalog: Catalog, asked: dict[str, Any]) -> Any:
        _, product = catalog.product(principal_of(self), asked)
        version = product.version(asked["ProvisioningArtifactId"])
        parameters = [_parameter(key, one) for key, one in version.contract.items()]
        return {
            "ProvisioningArtifactParameters": parameters,
            "ConstraintSummaries": [],
            "UsageInstructions": [],
            "TagOptions": [
                {"Key": key, "Values": values} for key, values in product.tag_options.items()
            ],
        }
