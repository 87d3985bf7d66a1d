"""The subscriptions that declared stacks made: pending, until somebody follows the link."""

from typing import Any

from moto.cloudformation.models import cloudformation_backends
from moto.core.responses import ActionResult
from moto.sns.responses import SNSResponse

from .declared.stack import DeclaredStack

SUBSCRIPTION = "AWS::SNS::Subscription"
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
    """Lists the subscriptions of declared stacks before moto's own."""
    listed = SNSResponse.list_subscriptions

    def list_subscriptions(self: Any) -> Any:
        own = declared(self.current_account, self.region)
        if not own or self._get_param("NextToken"):
            return listed(self)
        return ActionResult({"Subscriptions": own})

    SNSResponse.list_subscriptions = list_subscriptions
