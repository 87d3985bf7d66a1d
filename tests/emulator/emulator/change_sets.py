"""Change sets where CloudFormation is strict and moto is not.

A stack is named by its ARN too, a set by its name belongs to one stack, a changed parameter changes
the resources that refer to it, and a set that has nothing to change is made and has failed.
"""

from collections.abc import Callable
from typing import Any

from moto.cloudformation.models import Change, ChangeSet, Stack
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.responses import ActionResult, EmptyResult

from .refusal import Refusal

NOTHING = (
    "The submitted information didn't contain changes. Submit different information to create a "
    "change set."
)


def find(response: Any) -> ChangeSet:
    """The change set that a call names by its ARN, or by its name and its stack."""
    name, stack = response._get_param("ChangeSetName"), response._get_param("StackName")
    for one in response.cloudformation_backend.change_sets.values():
        if name == one.change_set_id or (
            name == one.change_set_name and stack in (one.stack_id, one.stack_name)
        ):
            return one
    raise Refusal("ChangeSetNotFound", f"ChangeSet [{name}] does not exist")


def changes(stack: Stack, template: dict[str, Any], values: dict[str, str]) -> list[Change]:
    """What an update would do to the resources."""
    found = stack.resource_map.build_resource_diff(template, values)
    declared = {**stack.template_dict["Resources"], **template["Resources"]}
    return [
        Change(action=action, logical_resource_id=name, resource_type=declared[name]["Type"])
        for action, names in found.items()
        for name in names
    ]


def install(
    checked: Callable[[Any, Stack | None], dict[str, str]],
    body: Callable[[Any, Stack | None], str],
    previous: Callable[[Stack], dict[str, str]],
) -> None:
    """Makes moto's change sets as strict as CloudFormation's, whose parameters are `checked`."""
    calls = CloudFormationResponse
    create = calls.create_change_set
    execute = calls.execute_change_set

    def create_change_set(self: Any) -> Any:
        if self._get_param("ChangeSetType", "UPDATE") != "UPDATE":
            checked(self, None)
            return create(self)
        backend = self.cloudformation_backend
        stack = backend.get_stack(self._get_param("StackName"))
        values, template = checked(self, stack), body(self, stack)
        tags = {one["Key"]: one["Value"] for one in self._get_param("Tags", [])}
        id, stack_id = backend.create_change_set(
            stack_name=stack.name,
            change_set_name=self._get_param("ChangeSetName"),
            template=template,
            parameters=values,
            description=self._get_param("Description"),
            change_set_type="UPDATE",
            tags=tags,
        )
        made = backend.change_sets[id]
        is_same = template == stack.template and values == previous(stack)
        made.status = "FAILED" if is_same else "CREATE_COMPLETE"
        made.execution_status = "UNAVAILABLE" if is_same else "AVAILABLE"
        made.status_reason = NOTHING if is_same else None
        made.changes = changes(stack, made.template_dict, values)
        return ActionResult({"Id": id, "StackId": stack_id})

    def delete_change_set(self: Any) -> Any:
        found = find(self)
        del self.cloudformation_backend.change_sets[found.change_set_id]
        return EmptyResult()

    def execute_change_set(self: Any) -> Any:
        found = find(self)
        if found.execution_status != "AVAILABLE":
            words = f"ChangeSet [{found.change_set_id}] cannot be executed in its current status"
            raise Refusal("InvalidChangeSetStatus", words)
        return execute(self)

    calls.create_change_set = create_change_set
    calls.describe_change_set = lambda self: ActionResult(find(self))
    calls.delete_change_set = delete_change_set
    calls.execute_change_set = execute_change_set
