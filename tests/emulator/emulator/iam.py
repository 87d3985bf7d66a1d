"""IAM where moto lacks it or is lenient: what a principal may do, AWS's own policies, and roles linked to
services.
"""

import fnmatch
import json
import re
from typing import Any

from moto.core.responses import ActionResult
from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import IAMBackend
from moto.iam.responses import IamResponse

from .refusal import Refusal

# As many results as a page has at most, whatever size is asked for, and actions as a call takes.
PAGE = 20
ACTIONS = 50
# What the services call the roles that AWS makes for them.
LINKED = {
    "ecs.amazonaws.com": "AWSServiceRoleForECS",
    "es.amazonaws.com": "AWSServiceRoleForAmazonElasticsearchService",
    "opensearchservice.amazonaws.com": "AWSServiceRoleForAmazonOpenSearchService",
}


def statements(documents: list[str]) -> list[dict[str, Any]]:
    """The statements of policies."""
    found: list[dict[str, Any]] = []
    for document in documents:
        stated = json.loads(document)["Statement"]
        found += stated if isinstance(stated, list) else [stated]
    return found


def decision(action: str, documents: list[str]) -> str:
    """What policies say about an action on everything."""
    verdict = "implicitDeny"
    for statement in statements(documents):
        named = statement.get("Action", [])
        named = named if isinstance(named, list) else [named]
        if not any(fnmatch.fnmatchcase(action.lower(), one.lower()) for one in named):
            continue
        if statement["Effect"] == "Deny":
            return "explicitDeny"
        verdict = "allowed"
    return verdict


class Principal:
    """A user or role, with what its policies and its boundary say."""

    def __init__(self, backend: Any, arn: str) -> None:
        kind, _, name = arn.split(":", 5)[5].partition("/")
        name = name.rsplit("/", 1)[-1]
        if kind not in ("user", "role"):
            raise Refusal("InvalidInput", f"Invalid Entity Arn: {arn} does not clearly define entity type and name.")
        found = backend.get_user(name) if kind == "user" else backend.get_role(name)
        inline = getattr(found, "policies", {}).values()
        managed = [one.document for one in found.managed_policies.values()]
        self.documents = [*inline, *managed]
        boundary = getattr(found, "permissions_boundary_arn", None)
        self.boundary = [backend.managed_policies[boundary].document] if boundary else None

    def result(self, action: str) -> dict[str, Any]:
        """As the simulation tells it of one action."""
        said = decision(action, self.documents)
        result: dict[str, Any] = {
            "EvalActionName": action,
            "EvalResourceName": "*",
            "MatchedStatements": [],
            "MissingContextValues": [],
        }
        if self.boundary is not None:
            within = decision(action, self.boundary) == "allowed"
            result["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": within}
            if said == "allowed" and not within:
                said = "implicitDeny"
        result["EvalDecision"] = said
        return result


def install() -> None:
    """Simulates policies, and makes roles linked to services as AWS does."""

    def simulate_principal_policy(self: Any) -> Any:
        actions = self._get_param("ActionNames", [])
        if not 0 < len(actions) <= ACTIONS:
            raise Refusal("InvalidInput", f"There are {len(actions)} actions.")
        for action in actions:
            if not re.fullmatch(r"[a-zA-Z0-9-]+:[a-zA-Z0-9]+", action):
                raise Refusal("InvalidInput", f"Invalid Action: {action}")
        principal = Principal(self.backend, self._get_param("PolicySourceArn"))
        start = int(self._get_param("Marker") or 0)
        end = start + min(int(self._get_param("MaxItems") or 100), PAGE)
        answer = {
            "EvaluationResults": [principal.result(one) for one in actions[start:end]],
            "IsTruncated": end < len(actions),
        }
        if end < len(actions):
            answer["Marker"] = str(end)
        return ActionResult(answer)

    def create_service_linked_role(self: Any, service: str, description: str, suffix: str) -> Any:
        name = LINKED.get(service)
        if name is None:
            raise Refusal("InvalidInput", f"Service {service} has no role that is linked to it")
        if suffix:
            raise Refusal("InvalidInput", f"Custom suffix is not allowed for {service}")
        if any(role.name == name for role in self.get_roles()):
            words = f"Service role name {name} has been taken in this account, please try a different suffix."
            raise Refusal("InvalidInput", words)
        document = json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": "sts:AssumeRole",
                        "Principal": {"Service": service},
                    }
                ],
            }
        )
        path = f"/aws-service-role/{service}/"
        return self.create_role(
            role_name=name,
            assume_role_policy_document=document,
            path=path,
            permissions_boundary=None,
            description=description,
            tags=[],
            max_session_duration="3600",
            linked_service=service,
        )

    shown = IamResponse.get_policy

    def get_policy(self: Any) -> Any:
        arn = self._get_param("PolicyArn")
        matched = re.fullmatch(r"arn:aws[a-z-]*:iam::aws:policy/(?:.+/)?([^/]+)", arn)
        known = json.loads(aws_managed_policies_data) if matched else {}
        if not matched or matched[1] not in known:
            return shown(self)
        # moto knows AWS's own policies only when it is told to load them all for each account.
        return ActionResult({"Policy": {"PolicyName": matched[1], "Arn": arn, "IsAttachable": True}})

    IamResponse.get_policy = get_policy
    IamResponse.simulate_principal_policy = simulate_principal_policy
    IAMBackend.create_service_linked_role = create_service_linked_role
