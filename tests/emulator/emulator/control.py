"""The control API: what the tests do to the world, and what they are told of it.

`POST /_control/NAME` with a JSON object answers with a JSON object; an unknown name or a wrong
member is answered with 400 and what is wrong.
"""

import json
from datetime import timedelta
from typing import Any

from moto.cloudformation.models import cloudformation_backends
from moto.iam.models import iam_backends
from moto.moto_api._internal.models import moto_api_backend
from moto.ssm.models import ssm_backends
from moto.utilities.utils import get_partition

from . import cloudformation, ecs, eks, es, faults, servicequotas, sesv2, sns
from .careless import Rule
from .clock import CLOCK
from .declared.stack import DeclaredStack
from .servicecatalog import catalog, templates

VENDOR = "999999999999"


class Control:
    """Answers the control API."""

    def __init__(self) -> None:
        self.log: list[dict[str, Any]] = []
        self.chaos: Any = None
        self.careless: Any = None
        self.gate: Any = None
        self.latency: Any = None
        self.ended: set[str] = set()

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
        templates.forget()
        faults.forget()
        cloudformation.forget()
        for overlay in (ecs, eks, es, servicequotas, sesv2, sns):
            overlay.forget()
        CLOCK.forget()
        self.chaos.set(0, 0, 0)
        self.careless.rules.clear()
        self.gate.open()
        self.latency(0)
        self.ended.clear()
        self.log.clear()
        return {}

    def do_account(self, account: str, region: str, user: str) -> dict[str, Any]:
        """Makes an IAM user with an access key in an account."""
        iam = iam_backends[account][get_partition(region)]
        made = iam.create_user(region, user)
        return {"arn": made.arn} | self._key(iam, user)

    def do_key(self, account: str, region: str, user: str) -> dict[str, Any]:
        """Makes a further access key for a user that is there."""
        iam = iam_backends[account][get_partition(region)]
        return {"arn": iam.get_user(user).arn} | self._key(iam, user)

    def do_quota(
        self, account: str, region: str, service: str, code: str, value: float
    ) -> dict[str, Any]:
        """Gives an account a quota of its own."""
        servicequotas.apply(account, region, service, code, value)
        return {}

    def do_mail(self, account: str, region: str, verified: str | None = None) -> dict[str, Any]:
        """The owner of an identity follows SES's link; without one, AWS lets the account out of the
        sandbox.
        """
        if verified is None:
            sesv2.produce(account, region)
        else:
            sesv2.verify(account, region, verified)
        return {}

    def do_confirm(self, endpoint: str) -> dict[str, Any]:
        """The owner of an address follows SNS's link."""
        sns.confirm(endpoint)
        return {}

    def do_latency(self, seconds: float) -> dict[str, Any]:
        """From now on each answer comes so much later; calls wait side by side."""
        self.latency(seconds)
        return {}

    def do_end(self, access_key_id: str) -> dict[str, Any]:
        """From now on the time of a key is over."""
        self.ended.add(access_key_id)
        return {}

    def do_careless(self, **rule: Any) -> dict[str, Any]:
        """From now on the calls of an operation are a careless caller's."""
        self.careless.rules.append(Rule(**rule))
        return {}

    def do_careful(self) -> dict[str, Any]:
        """From now on nobody is careless."""
        self.careless.rules.clear()
        return {}

    def do_hold(self, operation: str) -> dict[str, Any]:
        """Holds back the answer to the next call of an operation."""
        self.gate.shut(operation)
        return {}

    def do_held(self) -> dict[str, Any]:
        """How many answers are held back since the last word to hold one."""
        return {"held": self.gate.held}

    def do_let_go(self) -> dict[str, Any]:
        """Answers what is held back."""
        self.gate.open()
        return {}

    @staticmethod
    def _key(iam: Any, user: str) -> dict[str, str]:
        key = iam.create_access_key(user)
        return {
            "access_key_id": key.access_key_id,
            "secret_access_key": key.secret_access_key,
        }

    def do_index(self, account: str, region: str, sleeps: bool) -> dict[str, Any]:
        """From now on searches find no provisioned product that they did not find before; or they
        do again.
        """
        catalog.catalog_of(account, region).index_sleeps = sleeps
        return {}

    def do_offer(
        self,
        account: str,
        region: str,
        portfolio: str,
        products: list[dict[str, Any]],
        principals: list[str] | None = None,
        code: str | None = None,
    ) -> dict[str, Any]:
        """Shares a portfolio with an account, under a code of one's own if one is given; with
        principals it is taken in for them already.
        """
        offered = catalog.catalog_of(account, region).offer(portfolio, VENDOR, products, code)
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

    def do_perimeter(self, account: str, region: str) -> dict[str, Any]:
        """From now on the account's organisation keeps it from the vendor's bucket."""
        templates.enclose(account)
        return {}

    def do_tags(self, account: str, region: str, options: dict[str, list[str]]) -> dict[str, Any]:
        """The vendor asks for these tags with each product."""
        for portfolio in catalog.catalog_of(account, region).portfolios.values():
            for product in portfolio.products:
                product.tag_options = options
        return {}

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

    def do_count(self) -> dict[str, Any]:
        """How many calls came in since the log was last emptied."""
        return {"calls": len(self.log)}

    def do_stands(self, account: str, region: str) -> dict[str, Any]:
        """All that was made: what stacks were given, give and hold, and every version of parameters."""
        stacks = cloudformation_backends[account][region].stacks.values()
        written = ssm_backends[account][region]._parameters
        return {
            "stacks": {
                stack.name: {
                    "status": stack.status,
                    "values": stack.values,
                    "outputs": stack.given,
                    "tags": stack.tags,
                    "holds": {
                        one.logical_resource_id: one.physical_resource_id
                        for one in stack.stack_resources
                    },
                }
                for stack in stacks
                if isinstance(stack, DeclaredStack)
            },
            "parameters": {
                name: [one.value for one in versions]
                for name, versions in written.items()
                if not name.startswith("/aws/")
            },
        }

    def do_given(self, account: str, region: str, product: str) -> dict[str, str]:
        """The values that the stack of a provisioned product has, masked by nothing."""
        provisioned = catalog.catalog_of(account, region).provisioned.values()
        return next(one.stack.values for one in provisioned if one.name == product)

    def do_launches(self, account: str, region: str) -> dict[str, Any]:
        """How many launches were accepted, by the name of the provisioned product."""
        launches: dict[str, int] = {}
        for provisioned, record in catalog.catalog_of(account, region).records.values():
            if record.kind == "PROVISION_PRODUCT":
                launches[provisioned.name] = launches.get(provisioned.name, 0) + 1
        return {"launches": launches}
