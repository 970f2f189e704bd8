/**
 * Rules of Neutron that are no actions but names for others to use (`neutron/conf/policies/base.py`). Files may repeat them; ones
 * that say something else are refused, since the defaults here are not made of them. `context_is_admin` may say who is an administrator.
 */
export const BASE_RULES: Readonly<Record<string, string>> = {
  context_is_admin: 'role:admin',
  service_api: 'role:service',
  owner: 'tenant_id:%(tenant_id)s',
  admin_or_owner: 'rule:context_is_admin or rule:owner',
  network_owner: 'tenant_id:%(network:tenant_id)s',
  admin_or_network_owner: 'rule:context_is_admin or tenant_id:%(network:tenant_id)s',
  admin_owner_or_network_owner: 'rule:owner or rule:admin_or_network_owner',
  network_owner_or_admin: 'rule:network_owner or rule:context_is_admin',
  admin_only: 'rule:context_is_admin',
  regular_user: '',
  shared: 'field:networks:shared=True',
  external: 'field:networks:router:external=True',
  shared_subnetpools: 'field:subnetpools:shared=True',
  shared_address_scopes: 'field:address_scopes:shared=True',
  shared_address_groups: 'field:address_groups:shared=True',
  network_device: 'field:port:device_owner=~^network:',
  admin_or_data_plane_int: 'rule:context_is_admin or role:data_plane_integrator',
  restrict_wildcard:
    '(not field:rbac_policy:target_tenant=* and not field:rbac_policy:target_project=*) or rule:admin_only',
  default: 'rule:admin_or_owner',
}

/** Neutron's names of what this API does not have: a rule about it can neither be obeyed nor broken. */
export const NOT_SERVED: RegExp =
  /^(create|update|get|delete|add|remove|insert|list)_(routers?|floatingips?|floatingip_pools?|security_groups?|security_group_rules?|default_security_group_rules?|metering_labels?|metering_label_rules?|flavors?|flavor_service_profile|service_profiles?|logs?|loggable_resources?|conntrack_helpers?|router_conntrack_helpers?|router_external_gateways|router_interface|external_gateways|extra_routes|extraroutes|local_ips?|local_ip_port_associations?|ndp_proxy|ndp_proxies|l3-agents|l3-routers|loadbalancer-agent|loadbalancer-pools|auto_allocated_topology|auto_allocated_topologies|floatingip_port_forwardings?|port_bindings?|router-?.*)(:|_tags$|$)/
