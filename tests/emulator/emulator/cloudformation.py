"""CloudFormation where it is strict and moto is not.

Parameters are held to the template, tokens are kept and stand on events, what may not be shown is
masked, a nested stack's physical id is its ARN, termination protection protects, and a resource
that fails takes its stack back.
"""

import json
import re
from typing import Any

from moto.cloudformation.exceptions import AlreadyExistsException, ValidationError
from moto.cloudformation.models import CloudFormationBackend, Event, Stack
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.responses import ActionResult

from . import change_sets
from .faults import spend
from .parameters import take
from .refusal import Refusal

EVENTS_A_PAGE = 50
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
NAMED = {
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
}

# The token of the call that is being answered; calls are answered one at a time.
_token: str | None = None
# What each token was used for, by account and region.
_used: dict[tuple[str, str, str], tuple[str, str]] = {}


def forget() -> None:
    """Forgets all tokens."""
    _used.clear()


def contract_of(template: dict[str, Any]) -> dict[str, Any]:
    """The parameters that a template declares."""
    text = lambda one, word: None if one.get(word) is None else str(one[word])  # noqa: E731
    return {
        key: {
            "kind": one.get("Type", "String"),
            "default": text(one, "Default"),
            "no_echo": str(one.get("NoEcho", False)).lower() == "true",
            "constraints": {
                "allowed_values": [str(value) for value in one.get("AllowedValues", [])],
                "allowed_pattern": one.get("AllowedPattern"),
                "description": one.get("ConstraintDescription"),
                "min_length": text(one, "MinLength"),
                "max_length": text(one, "MaxLength"),
                "min_value": text(one, "MinValue"),
                "max_value": text(one, "MaxValue"),
            },
        }
        for key, one in (template.get("Parameters") or {}).items()
    }


def plain(value: Any) -> str:
    """A parameter's value as it was sent: moto keeps lists split."""
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def previous(stack: Stack) -> dict[str, str]:
    """The value of every parameter that a stack has, defaulted ones too."""
    return {key: plain(value) for key, value in stack.stack_parameters.items()}


def _body(response: Any, stack: Stack | None) -> str:
    if stack is not None and response._get_bool_param("UsePreviousTemplate", False):
        return str(stack.template)
    url = response._get_param("TemplateURL")
    return response._get_stack_from_s3_url(url) if url else response._get_param("TemplateBody")


def check(response: Any, stack: Stack | None) -> dict[str, str]:
    """Refuses parameters that the template does not take, and missing capabilities; else answers
    with the value of every parameter.
    """
    template = Stack.parse_template(_body(response, stack))
    asked = [
        {
            "Key": one["ParameterKey"],
            "Value": one.get("ParameterValue", ""),
            "UsePreviousValue": one.get("UsePreviousValue", False),
        }
        for one in response._get_param("Parameters", [])
    ]
    values, wrong = take(contract_of(template), asked, previous(stack) if stack else None)
    if wrong:
        raise ValidationError(message=wrong)
    given = response._get_param("Capabilities", [])
    resources = (template.get("Resources") or {}).values()
    iam = [one for one in resources if one["Type"].startswith("AWS::IAM::")]
    named = [one for one in iam if NAMED.get(one["Type"], "") in (one.get("Properties") or {})]
    needed = "CAPABILITY_NAMED_IAM" if named else "CAPABILITY_IAM"
    if iam and needed not in given and "CAPABILITY_NAMED_IAM" not in given:
        words = f"Requires capabilities : [{needed}]"
        raise Refusal("InsufficientCapabilitiesException", words)
    return values


def with_token(method: Any) -> Any:
    """A call whose token is kept: the same request again is answered, and does nothing."""

    def call(self: Any) -> Any:
        global _token
        token = self._get_param("ClientRequestToken")
        if token and not re.fullmatch(r"[a-zA-Z0-9][-a-zA-Z0-9]{0,127}", token):
            raise ValidationError(message=f"ClientRequestToken {token} is invalid")
        place = (self.current_account, self.region, token)
        asked = json.dumps(self._get_params(), sort_keys=True, default=str)
        known = _used.get(place) if token else None
        if known and known[0] != asked:
            words = f"Token {token} was used before, with another request"
            raise Refusal("TokenAlreadyExistsException", words)
        if known:
            return ActionResult({"StackId": known[1]} if known[1] else None)
        name = self._get_param("StackName")
        _token = token
        try:
            answer = method(self)
        finally:
            _token = None
        if token:
            stacks = self.cloudformation_backend.stacks.values()
            ids = [one.stack_id for one in stacks if name in (one.name, one.stack_id)]
            _used[place] = (asked, ids[0] if ids else "")
        return answer

    return call


def illegal(template: dict[str, Any]) -> tuple[str, str] | None:
    """A resource that could not be made, and why: what moto makes all the same."""
    for logical, resource in (template.get("Resources") or {}).items():
        name = (resource.get("Properties") or {}).get("BucketName")
        if resource["Type"] == "AWS::S3::Bucket" and isinstance(name, str):
            if not BUCKET.fullmatch(name):
                return logical, f"The specified bucket is not valid: {name}"
    return None


def failure_of(stack: Stack) -> tuple[str, str] | None:
    """The resource of a stack that is to fail now, and why."""
    scripted = spend(stack.name, "resource_fails")
    if scripted:
        return scripted[0].resource, scripted[0].reason
    return illegal(stack.template_dict)


