"""Endpoints into a VPC where EC2 is strict and moto is not: a token is kept, a route table leads to
a service through one endpoint only. What an endpoint is removed from keeps no route to it.
"""

from typing import Any

from moto.ec2.exceptions import RouteAlreadyExistsError
from moto.ec2.models.vpcs import VPCBackend


def _free(backend: Any, service: str, tables: list[str]) -> None:
    """Refuses tables that lead to the service already."""
    for endpoint in backend.vpc_end_points.values():
        gateway = (endpoint.vpc_endpoint_type or "Gateway").lower() == "gateway"
        gateway = gateway and endpoint.state != "deleted"
        for table in tables if gateway and endpoint.service_name == service else []:
            if table in endpoint.route_table_ids:
                raise RouteAlreadyExistsError(service)


def install() -> None:
    """Keeps tokens of creations, and refuses a second route to a service."""
    create = VPCBackend.create_vpc_endpoint
    modify = VPCBackend.modify_vpc_endpoint
    remove = VPCBackend.delete_vpc_endpoints

    def create_vpc_endpoint(self: Any, **asked: Any) -> Any:
        token = asked.get("client_token")
        for endpoint in self.vpc_end_points.values():
            if token and endpoint.client_token == token:
                return endpoint
        self.get_vpc(asked["vpc_id"])
        _free(self, asked["service_name"], asked.get("route_table_ids") or [])
        return create(self, **asked)

    def modify_vpc_endpoint(self: Any, **asked: Any) -> Any:
        endpoint = self.vpc_end_points.get(asked["vpc_id"])
        if endpoint is None:
            return modify(self, **asked)
        _free(self, endpoint.service_name, asked.get("add_route_tables") or [])
        return modify(self, **asked)

    def delete_vpc_endpoints(self: Any, vpce_ids: list[str] | None = None) -> None:
        for endpoint in filter(None, map(self.vpc_end_points.get, vpce_ids or [])):
            for table in endpoint.route_table_ids or []:
                routes = self.get_route_table(table)._routes
                for route in [one for one in routes.values() if one.gateway is endpoint]:
                    del routes[route.id]
            endpoint.route_table_ids = []
        remove(self, vpce_ids)

    VPCBackend.create_vpc_endpoint = create_vpc_endpoint
    VPCBackend.modify_vpc_endpoint = modify_vpc_endpoint
    VPCBackend.delete_vpc_endpoints = delete_vpc_endpoints
