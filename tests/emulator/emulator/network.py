"""The networks and addresses that declared stacks make: moto's own, so that its calls show them.

CloudFormation tags what a stack makes with the stack's name, and cannot delete a VPC in which an
endpoint stands that the stack did not make.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Network
from typing import Any
from unittest.mock import patch

from moto.ec2.models import ec2_backends, internet_gateways, route_tables, subnets, vpcs
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend

# As moto's own stack knows them; a declared one cannot be named here, since it lets this be made.
Stack = Any
Resource = Any

VPC = "AWS::EC2::VPC"
GATEWAY = "AWS::EC2::InternetGateway"
SUBNET = "AWS::EC2::Subnet"
TABLE = "AWS::EC2::RouteTable"
ADDRESS = "AWS::EC2::EIP"
# The parameter that says which block the VPC gets, and the subnets in it by their names.
BLOCK = "VpcCIDR"
SUBNETS = ("PublicSubnets", "PrivateSubnets", "IsolatedSubnets")
PUBLIC, PRIVATE, _ = SUBNETS
EVERYWHERE = "0.0.0.0/0"
HELD = (
    "The vpc '{}' has dependencies and cannot be deleted. "
    "(Service: AmazonEC2; Status Code: 400; Error Code: DependencyViolation)"
)


@contextmanager
def _named(module: Any, maker: str, name: str) -> Iterator[None]:
    """What is made meanwhile has this id instead of one of moto's."""
    with patch.object(module, maker, lambda: name):
        yield


def _backend(stack: Stack) -> Any:
    return ec2_backends[stack.account_id][stack.region_name]


def _own(stack: Stack, kind: str, logical: str | None = None) -> str | None:
    """The id of what the stack has of a type, of that name if one is given."""
    for one in stack.resources.values():
        if one.cf_resource_type == kind and logical in (None, one.logical_resource_id):
            return one.physical_resource_id
    return None


def made(root: Stack, stack: Stack, resource: Resource) -> None:
    """A resource of a nested stack was made: so is what stands for it in moto."""
    backend, name = _backend(stack), resource.physical_resource_id
    kind = resource.cf_resource_type
    tag = {"Key": "aws:cloudformation:stack-name", "Value": stack.name}
    if kind == VPC:
        with _named(vpcs, "random_vpc_id", name):
            backend.create_vpc(root.values[BLOCK], tags=[tag])
    elif kind == GATEWAY:
        with _named(internet_gateways, "random_internet_gateway_id", name):
            backend.create_internet_gateway(tags=[tag])
    elif kind == ADDRESS:
        address = backend.allocate_address("vpc", tags={tag["Key"]: tag["Value"]})
        address.allocation_id = name
    elif kind == SUBNET:
        _subnet(stack, resource)
    elif kind == TABLE:
        with _named(route_tables, "random_route_table_id", name):
            backend.create_route_table(_own(stack, VPC))
        backend.associate_route_table(name, subnet_id=_own(stack, SUBNET, PRIVATE))


def _subnet(stack: Stack, resource: Resource) -> None:
    """A quarter of the VPC's block; the public one leads to the Internet."""
    backend, vpc = _backend(stack), _own(stack, VPC)
    logical, name = resource.logical_resource_id, resource.physical_resource_id
    quarters = list(IPv4Network(backend.get_vpc(vpc).cidr_block).subnets(prefixlen_diff=2))
    with _named(subnets, "random_subnet_id", name):
        block = str(quarters[SUBNETS.index(logical)])
        zone = RegionsAndZonesBackend.zones[stack.region_name][0].name
        backend.create_subnet(vpc, block, availability_zone=zone)
    if logical == PUBLIC:
        gateway = _own(stack, GATEWAY)
        backend.attach_internet_gateway(gateway, vpc)
        table = backend.create_route_table(vpc)
        backend.create_route(table.id, EVERYWHERE, gateway_id=gateway)
        backend.associate_route_table(table.id, subnet_id=name)


def removed(stack: Stack, resource: Resource) -> None:
    """A resource of a nested stack was removed: so is what stands for it in moto."""
    backend, name = _backend(stack), resource.physical_resource_id
    kind = resource.cf_resource_type
    if kind == VPC and name in backend.vpcs:
        _without_tables(backend, lambda table: table.vpc_id == name)
        del backend.vpcs[name]
    elif kind == GATEWAY:
        backend.internet_gateways.pop(name, None)
    elif kind == ADDRESS:
        backend.addresses = [one for one in backend.addresses if one.allocation_id != name]
    elif kind == SUBNET:
        for zone in backend.subnets.values():
            zone.pop(name, None)
    elif kind == TABLE:
        _without_tables(backend, lambda table: table.id == name)


def _without_tables(backend: Any, doomed: Any) -> None:
    tables = list(backend.route_tables.values())
    for table in filter(doomed, tables):
        del backend.route_tables[table.id]


def held(root: Stack) -> dict[str, str]:
    """The VPCs of a stack that cannot be deleted, each with why."""
    found = {}
    for logical, stack in root.nested.items():
        endpoints = _backend(stack).vpc_end_points.values()
        taken = {one.vpc_id for one in endpoints if one.state != "deleted"}
        for name, one in stack.resources.items():
            if one.cf_resource_type == VPC and one.physical_resource_id in taken:
                found[f"{logical}/{name}"] = HELD.format(one.physical_resource_id)
    return found
