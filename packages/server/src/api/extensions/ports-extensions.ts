import type { Extension } from './extension.ts'

/** Ports, and what is made of them. */
export const PORT_EXTENSIONS: readonly Extension[] = [
  {
    alias: 'binding',
    name: 'Port Binding',
    updated: '2014-02-03T10:00:00-00:00',
    description: 'Expose port bindings of a virtual port to external application',
    needs: ['port.binding:host_id', 'port.binding:vif_type'],
  },
  {
    alias: 'port-security',
    name: 'Port Security',
    updated: '2012-07-23T10:00:00-00:00',
    description: 'Provides port security',
    needs: ['port.port_security_enabled', 'network.port_security_enabled'],
  },
  {
    alias: 'allowed-address-pairs',
    name: 'Allowed Address Pairs',
    updated: '2013-07-23T10:00:00-00:00',
    description: 'Provides allowed address pairs',
    needs: ['port.allowed_address_pairs'],
  },
  {
    alias: 'extra_dhcp_opt',
    name: 'Neutron Extra DHCP options',
    updated: '2013-03-17T12:00:00-00:00',
    description:
      'Extra options configuration for DHCP. For example PXE boot options to DHCP clients can be specified (e.g. tftp-server, server-ip-address, bootfile-name)',
    needs: ['port.extra_dhcp_opts'],
  },
  {
    alias: 'ip-substring-filtering',
    name: 'IP address substring filtering',
    updated: '2017-11-28T09:00:00-00:00',
    description: 'Provides IP address substring filtering when listing ports',
    needs: ['port.fixed_ips'],
  },
  {
    alias: 'data-plane-status',
    name: 'Port data plane status extension',
    updated: '2017-01-24T10:00:00-00:00',
    description: 'Expose status of underlying data plane',
    needs: ['port.data_plane_status'],
  },
  {
    alias: 'uplink-status-propagation',
    name: 'Uplink status propagation extension',
    updated: '2018-05-31T18:00:00-00:00',
    description: 'Provides ability to propagate port uplink status.',
    needs: ['port.propagate_uplink_status'],
  },
  {
    alias: 'tag-ports-during-bulk-creation',
    name: 'Tag Ports During Bulk Creation',
    updated: '2019-12-29T19:00:00-00:00',
    description: 'Allow to tag ports during bulk creation',
    needs: ['port.tags'],
  },
  {
    alias: 'port-mac-address-regenerate',
    name: 'Neutron Port MAC address regenerate',
    updated: '2018-05-03T10:00:00-00:00',
    description: 'Network port MAC address regenerate',
    needs: ['port.mac_address'],
  },
  {
    alias: 'ip_allocation',
    name: 'IP Allocation',
    updated: '2016-06-10T23:00:00-00:00',
    description: 'IP allocation extension.',
    needs: ['port.ip_allocation'],
  },
  {
    alias: 'dns-integration',
    name: 'DNS Integration',
    updated: '2015-08-15T18:00:00-00:00',
    description: 'Provides integration with DNS.',
    needs: ['port.dns_name', 'port.dns_assignment', 'network.dns_domain'],
  },
  {
    alias: 'dns-domain-ports',
    name: 'dns_domain for ports',
    updated: '2017-04-24T10:00:00-00:00',
    description: 'Allows the DNS domain to be specified for a network port.',
    needs: ['port.dns_domain'],
  },
  {
    alias: 'trunk',
    name: 'Trunk Extension',
    updated: '2016-01-01T10:00:00-00:00',
    description: 'Provides support for trunk ports',
    needs: ['trunk'],
  },
  {
    alias: 'trunk-details',
    name: 'Trunk port details',
    updated: '2016-01-01T10:00:00-00:00',
    description: 'Expose trunk port details',
    needs: ['trunk', 'port.trunk_details'],
  },
]
