import { describeVerdicts } from '@netloom/testing/conformance'
import { bridgeEngine, generatedCases } from '@netloom/testing/lab'
import { linuxBridgeFirewall } from '../src/agent/index.ts'

const engine = bridgeEngine({
  firewall: linuxBridgeFirewall,
  bridge: (networkId) => `brq${networkId.slice(0, 11)}`,
  device: (portId) => `tap${portId.slice(0, 11)}`,
  attributes: ['nf_call_iptables 1', 'nf_call_ip6tables 1'],
})

describeVerdicts('the firewall of Linux bridges', engine)

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000)
describeVerdicts(`the firewall of Linux bridges (rules drawn with SEED=${String(SEED)})`, engine, {
  cases: generatedCases(SEED, 64),
})
