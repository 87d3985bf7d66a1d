"""Records: one, and the history."""

from typing import Any

from ..clock import CLOCK
from .asked import end_user, missing, page
from .catalog import Catalog


class RecordCalls:
    """The calls on records."""

    @end_user
    def describe_record(self: Any, catalog: Catalog, asked: dict[str, Any]) -> Any:
        if asked["Id"] not in catalog.records:
            raise missing(f"Record {asked['Id']} not found.")
        provisioned, record = catalog.records[asked["Id"]]
        # A further page is no further look.
        if record.is_running and not asked.get("PageToken"):
            CLOCK.looked()
        outputs = dict(record.outputs)
        if provisioned.stack and record.status != "CREATED":
            outputs["CloudformationStackARN"] = provisioned.stack.stack_id
        listed = [{"OutputKey": key, "OutputValue": value} for key, value in outputs.items()]
        answer = page(asked, "RecordOutputs", listed)
        return answer | {"RecordDetail": provisioned.record_detail(record)}

    @end_user
    def list_record_history(self: Any, catalog: Catalog, asked: dict[str, Any]) -> Any:
        wanted = asked.get("SearchFilter", {})
        key, value = wanted.get("Key"), wanted.get("Value")
        found = []
        for provisioned, record in reversed(catalog.records.values()):
            about = {"product": record.product.id, "provisionedproduct": provisioned.id}
            if key is None or about.get(key) == value:
                found.append(provisioned.record_detail(record))
        return page(asked, "RecordDetails", found)
