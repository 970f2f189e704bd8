import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { applyTopology } from '../../src/lab/apply/lab-apply.ts'
import { labDown } from '../../src/lab/lab-down.ts'
import { labExec } from '../../src/lab/lab-exec.ts'
import { labRestart, labStop } from '../../src/lab/lab-lifecycle.ts'
import { labDelete } from '../../src/lab/vm/lab-move.ts'
import { writeLabState, type LabState } from '../../src/lab/state/lab-state.ts'
import { labUp } from '../../src/lab/lab-up.ts'
import { requireLab, requireVm } from '../../src/lab/state/open-lab.ts'
import { UNDERLAY_OVS_BRIDGE } from '../../src/lab/openvswitch/ovs-bridges.ts'
import { preloadTunnelNeighbours } from '../../src/lab/openvswitch/preload-tunnel-neighbours.ts'
import { parseTopology } from '../../src/lab/state/topology.ts'
import { allFlows, ourFlows } from '../support/flows.ts'
import { flowKeys, type Flow } from '../support/parse-flows.ts'
import { newLabName, reapDeadLabs, useTestState } from '../support/lab-names.ts'
import { lostDuring } from '../support/lost-pings.ts'
import { eventually } from './eventually.ts'

useTestState()
const lab = newLabName()
let state: LabState

beforeAll(async () => {
  await reapDeadLabs()
  await labUp({ name: lab, hosts: 3, mechanisms: ['openvswitch'] })
  const file = {
    networks: [{ name: 'blue', type: 'vxlan', subnets: [{ cidr: '10.0.0.0/24' }] }],
    vms: [1, 2, 3].map((n) => ({
      name: `vm${String(n)}`,
      network: 'blue',
      host: `host${String(n)}`,
      ip: `10.0.0.1${String(n)}`,
    })),
  }
  await applyTopology(parseTopology(JSON.stringify(file), 'test.json'), { lab })
  state = await requireLab(lab)
  await eventually(async () => {
    expect(await tunnels('host1')).toEqual(['vxlan-c0000202', 'vxlan-c0000203'])
  })
})
afterAll(() => labDown(lab))

const tunnelFlows = (): Promise<readonly Flow[]> => ourFlows('host1', 'br-tun', lab)

async function onHost(host: string, ...command: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await labExec(host, command, lab)
  if (exitCode !== 0) throw new Error(stderr)
  return stdout
}

async function tunnels(host: string): Promise<readonly string[]> {
  const ports = await onHost(host, 'ovs-vsctl', 'list-ports', 'br-tun')
  return ports.split('\n').filter((port) => port.startsWith('vxlan-'))
}

const pings = async (n: number): Promise<void> => {
  const { stdout } = await labExec('vm1', ['ping', '-c', '3', '-i', '0.05', '-W', '1', `10.0.0.1${String(n)}`], lab)
  expect(stdout).toContain('3 received')
}

it('puts a flow back that somebody has replaced by one with a cookie of his own', async () => {
  const { macAddress } = requireVm(state, 'vm2')
  const before = flowKeys(await tunnelFlows())
  const flow = (await tunnelFlows()).find(({ match }) => match.includes(`dl_dst=${macAddress}`))!
  const drops = `cookie=0x77,table=${String(flow.table)},${flow.match},actions=drop`
  await onHost('host1', 'ovs-ofctl', 'add-flow', 'br-tun', drops)
  await eventually(async () => {
    expect(flowKeys(await tunnelFlows())).toEqual(before)
  }, 1_000)
  expect((await allFlows('host1', 'br-tun', lab)).filter(({ cookie }) => cookie === '0x77')).toEqual([])
  await pings(2)
})

it('removes a flow that bears its mark and that nobody wants', async () => {
  const before = flowKeys(await tunnelFlows())
  const stray = 'cookie=0x6e6c000000000bad,table=22,priority=9,dl_vlan=77,actions=drop'
  await onHost('host1', 'ovs-ofctl', 'add-flow', 'br-tun', stray)
  await eventually(async () => {
    expect(flowKeys(await tunnelFlows())).toEqual(before)
  }, 1_000)
})

it('follows a host to another tunnel address', async () => {
  const moved = {
    ...state,
    hosts: state.hosts.map((host) => (host.index === 3 ? { ...host, vtep: '192.0.2.30' } : host)),
  }
  await onHost('host3', 'ip', 'addr', 'del', '192.0.2.3/24', 'dev', UNDERLAY_OVS_BRIDGE)
  await onHost('host3', 'ip', 'addr', 'add', '192.0.2.30/24', 'dev', UNDERLAY_OVS_BRIDGE)
  state = await writeLabState({ ...(await requireLab(lab)), hosts: moved.hosts })
  for (const host of state.hosts)
    if (host.ovs !== undefined) await preloadTunnelNeighbours(state, host, host.ovs.vswitchd)
  await labRestart('agent@host3', 'SIGTERM', lab)
  await eventually(async () => {
    expect(await tunnels('host1')).toEqual(['vxlan-c0000202', 'vxlan-c000021e'])
  })
  const local = await onHost('host3', 'ovs-vsctl', 'get', 'Interface', 'vxlan-c0000201', 'options:local_ip')
  expect(local).toBe('"192.0.2.30"')
  const { macAddress } = requireVm(state, 'vm3')
  await eventually(async () => {
    const flow = (await tunnelFlows()).find(({ match }) => match.includes(`dl_dst=${macAddress}`))
    expect(flow?.actions).toContain('output:"vxlan-c000021e"')
  })
  await pings(3)
})

it('loses nothing between others when a host is gone, and its tunnel with its last port', async () => {
  const lost = await lostDuring({ from: 'vm1', to: 'vm3', lab }, async () => {
    await labStop('agent@host2', 'SIGKILL', lab)
    await labStop('host2', 'SIGTERM', lab)
    await sleep(1_500)
  })
  expect(lost).toBe(0)
  // As long as the port is there its host may come back.
  expect(await tunnels('host1')).toContain('vxlan-c0000202')
  await labDelete('vm2', lab)
  await eventually(async () => {
    expect(await tunnels('host1')).toEqual(['vxlan-c000021e'])
    expect(await tunnels('host3')).toEqual(['vxlan-c0000201'])
  })
  await pings(3)
})
