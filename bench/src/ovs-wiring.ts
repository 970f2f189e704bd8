import { labDown, labUp } from 'netloom/lab'
import { plumbedBaseline } from './ovs-baseline.ts'
import { median, percentile, type Finding } from './report.ts'
import { labName } from './scratch.ts'
import { wire } from './wiring.ts'

const HOSTS = 3
const PRESENT = 60
const MEASURED = 150

/**
 * A tap appears on a host with Open vSwitch: how long until its port is ACTIVE. In turns with it, the switch's own tools do
 * by hand, on a switch with as many ports and no agent, what the port needs there and on one host that is told of it.
 */
export async function benchOvsWiring(): Promise<readonly Finding[]> {
  const lab = labName(process.pid)
  const state = await labUp({ name: lab, hosts: HOSTS, mechanisms: ['openvswitch'] })
  const hand = await plumbedBaseline(PRESENT / HOSTS)
  try {
    const raw: number[] = []
    const samples = await wire(state, {
      present: PRESENT,
      measured: MEASURED,
      between: async () => {
        raw.push(await hand.port())
      },
    })
    const p50 = { bench: 'ovs wiring', measure: 'tap appears to port ACTIVE, p50', value: median(samples), unit: 'ms' }
    return [
      { ...p50, budget: 25 },
      { ...p50, against: { what: 'ovs-vsctl, ip, ovs-ofctl as processes', value: median(raw) }, budget: 1 },
      { ...p50, measure: 'tap appears to port ACTIVE, p99', value: percentile(samples, 0.99), budget: 60 },
    ]
  } finally {
    await hand.close()
    await labDown(lab)
  }
}
