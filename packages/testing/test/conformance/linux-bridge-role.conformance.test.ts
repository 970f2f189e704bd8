import { switchRole } from '@netloom/agent-runtime'
import { linkKinds } from '@netloom/dataplane'
import { linuxBridgeFirewall, linuxBridgeRenderer } from '@netloom/mech-linuxbridge/agent'
import { describeAgentRole } from '../../src/conformance/index.ts'
import { switchRoleObject } from './switch-role-objects.ts'

const renderer = linuxBridgeRenderer({
  localIp: '192.0.2.1',
  underlay: 'eth0',
  l2Population: true,
  arpResponder: 'proxy',
})
const firewall = linuxBridgeFirewall()

describeAgentRole('l2 of a Linux bridge with its firewall', {
  open: () =>
    Promise.resolve({
      role: switchRole(renderer, firewall),
      kinds: [...linkKinds, ...(renderer.kinds ?? []), ...(firewall.kinds ?? [])],
      entity: 'L2',
      object: switchRoleObject('vxlan'),
    }),
})
