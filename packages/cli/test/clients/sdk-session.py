"""One session of openstacksdk with a Neutron API; prints what it saw as JSON. Arguments: URL TOKEN MARK."""
import json
import sys

import openstack

url, token, mark = sys.argv[1:]
connection = openstack.connect(
    auth_type="admin_token",
    auth={"endpoint": url, "token": token},
)
network = connection.network
seen = {}


def called(name):
    return f"{mark}-{name}"


def names(resources):
    return [each.name.removeprefix(f"{mark}-") for each in resources]


made = network.create_network(name=called("net"), description="by the SDK", mtu=1400)
seen["network"] = [made.name == called("net"), made.mtu, made.is_admin_state_up, made.provider_network_type]
made = network.update_network(made, is_admin_state_up=False, description="changed")
seen["updated"] = [made.is_admin_state_up, made.description]
seen["found"] = network.find_network(called("net")).id == made.id
seen["not found"] = network.find_network(called("none"))
network.set_tags(made, ["red", "blue"])
seen["tags"] = sorted(network.get_network(made.id).tags)
seen["by tags"] = names(network.networks(tags="red,blue", name=called("net")))
seen["by other tags"] = names(network.networks(not_tags="red", name=called("net")))

subnet = network.create_subnet(
    network_id=made.id,
    name=called("sub"),
    ip_version=4,
    cidr="10.91.0.0/24",
    gateway_ip=None,
    allocation_pools=[{"start": "10.91.0.10", "end": "10.91.0.99"}],
)
seen["subnet"] = [subnet.gateway_ip, [dict(pool) for pool in subnet.allocation_pools]]
subnet = network.update_subnet(subnet, gateway_ip="10.91.0.254", dns_nameservers=["192.0.2.1"])
seen["subnet updated"] = [subnet.gateway_ip, subnet.dns_nameservers]

ports = list(network.create_ports([{"network_id": made.id, "name": called(f"p{n:02}")} for n in range(25)]))
seen["bulk"] = [len(ports), len({port.mac_address for port in ports}), len({port.fixed_ips[0]["ip_address"] for port in ports})]
paged = list(network.ports(network_id=made.id, limit=10))
seen["pages"] = sorted(names(paged)) == [f"p{n:02}" for n in range(25)]
seen["one page"] = len(list(network.ports(network_id=made.id, limit=10, paginated=False)))
address = ports[3].fixed_ips[0]["ip_address"]
seen["by address"] = names(network.ports(network_id=made.id, fixed_ips=f"ip_address={address}"))
seen["fields"] = sorted(
    key for port in network.ports(network_id=made.id, fields=["id", "name"], limit=1, paginated=False)
    for key, value in port.to_dict().items() if value is not None and key != "location"
)
port = network.update_port(ports[0], name=called("renamed"), fixed_ips=[{"subnet_id": subnet.id, "ip_address": "10.91.0.200"}])
seen["port updated"] = [port.name == called("renamed"), port.fixed_ips[0]["ip_address"], port.revision_number > ports[1].revision_number]
try:
    network.update_port(port, if_revision=1, name="late")
    seen["old revision"] = "taken"
except openstack.exceptions.HttpException as refusal:
    seen["old revision"] = refusal.status_code
try:
    network.delete_network(made)
    seen["delete in use"] = "done"
except openstack.exceptions.ConflictException as refusal:
    seen["delete in use"] = [refusal.status_code, "ports still in use on the network" in str(refusal)]

scope = network.create_address_scope(name=called("scope"), ip_version=6)
pool = network.create_subnet_pool(name=called("pool"), prefixes=["2001:db8:91::/48"], default_prefixlen=64, address_scope_id=scope.id)
seen["pool"] = [pool.default_prefix_length, pool.minimum_prefix_length, pool.ip_version]
six = network.create_subnet(network_id=made.id, name=called("six"), ip_version=6, subnetpool_id=pool.id)
seen["from pool"] = six.cidr
policy = network.create_qos_policy(name=called("policy"))
rule = network.create_qos_bandwidth_limit_rule(policy, max_kbps=1000, max_burst_kbps=100)
seen["qos"] = [rule.max_kbps, len(network.get_qos_policy(policy.id).rules)]
rbac = network.create_rbac_policy(object_type="network", object_id=made.id, action="access_as_shared", target_tenant="someone")
seen["rbac"] = [rbac.action, rbac.target_project_id, network.get_network(made.id).is_shared]
# No Keystone is asked whether there is such a project.
quota = network.update_quota(called("project"), networks=7)
seen["quota"] = [quota.networks, network.get_quota(called("project"), details=True).networks["limit"]]
network.delete_quota(called("project"))
seen["quota default"] = network.get_quota(called("project")).networks == network.get_quota_default(called("project")).networks
availability = network.get_network_ip_availability(made.id)
seen["availability"] = availability.used_ips

network.delete_rbac_policy(rbac)
network.delete_qos_bandwidth_limit_rule(rule, policy)
network.delete_qos_policy(policy)
for each in ports:
    network.delete_port(each, ignore_missing=False)
network.delete_port(ports[0], ignore_missing=True)
seen["left"] = len(list(network.ports(network_id=made.id)))
for each in (subnet, six):
    network.delete_subnet(each, ignore_missing=False)
network.delete_subnet_pool(pool, ignore_missing=False)
network.delete_address_scope(scope, ignore_missing=False)
network.delete_network(made, ignore_missing=False)
seen["gone"] = names(network.networks(name=called("net")))
print(json.dumps(seen))
