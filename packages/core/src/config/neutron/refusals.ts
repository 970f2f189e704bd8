import { FALSE, TRUE, type OptionRefusal } from './option-note.ts'

const refuse = (
  section: string,
  option: string,
  harmless: readonly string[],
  problem: string,
  remedy: string,
): OptionRefusal => ({ section, option, harmless, problem, remedy })

const EMBED = 'remove it'
const CA = 'remove it, and name the authority in NODE_EXTRA_CA_CERTS'

/**
 * What would leave somebody less safe than the file says, or something out of reach that the file promises. An empty value asks for
 * nothing.
 */
export const REFUSALS: readonly OptionRefusal[] = [
  refuse(
    'DEFAULT',
    'core_plugin',
    ['ml2', 'neutron.plugins.ml2.plugin.ml2plugin'],
    'is no plugin of netloom, which is ML2',
    'write ml2',
  ),
  refuse('DEFAULT', 'ipam_driver', ['internal'], 'is no address management that is installed', 'write internal'),
  refuse(
    'DEFAULT',
    'external_dns_driver',
    [],
    'asks for names in an external DNS service, which nobody tells',
    'remove it; names are served by the DHCP agents (dns_domain)',
  ),
  refuse('DEFAULT', 'vlan_transparent', FALSE, 'asks for networks that carry VLAN tags, which no driver makes', EMBED),
  refuse('DEFAULT', 'ipv6_pd_enabled', FALSE, 'asks for prefix delegation, which is not offered', EMBED),
  refuse('DEFAULT', 'router_distributed', FALSE, 'asks for distributed routers, which are not offered', EMBED),
  refuse(
    'DEFAULT',
    'allow_overlapping_ips',
    TRUE,
    'asks that no two networks have one address, which is not kept',
    EMBED,
  ),
  refuse('DEFAULT', 'use_namespaces', TRUE, 'asks for servers without network namespaces', EMBED),
  refuse(
    'DEFAULT',
    'enable_traditional_dhcp',
    TRUE,
    'asks that no DHCP agent serves',
    'remove it, and run no DHCP agent',
  ),
  refuse('agent', 'enable_distributed_routing', FALSE, 'asks for distributed routers, which are not offered', EMBED),
  refuse('agent', 'baremetal_smartnic', FALSE, 'asks for smart NICs, which no driver plugs', EMBED),
  refuse(
    'agent',
    'check_child_processes_action',
    ['respawn'],
    'asks the agent to end when a server dies; servers are started again',
    'write respawn',
  ),
  refuse('keystone_authtoken', 'auth_plugin', ['password', 'v3password'], 'is no way to log in', 'write password'),
  refuse('keystone_authtoken', 'auth_section', [], 'names a section that is not read', 'write its options here'),
  refuse('keystone_authtoken', 'cafile', [], 'is not looked at', CA),
  refuse('keystone_authtoken', 'certfile', [], 'is not shown to Keystone', EMBED),
  refuse('keystone_authtoken', 'keyfile', [], 'is not shown to Keystone', EMBED),
  refuse(
    'keystone_authtoken',
    'delay_auth_decision',
    FALSE,
    'asks to let requests in that Keystone does not know',
    'remove it, or choose auth_strategy = noauth',
  ),
  refuse(
    'keystone_authtoken',
    'enforce_token_bind',
    ['permissive', 'disabled'],
    'asks for tokens that are bound to a certificate, which is not checked',
    'write permissive',
  ),
  refuse(
    'keystone_authtoken',
    'service_token_roles_required',
    FALSE,
    'asks for a check of service tokens, which is not made',
    EMBED,
  ),
  refuse(
    'quotas',
    'quota_driver',
    [
      'neutron.db.quota.driver.dbquotadriver',
      'neutron.db.quota.driver_nolock.dbquotanolockdriver',
      'neutron.db.quota_db.dbquotadriver',
      'neutron.quota.confdriver',
    ],
    'is no way to count quotas',
    EMBED,
  ),
]
