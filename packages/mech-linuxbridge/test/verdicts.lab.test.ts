import { describeVerdicts } from '@netloom/testing/conformance'
import { bridgeEngine } from '@netloom/testing/lab'
import { linuxBridgeFirewall } from '../src/agent/index.ts'

const engine = bridgeEngine({
  firewall: linuxBridgeFirewall,
  bridge: (networkId) => `brq${networkId.slice(0, 11)}`,
  device: (portId) => `tap${portId.slice(0, 11)}`,
  attributes: ['nf_call_iptables 1', 'nf_call_ip6tables 1'],
})

describeVerdicts('the firewall of Linux bridges', engine)
