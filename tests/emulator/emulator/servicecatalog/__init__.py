"""Service Catalog as an end user calls it, of which moto has nothing."""

from moto.servicecatalog.responses import ServiceCatalogResponse

from . import templates
from .portfolios import PortfolioCalls
from .products import ProductCalls
from .provisioned import ProvisionedCalls
from .records import RecordCalls


def install() -> None:
    """Makes moto's Service Catalog answer the calls of this package too."""
    for calls in (PortfolioCalls, ProductCalls, ProvisionedCalls, RecordCalls):
        for name, call in vars(calls).items():
            if callable(call) and not name.startswith("__"):
                setattr(ServiceCatalogResponse, name, call)
    templates.install()
