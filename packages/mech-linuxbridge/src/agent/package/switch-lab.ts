import type { SwitchLab } from '@netloom/core'

export const switchLab: SwitchLab = {
  networkTypes: ['vxlan', 'vlan', 'flat'],
  devices: {
    vxlan: { add: 'link add name trial type vxlan id 1 dstport 4789', module: 'vxlan', option: 'CONFIG_VXLAN' },
    vlan: { add: 'link add link lo name trial type vlan id 7', module: '8021q', option: 'CONFIG_VLAN_8021Q' },
  },
  hostIni: ({ physicalNetwork, providerNic, vxlanPort }) =>
    [
      '[linux_bridge]',
      `physical_interface_mappings = ${physicalNetwork}:${providerNic}`,
      '',
      ...(vxlanPort === undefined
        ? []
        : ['[vxlan]', '# What the other switches use.', `udp_dstport = ${String(vxlanPort)}`, '']),
    ].join('\n'),
  identityIni: ({ vtep }) => `[vxlan]\nlocal_ip = ${vtep}\n`,
}
