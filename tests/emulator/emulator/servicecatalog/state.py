"""Provisioned products and their records, as the calls show them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.utilities.utils import get_partition

from ..clock import CLOCK
from ..declared.stack import DeclaredStack
from .catalog import Catalog, Portfolio, Product, Version, new_id


@dataclass
class Record:
    """One operation on a provisioned product."""

    id: str
    kind: str
    token: str
    product: Product
    version: Version
    path: str
    created: datetime
    status: str = "CREATED"
    updated: datetime | None = None
    errors: list[dict[str, str]] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)

    @property
    def is_running(self) -> bool:
        return self.status not in ("SUCCEEDED", "FAILED")

    def become(self, status: str, at: datetime) -> None:
        self.status, self.updated = status, at


class Provisioned:
    """A provisioned product."""

    def __init__(
        self, catalog: Catalog, name: str, portfolio: Portfolio, tags: list[dict[str, str]]
    ) -> None:
        self.catalog, self.name = catalog, name
        self.portfolio = portfolio
        self.id = new_id("pp-")
        self.tags = {tag["Key"]: tag["Value"] for tag in tags}
        self.created = CLOCK.now()
        self.status = "UNDER_CHANGE"
        self.message: str | None = None
        self.stack: DeclaredStack | None = None
        self.records: list[Record] = []
        # The search index lags: the first search after a launch does not find it.
        self.is_indexed = False
        self.is_gone = False

    @property
    def last(self) -> Record:
        return self.records[-1]

    @property
    def last_provisioning(self) -> Record:
        runs = [one for one in self.records if one.kind != "TERMINATE_PROVISIONED_PRODUCT"]
        return runs[-1]

    @property
    def last_successful(self) -> Record | None:
        runs = [
            one
            for one in self.records
            if one.kind != "TERMINATE_PROVISIONED_PRODUCT" and one.status == "SUCCEEDED"
        ]
        return runs[-1] if runs else None

    @property
    def stack_name(self) -> str:
        """The name of its stack, which nobody chooses."""
        return f"SC-{self.catalog.account}-{self.id}"

    def make_stack(self, at: datetime) -> DeclaredStack:
        """Its root stack, made now."""
        catalog = self.catalog
        own = new_id("")
        uuid = f"{own[:8]}-{own[8:12]}-4000-8000-{self.id.removeprefix('pp-')[:12]}"
        partition = get_partition(catalog.region)
        arn = (
            f"arn:{partition}:cloudformation:{catalog.region}:{catalog.account}:"
            f"stack/{self.stack_name}/{uuid}"
        )
        self.stack = DeclaredStack(
            self.stack_name, arn, catalog.account, catalog.region, self.tags, at
        )
        return self.stack

    def detail(self) -> dict[str, Any]:
        """As DescribeProvisionedProduct shows it, without the physical id."""
        successful = self.last_successful
        partition = get_partition(self.catalog.region)
        detail = {
            "Name": self.name,
            "Arn": f"arn:{partition}:servicecatalog:{self.catalog.region}:"
            f"{self.catalog.account}:stack/{self.name}/{self.id}",
            "Type": "CFN_STACK",
            "Id": self.id,
            "Status": self.status,
            "StatusMessage": self.message,
            "CreatedTime": self.created,
            "IdempotencyToken": self.last.token,
            "LastRecordId": self.last.id,
            "LastProvisioningRecordId": self.last_provisioning.id,
            "LastSuccessfulProvisioningRecordId": successful.id if successful else None,
            "ProductId": self.last.product.id,
            "ProvisioningArtifactId": self.last_provisioning.version.id,
        }
        return {key: value for key, value in detail.items() if value is not None}

    def attributes(self) -> dict[str, Any]:
        """As SearchProvisionedProducts shows it."""
        tags = [{"Key": key, "Value": value} for key, value in self.tags.items()]
        found = self.detail() | {
            "Tags": tags,
            "ProductName": self.last.product.name,
            "ProvisioningArtifactName": self.last_provisioning.version.name,
        }
        if self.stack:
            found["PhysicalId"] = self.stack.stack_id
        return found

    def record_detail(self, record: Record) -> dict[str, Any]:
        """As DescribeRecord shows it."""
        tags = [{"Key": key, "Value": value} for key, value in self.tags.items()]
        return {
            "RecordId": record.id,
            "ProvisionedProductName": self.name,
            "Status": record.status,
            "CreatedTime": record.created,
            "UpdatedTime": record.updated or record.created,
            "ProvisionedProductType": "CFN_STACK",
            "RecordType": record.kind,
            "ProvisionedProductId": self.id,
            "ProductId": record.product.id,
            "ProvisioningArtifactId": record.version.id,
            "PathId": record.path,
            "RecordErrors": record.errors,
            "RecordTags": tags,
        }
