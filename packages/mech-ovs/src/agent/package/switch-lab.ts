import type { SwitchLab } from '@netloom/core'

export const switchLab: SwitchLab = {
  networkTypes: ['vxlan', 'gre', 'geneve', 'vlan', 'flat'],
  openvswitch: true,
  hostIni: ({ physicalNetwork, providerBridge }) =>
    [
      '[ovs]',
      `bridge_mappings = ${physicalNetwork}:${providerBridge}`,
      '# In user space: no kernel module is needed.',
      'datapath_type = netdev',
      '',
      '[agent]',
      'tunnel_types = vxlan,gre,geneve',
      '',
    ].join('\n'),
  identityIni: ({ vtep, ovsdb = '' }) => `[ovs]\nlocal_ip = ${vtep}\novsdb_connection = ${ovsdb}\n`,
}
