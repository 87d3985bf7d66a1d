"""The control API: what the tests do to the world, and what they are told of it.

`POST /_control/NAME` with a JSON object answers with a JSON object; an unknown name or a wrong
member is answered with 400 and what is wrong.
"""

import json
from datetime import timedelta
from typing import Any

from moto.iam.models import iam_backends
from moto.moto_api._internal.models import moto_api_backend
from moto.utilities.utils import get_partition

from . import cloudformation, ecs, faults
from .clock import CLOCK
from .servicecatalog import catalog

VENDOR = "999999999999"


class Control:
    """Answers the control API."""

    def __init__(self) -> None:
        self.log: list[dict[str, Any]] = []
        self.chaos: Any = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        name = environ["PATH_INFO"].removeprefix("/_control/")
        length = int(environ.get("CONTENT_LENGTH") or 0)
        try:
            asked = json.loads(environ["wsgi.input"].read(length) or b"{}")
            answer, status = getattr(self, f"do_{name}")(**asked), "200 OK"
        except Exception as error:  # whatever it is, the test that asked is told
            answer, status = {"error": f"{name}: {error!r}"}, "400 Bad Request"
        body = json.dumps(answer).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response(status, headers)
        return [body]

    def do_reset(self) -> dict[str, Any]:
        """Empties the world and the call log; accounts and their keys go too."""
        moto_api_backend.reset()
        catalog.forget()
        faults.forget()
        cloudformation.forget()
        ecs.forget()
        CLOCK.forget()
        self.chaos.set(0, 0, 0)
        self.log.clear()
        return {}

    def do_account(self, account: str, region: str, user: str) -> dict[str, Any]:
        """Makes an IAM user with an access key in an account."""
        iam = iam_backends[account][get_partition(region)]
        made = iam.create_user(region, user)
        key = iam.create_access_key(user)
        return {
            "arn": made.arn,
            "access_key_id": key.access_key_id,
            "secret_access_key": key.secret_access_key,
        }

    def do_offer(
        self,
        account: str,
        region: str,
        portfolio: str,
        products: list[dict[str, Any]],
        principals: list[str] | None = None,
    ) -> dict[str, Any]:
        """Shares a portfolio with an account; with principals it is taken in for them already."""
        offered = catalog.catalog_of(account, region).offer(portfolio, VENDOR, products)
        if principals is not None:
            offered.accepted = True
            offered.principals = dict.fromkeys(principals, "IAM")
        return {
            "portfolio": offered.id,
            "products": [
                {
                    "name": product.name,
                    "id": product.id,
                    "path": offered.path(product),
                    "versions": {version.name: version.id for version in product.versions},
                }
                for product in offered.products
            ],
        }

    def do_fault(self, **fault: Any) -> dict[str, Any]:
        """Lets something go wrong in the world."""
        faults.script(faults.Fault(**fault))
        return {}

    def do_chaos(self, seed: int, throttle: int, lose: int) -> dict[str, Any]:
        """Throttles so many calls in a hundred, and loses the answers of so many, from now on."""
        self.chaos.set(seed, throttle, lose)
        return {}

    def do_clock(self, skip: float = 0, per_look: float | None = None) -> dict[str, Any]:
        """Goes on by so many seconds; and from now on by so many at each look."""
        if per_look is not None:
            CLOCK.per_look = timedelta(seconds=per_look)
        CLOCK.skip(skip)
        return {"now": CLOCK.now().isoformat()}

    def do_log(self, clear: bool = False) -> dict[str, Any]:
        """The calls so far."""
        calls = list(self.log)
        if clear:
            self.log.clear()
        return {"calls": calls}

    def do_launches(self, account: str, region: str) -> dict[str, Any]:
        """How many launches were accepted, by the name of the provisioned product."""
        launches: dict[str, int] = {}
        for provisioned, record in catalog.catalog_of(account, region).records.values():
            if record.kind == "PROVISION_PRODUCT":
                launches[provisioned.name] = launches.get(provisioned.name, 0) + 1
        return {"launches": launches}
