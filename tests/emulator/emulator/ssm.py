"""Parameter Store where it is strict and moto is not, and in the emulator's time."""

from typing import Any

from moto.ssm.models import ssm_backends
from moto.ssm.responses import SimpleSystemManagerResponse

from .clock import CLOCK
from .refusal import Refusal


def install() -> None:
    """Refuses what Parameter Store refuses."""
    put = SimpleSystemManagerResponse.put_parameter

    def put_parameter(self: Any) -> Any:
        name, value = self._get_param("Name"), self._get_param("Value")
        if "{{" in (value or ""):
            raise Refusal(
                "ValidationException",
                f"Parameter value can't nest another parameter. Do not use {{{{ in {name}.",
            )
        kind = self._get_param("Type")
        held = ssm_backends[self.current_account][self.region]._parameters.get(name)
        if held and kind and self._get_param("Overwrite", False):
            before = held[-1].parameter_type
            if before != kind and "SecureString" in (before, kind):
                raise Refusal(
                    "HierarchyTypeMismatchException",
                    f"Parameter Store does not support changing a parameter of type {before} "
                    f"to {kind}. Create a new, unique parameter.",
                )
        answer = put(self)
        # Written in the emulator's time: whoever restarts a service compares it.
        parameters = ssm_backends[self.current_account][self.region]._parameters
        parameters[name][-1].last_modified_date = CLOCK.now().replace(tzinfo=None)
        return answer

    SimpleSystemManagerResponse.put_parameter = put_parameter
