"""The portfolios, products and provisioned products of one account and region."""

import fnmatch
import hashlib
import itertools
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.iam.models import iam_backends
from moto.sts.models import sts_backends
from moto.utilities.utils import get_partition

from ..clock import CLOCK
from .asked import missing

_COUNT = itertools.count()


def new_id(prefix: str) -> str:
    """An id as Service Catalog makes them, never given before in its world."""
    own = hashlib.sha256(f"{prefix}{next(_COUNT)}".encode()).hexdigest()
    return prefix + own[:13]


@dataclass
class Version:
    """A provisioning artifact."""

    id: str
    name: str
    created: datetime
    active: bool
    guidance: str
    contract: dict[str, Any]
    template: dict[str, Any]

    def summary(self) -> dict[str, Any]:
        return {
            "Id": self.id,
            "Name": self.name,
            "Type": "CLOUD_FORMATION_TEMPLATE",
            "CreatedTime": self.created,
            "Active": self.active,
            "Guidance": self.guidance,
        }


@dataclass
class Product:
    """A product and its versions."""

    id: str
    name: str
    versions: list[Version]
    # The tags that the vendor asks for: to each key the values that are allowed.
    tag_options: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def declared(cls, product: dict[str, Any]) -> "Product":
        """From the simulated cloud's declaration."""
        versions = [
            Version(
                new_id("pa-"),
                one["name"],
                datetime.fromisoformat(one["created"].replace("Z", "+00:00")),
                one["active"],
                one["guidance"].upper(),
                one["contract"]["parameters"],
                one["resources"],
            )
            for one in product["versions"]
        ]
        return cls(new_id("prod-"), product["name"], versions)

    def version(self, id: str) -> Version:
        for version in self.versions:
            if version.id == id:
                return version
        raise missing(f"ProvisioningArtifact {id} not found.")

    def summary(self) -> dict[str, Any]:
        return {
            "Id": "prodview-" + self.id.removeprefix("prod-"),
            "ProductId": self.id,
            "Name": self.name,
            "Owner": "TetraScience",
            "Type": "CLOUD_FORMATION_TEMPLATE",
            "HasDefaultPath": False,
        }


@dataclass
class Portfolio:
    """A portfolio that was offered to the account, and what became of the offer."""

    id: str
    name: str
    owner: str
    region: str
    created: datetime
    accepted: bool = False
    principals: dict[str, str] = field(default_factory=dict)
    products: list[Product] = field(default_factory=list)

    def detail(self) -> dict[str, Any]:
        partition = get_partition(self.region)
        return {
            "Id": self.id,
            "ARN": f"arn:{partition}:catalog:{self.region}:{self.owner}:portfolio/{self.id}",
            "DisplayName": self.name,
            "CreatedTime": self.created,
            "ProviderName": self.name,
        }

    def path(self, product: Product) -> str:
        """The id of the launch path to a product."""
        own = hashlib.sha256(f"{self.id}{product.id}".encode()).hexdigest()
        return "lpv3-" + own[:13]

    def admits(self, principal: str) -> bool:
        """Whether this principal may launch its products."""
        for pattern, kind in self.principals.items():
            # Without the account id, which a pattern may not name.
            parts = principal.split(":")
            anywhere = ":".join(parts[:4] + [""] + parts[5:])
            if pattern == principal if kind == "IAM" else fnmatch.fnmatch(anywhere, pattern):
                return self.accepted
        return False


class Catalog:
    """All that Service Catalog knows in one account and region."""

    def __init__(self, account: str, region: str) -> None:
        self.account, self.region = account, region
        self.portfolios: dict[str, Portfolio] = {}
        self.provisioned: dict[str, Any] = {}
        # The search index lags: while it sleeps, what was launched since is not in it.
        self.index_sleeps = False
        self.records: dict[str, Any] = {}
        # What each token was used for: a digest of the request, and the record it answers with.
        self.tokens: dict[str, tuple[str, str]] = {}

    def offer(
        self, name: str, owner: str, products: list[dict[str, Any]], code: str | None = None
    ) -> Portfolio:
        """Offers a portfolio to this account, as the vendor does by sharing it."""
        id = code or new_id("port-")
        portfolio = Portfolio(id, name, owner, self.region, CLOCK.now())
        portfolio.products = [Product.declared(product) for product in products]
        self.portfolios[portfolio.id] = portfolio
        return portfolio

    def reachable(self, principal: str) -> list[tuple[Portfolio, Product]]:
        """The products that a principal may launch, by the portfolios it reaches them through."""
        return [
            (portfolio, product)
            for portfolio in self.portfolios.values()
            if portfolio.admits(principal)
            for product in portfolio.products
        ]

    def product(self, principal: str, asked: dict[str, Any]) -> tuple[Portfolio, Product]:
        """The product that a call names by id or name, and the path it names."""
        id = asked.get("ProductId")
        reached = [
            pair
            for pair in self.reachable(principal)
            if pair[1].id == id or (not id and pair[1].name == asked.get("ProductName"))
        ]
        if not reached:
            known = [one for port in self.portfolios.values() for one in port.products]
            if id and not any(one.id == id for one in known):
                raise missing(f"Product {id} not found.")
            raise missing(f"No launch paths found for resource: {id}")
        path, name = asked.get("PathId"), asked.get("PathName")
        chosen = [
            pair
            for pair in reached
            if path in (None, pair[0].path(pair[1])) and name in (None, pair[0].name)
        ]
        if not chosen:
            raise missing(f"No launch paths found for resource: {id}")
        if len(chosen) > 1:
            from .asked import invalid

            raise invalid("There are several launch paths. PathId must be given.")
        return chosen[0]


_CATALOGS: dict[tuple[str, str], Catalog] = {}


def catalog_of(account: str, region: str) -> Catalog:
    """The catalog of an account and region."""
    return _CATALOGS.setdefault((account, region), Catalog(account, region))


def forget() -> None:
    """Empties every catalog. The ids of the next world are those of the first one's, in that order."""
    global _COUNT
    _CATALOGS.clear()
    _COUNT = itertools.count()


def principal_of(response: Any) -> str:
    """The ARN that the caller's association is looked up by: of the user, or the role assumed."""
    partition = get_partition(response.region)
    role = sts_backends[response.current_account][partition].get_assumed_role_from_access_key(
        response.access_key
    )
    if role:
        return role.role_arn
    iam = iam_backends[response.current_account][partition]
    key = iam.access_keys[response.access_key]
    return iam.get_user(key.user_name).arn
