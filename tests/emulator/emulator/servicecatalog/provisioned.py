"""Launching, updating and removing, and the provisioned products that result."""

import json
import re
from typing import Any

from ..clock import CLOCK
from .asked import busy, end_user, invalid, missing, page, taken
from .catalog import Catalog, Portfolio, Product, Version, new_id, principal_of
from .course import Begun
from .state import Provisioned, Record

TOKEN = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]*")
NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]*")


def _repeated(catalog: Catalog, asked: dict[str, Any], token: str) -> Record | None:
    """The record that the same request was answered with before."""
    if not TOKEN.fullmatch(token):
        raise invalid(f"Invalid idempotency token: {token}")
    digest = json.dumps(asked, sort_keys=True)
    known = catalog.tokens.get(token)
    if known and known[0] != digest:
        raise invalid(f"The token {token} was used before, with another request.")
    return catalog.records[known[1]][1] if known else None


def _accept(
    catalog: Catalog,
    provisioned: Provisioned,
    kind: str,
    token: str,
    asked: dict[str, Any],
    what: tuple[Product, Version, str],
) -> Begun:
    record = Record(new_id("rec-"), kind, token, *what, CLOCK.now())
    catalog.records[record.id] = (provisioned, record)
    catalog.tokens[token] = (json.dumps(asked, sort_keys=True), record.id)
    provisioned.records.append(record)
    provisioned.status = "UNDER_CHANGE"
    return Begun(provisioned, record)


def _answer(catalog: Catalog, record: Record) -> dict[str, Any]:
    provisioned = catalog.records[record.id][0]
    return {"RecordDetail": provisioned.record_detail(record)}


def find(catalog: Catalog, id: str | None, name: str | None) -> Provisioned:
    """The provisioned product of an id or a name, while it is there."""
    for one in catalog.provisioned.values():
        if not one.is_gone and (one.id == id or (not id and one.name == name)):
            return one
    raise missing(f"Provisioned product {id or name} not found.")


def _at_rest(provisioned: Provisioned) -> None:
    if provisioned.last.is_running:
        raise busy(f"Provisioned product {provisioned.id} is UNDER_CHANGE.")


def _version(product: Product, asked: dict[str, Any]) -> Version:
    version = product.version(asked["ProvisioningArtifactId"])
    if not version.active:
        raise missing(f"ProvisioningArtifact {version.id} not found.")
    return version