def say(stack: Stack, logical: str, status: str, reason: str | None = None) -> None:
    """Writes an event of a resource."""
    resource = (stack.template_dict.get("Resources") or {}).get(logical, {})
    made = stack.resource_map._parsed_resources.get(logical)
    physical = getattr(made, "physical_resource_id", "") or ""
    kind = resource.get("Type", "")
    event = Event(stack.stack_id, stack.name, logical, physical, kind, status, reason, None)
    event.client_request_token = _token
    stack.events.append(event)


def roll_back(stack: Stack, prefix: str, act: str, failure: tuple[str, str]) -> None:
    """Writes what happens from a failure to the end, and leaves the stack there."""
    logical, reason = failure
    say(stack, logical, f"{act}_FAILED", reason)
    said = f"The following resource(s) failed to {act.lower()}: [{logical}]. "
    stack._add_stack_event(f"{prefix}ROLLBACK_IN_PROGRESS", resource_status_reason=said)
    stack._add_stack_event(f"{prefix}ROLLBACK_COMPLETE")
    stack.status = f"{prefix}ROLLBACK_COMPLETE"
    stack.stack_status_reason = said


def _install_models() -> None:
    create, update, add_event = Stack.create_resources, Stack.update, Stack._add_stack_event

    def create_resources(self: Any) -> None:
        failure = failure_of(self)
        if failure is None:
            create(self)
            for logical in self.template_dict.get("Resources") or {}:
                say(self, logical, "CREATE_COMPLETE")
            return
        roll_back(self, "", "CREATE", failure)

    def update_stack(self: Any, template: str, *rest: Any, **named: Any) -> None:
        failure = failure_of(self)
        if failure is None:
            update(self, template, *rest, **named)
            return
        self._add_stack_event("UPDATE_IN_PROGRESS", resource_status_reason="User Initiated")
        roll_back(self, "UPDATE_", "UPDATE", failure)

    def add_stack_event(self: Any, *status: Any, **named: Any) -> None:
        add_event(self, *status, **named)
        self.events[-1].client_request_token = _token

    def parameter_list(self: Any) -> list[dict[str, Any]]:
        hidden = {key for key, one in contract_of(self.template_dict).items() if one["no_echo"]}
        return [
            {"ParameterKey": key, "ParameterValue": "****" if key in hidden else value}
            for key, value in previous(self).items()
        ]

    def resolve(self: Any, instance: Any, incoming_params: list[dict[str, Any]]) -> Any:
        held = previous(instance) if isinstance(instance, Stack) else instance.parameters
        return {
            one["ParameterKey"]: (
                held[one["ParameterKey"]] if one.get("UsePreviousValue") else one["ParameterValue"]
            )
            for one in incoming_params
        }

    Stack.create_resources = create_resources
    Stack.update = update_stack
    Stack._add_stack_event = add_stack_event
    Stack.parameter_list = property(parameter_list)
    Stack.physical_resource_id = property(lambda self: self.stack_id)
    CloudFormationBackend._resolve_update_parameters = resolve


def install() -> None:
    """Makes moto's CloudFormation as strict as AWS's."""
    _install_models()
    calls = CloudFormationResponse
    create, update, delete = calls.create_stack, calls.update_stack, calls.delete_stack

    def create_stack(self: Any) -> Any:
        name = self._get_param("StackName")
        if any(one.name == name for one in self.cloudformation_backend.stacks.values()):
            raise AlreadyExistsException(f"Stack [{name}] already exists")
        check(self, None)
        return create(self)

    def update_stack(self: Any) -> Any:
        stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
        check(self, stack)
        return update(self)

    def delete_stack(self: Any) -> Any:
        name = self._get_param("StackName")
        for stack in self.cloudformation_backend.stacks.values():
            if name in (stack.name, stack.stack_id) and stack.enable_termination_protection:
                words = f"Stack [{name}] cannot be deleted while TerminationProtection is enabled"
                raise ValidationError(message=words)
        return delete(self)

    def update_termination_protection(self: Any) -> Any:
        stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
        stack.enable_termination_protection = self._get_bool_param("EnableTerminationProtection")
        return ActionResult({"StackId": stack.stack_id})

    def describe_stack_events(self: Any) -> Any:
        events = self.cloudformation_backend.describe_stack_events(self._get_param("StackName"))
        newest, token = events[::-1], self._get_param("NextToken")
        start = int(token) if token else 0
        end = start + EVENTS_A_PAGE
        following = str(end) if end < len(newest) else None
        return ActionResult({"StackEvents": newest[start:end], "NextToken": following})

    shown = calls.get_template

    def get_template(self: Any) -> Any:
        backend = self.cloudformation_backend
        every = [*backend.stacks.values(), *backend.deleted_stacks.values()]
        name = self._get_param("StackName")
        found = [one for one in every if name in (one.stack_id, one.name)]
        if not found:
            raise ValidationError(message=f"Stack with id {name} does not exist")
        if not hasattr(found[0], "nested"):
            return shown(self)
        # A declared stack's text names what stands in it.
        parts = {one.logical_resource_id: {"Type": one.cf_resource_type} for one in found[0].stack_resources}
        return ActionResult({"TemplateBody": json.dumps({"Resources": parts})})

    calls.get_template = get_template
    calls.create_stack = with_token(create_stack)
    calls.update_stack = with_token(update_stack)
    calls.delete_stack = with_token(delete_stack)
    change_sets.install(check, _body, previous)
    calls.execute_change_set = with_token(calls.execute_change_set)
    calls.update_termination_protection = update_termination_protection
    calls.describe_stack_events = describe_stack_events
