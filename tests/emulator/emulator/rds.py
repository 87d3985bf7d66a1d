"""The classes of databases that can be ordered, of which moto knows those of two other engines only."""

from typing import Any

from moto.core.responses import ActionResult
from moto.rds.responses import RDSResponse

CLASSES = ("db.t2.medium", "db.t3.medium", "db.m5.large")
VERSIONS = ("12.7", "16.4")


def install() -> None:
    """Answers for PostgreSQL, and leaves the other engines to moto."""
    listed = RDSResponse.describe_orderable_db_instance_options

    def describe_orderable_db_instance_options(self: Any) -> Any:
        if self.params.get("Engine") != "postgres":
            return listed(self)
        asked = self.params.get("DBInstanceClass")
        options = [
            {"Engine": "postgres", "EngineVersion": version, "DBInstanceClass": one}
            for one in CLASSES
            if asked in (None, one)
            for version in VERSIONS
        ]
        return ActionResult({"OrderableDBInstanceOptions": options})

    RDSResponse.describe_orderable_db_instance_options = describe_orderable_db_instance_options
