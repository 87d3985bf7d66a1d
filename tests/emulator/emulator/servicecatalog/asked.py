"""A call as it was asked: its members held to botocore's model, its errors, its pages."""

import json
from functools import wraps
from typing import Any

from botocore.validate import ParamValidator
from moto.core.responses import ActionResult
from moto.core.utils import get_service_model

from ..refusal import Refusal

# As many as a page of Service Catalog's has at most, whatever size is asked for.
PAGE = 20


def invalid(message: str) -> Refusal:
    """The request is refused as it is written."""
    return Refusal("InvalidParametersException", message)


def missing(message: str) -> Refusal:
    """What is asked for is not there."""
    return Refusal("ResourceNotFoundException", message)


def taken(message: str) -> Refusal:
    """The name is in use."""
    return Refusal("DuplicateResourceException", message)


def busy(message: str) -> Refusal:
    """Something runs, or the state does not permit it."""
    return Refusal("InvalidStateException", message)


def end_user(method: Any) -> Any:
    """A call that is handed its members, checked, and the catalog of its account and region."""

    @wraps(method)
    def call(response: Any) -> ActionResult:
        from .catalog import catalog_of

        asked = json.loads(response.body or "{}")
        operation = get_service_model("servicecatalog").operation_model(response._get_action())
        report = ParamValidator().validate(asked, operation.input_shape)
        if report.has_errors():
            raise invalid(report.generate_report())
        catalog = catalog_of(response.current_account, response.region)
        return ActionResult(method(response, catalog, asked))

    return call


def page(asked: dict[str, Any], key: str, whole: list[Any]) -> dict[str, Any]:
    """The part of `whole` that is asked for, and the token of the next one."""
    token = asked.get("PageToken")
    if token and not token.startswith("page-"):
        raise invalid(f"Invalid page token: {token}")
    start = int(token.removeprefix("page-")) if token else 0
    end = start + min(asked.get("PageSize") or PAGE, PAGE)
    answer = {key: whole[start:end]}
    if end < len(whole):
        answer["NextPageToken"] = f"page-{end}"
    return answer