class ProvisionedCalls:
    """The calls on provisioned products."""

    @end_user
    def provision_product(self: Any, catalog: Catalog, asked: dict[str, Any]) -> Any:
        token = asked["ProvisionToken"]
        known = _repeated(catalog, asked, token)
        if known:
            return _answer(catalog, known)
        portfolio, product = catalog.product(principal_of(self), asked)
        version = _version(product, asked)
        if version.guidance == "DEPRECATED":
            raise invalid(f"ProvisioningArtifact {version.id} is deprecated.")
        name = asked["ProvisionedProductName"]
        if not NAME.fullmatch(name):
            raise invalid(f"Invalid provisioned product name: {name}")
        if any(one.name == name and not one.is_gone for one in catalog.provisioned.values()):
            raise taken(f"A stack named {name} already exists.")
        provisioned = Provisioned(catalog, name, portfolio, asked.get("Tags", []))
        catalog.provisioned[provisioned.id] = provisioned
        what = (product, version, portfolio.path(product))
        begun = _accept(catalog, provisioned, "PROVISION_PRODUCT", token, asked, what)
        begun.launch(asked.get("ProvisioningParameters", []))
        return _answer(catalog, begun.record)

    @end_user
    def update_provisioned_product(self: Any, catalog: Catalog, asked: dict[str, Any]) -> Any:
        token = asked["UpdateToken"]
        known = _repeated(catalog, asked, token)
        if known:
            return _answer(catalog, known)
        id, name = asked.get("ProvisionedProductId"), asked.get("ProvisionedProductName")
        provisioned = find(catalog, id, name)
        _at_rest(provisioned)
        what = _target(self, catalog, provisioned, asked)
        kind = "UPDATE_PROVISIONED_PRODUCT"
        begun = _accept(catalog, provisioned, kind, token, asked, what)
        begun.update(asked.get("ProvisioningParameters", []))
        return _answer(catalog, begun.record)

    @end_user
    def terminate_provisioned_product(self: Any, catalog: Catalog, asked: dict[str, Any]) -> Any:
        token = asked["TerminateToken"]
        known = _repeated(catalog, asked, token)
        if known:
            return _answer(catalog, known)
        id, name = asked.get("ProvisionedProductId"), asked.get("ProvisionedProductName")
        provisioned = find(catalog, id, name)
        _at_rest(provisioned)
        last = provisioned.last_provisioning
        what = (last.product, last.version, last.path)
        kind = "TERMINATE_PROVISIONED_PRODUCT"
        begun = _accept(catalog, provisioned, kind, token, asked, what)
        begun.terminate()
        return _answer(catalog, begun.record)

    @end_user
    def describe_provisioned_product(self: Any, catalog: Catalog, asked: dict[str, Any]) -> Any:
        provisioned = find(catalog, asked.get("Id"), asked.get("Name"))
        if provisioned.last.is_running:
            CLOCK.looked()
            provisioned = find(catalog, asked.get("Id"), asked.get("Name"))
        return {"ProvisionedProductDetail": provisioned.detail(), "CloudWatchDashboards": []}

    @end_user
    def search_provisioned_products(self: Any, catalog: Catalog, asked: dict[str, Any]) -> Any:
        queries = asked.get("Filters", {}).get("SearchQuery", [])
        found = []
        for one in catalog.provisioned.values():
            if one.is_gone:
                continue
            if not one.is_indexed:
                one.is_indexed = not catalog.index_sleeps
            elif all(_fits(one.attributes(), query) for query in queries):
                found.append(one.attributes())
        answer = page(asked, "ProvisionedProducts", found)
        return answer | {"TotalResultsCount": len(found)}

    @end_user
    def scan_provisioned_products(self: Any, catalog: Catalog, asked: dict[str, Any]) -> Any:
        there = [one.detail() for one in catalog.provisioned.values() if not one.is_gone]
        return page(asked, "ProvisionedProducts", there)

    @end_user
    def get_provisioned_product_outputs(self: Any, catalog: Catalog, asked: dict[str, Any]) -> Any:
        id, name = asked.get("ProvisionedProductId"), asked.get("ProvisionedProductName")
        provisioned = find(catalog, id, name)
        successful = provisioned.last_successful
        outputs = dict(successful.outputs) if successful else {}
        if successful and provisioned.stack:
            outputs["CloudformationStackARN"] = provisioned.stack.stack_id
        wanted = asked.get("OutputKeys") or list(outputs)
        lacking = [key for key in wanted if key not in outputs]
        if lacking:
            raise invalid(f"Output keys {lacking} do not exist.")
        listed = [{"OutputKey": key, "OutputValue": outputs[key]} for key in wanted]
        return page(asked, "Outputs", listed)


def _target(
    response: Any, catalog: Catalog, provisioned: Provisioned, asked: dict[str, Any]
) -> tuple[Product, Version, str]:
    """What an update leads to."""
    last = provisioned.last_provisioning
    named = {"ProductId": last.product.id} | asked
    portfolio: Portfolio
    portfolio, product = catalog.product(principal_of(response), named)
    if product.id != last.product.id:
        raise invalid("A provisioned product cannot become another product.")
    version = _version(product, {"ProvisioningArtifactId": last.version.id} | asked)
    return product, version, portfolio.path(product)


def _fits(attributes: dict[str, Any], query: str) -> bool:
    """Whether a search query finds a product. A bare word, and any value, is a part of the text."""
    word, _, value = query.rpartition(":")
    names = {
        "name": "Name",
        "id": "Id",
        "status": "Status",
        "physicalId": "PhysicalId",
        "productId": "ProductId",
        "idempotencyToken": "IdempotencyToken",
        "lastRecordId": "LastRecordId",
    }
    value = value.strip('"').lower()
    if word in names:
        return value in str(attributes.get(names[word], "")).lower()
    return any(value in str(one).lower() for one in attributes.values())
