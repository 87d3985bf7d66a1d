"""The subscriptions that declared stacks made: pending, until somebody follows the link."""

from typing import Any

from moto.cloudformation.models import cloudformation_backends
from moto.core.responses import ActionResult
from moto.sns.responses import SNSResponse

from .declared.stack import DeclaredStack

SUBSCRIPTION = "AWS::SNS::Subscription"
# SNS lists up to a hundred a page; with fewer, a list of two shows who reads on.
PAGE = 1
# The parameter that says who is subscribed.
ADDRESS = "NotificationEmail"

# The addresses whose owners followed the link.
_confirmed: set[str] = set()


def forget() -> None:
    """Nobody has followed a link."""
    _confirmed.clear()


def confirm(endpoint: str) -> None:
    """The owner of an address follows the link that SNS mailed."""
    _confirmed.add(endpoint)


def declared(account: str, region: str) -> list[dict[str, str]]:
    """The subscriptions of declared stacks, as SNS lists them."""
    found = []
    for stack in cloudformation_backends[account][region].stacks.values():
        if not isinstance(stack, DeclaredStack):
            continue
        for resource in stack.resources.values():
            if resource.cf_resource_type != SUBSCRIPTION:
                continue
            arn = resource.physical_resource_id
            root = cloudformation_backends[account][region].stacks.get(stack.root_id or stack.stack_id)
            endpoint = (root or stack).values.get(ADDRESS, "")
            found.append(
                {
                    # Whoever has not confirmed has no ARN.
                    "SubscriptionArn": arn if endpoint in _confirmed else "PendingConfirmation",
                    "TopicArn": arn.rpartition(":")[0],
                    "Protocol": "email",
                    "Endpoint": endpoint,
                    "Owner": account,
                }
            )
    return found


def install() -> None:
    """Lists the subscriptions of declared stacks after moto's own, in pages."""
    def list_subscriptions(self: Any) -> Any:
        made = [*self.backend.subscriptions.values(), *declared(self.current_account, self.region)]
        start = int(self._get_param("NextToken") or 0)
        answer: dict[str, Any] = {"Subscriptions": made[start : start + PAGE]}
        if start + PAGE < len(made):
            answer["NextToken"] = str(start + PAGE)
        return ActionResult(answer)

    SNSResponse.list_subscriptions = list_subscriptions
