"""What moto lacks, or is lenient about, where AWS is not.

moto answers for everything that is not overlaid here. Each overlay is installed into moto's own
response classes, so that its answers go through moto's serialiser, which holds them to botocore's
model of the service.
"""

from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)

from . import (
    acm,
    cloudformation,
    cognito,
    ec2,
    ecs,
    eks,
    es,
    iam,
    organizations,
    rds,
    route53,
    s3,
    servicecatalog,
    servicequotas,
    sesv2,
    sns,
    ssm,
    sts,
)
from .control import Control
from .traffic import Traffic


class RequestHandler(MotoRequestHandler):
    """Keeps connections open between calls, as AWS does."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:
        """Says nothing: the call log is asked through the control API."""


def application() -> Traffic:
    """moto as a WSGI application, with the overlays, the call log and the control API."""
    for overlay in (acm, servicecatalog, cloudformation, cognito, ec2, ecs, eks, es):
        overlay.install()
    for overlay in (iam, organizations, rds, route53, s3, servicequotas, sesv2, sns, ssm, sts):
        overlay.install()
    control = Control()
    return Traffic(DomainDispatcherApplication(create_backend_app), control)
