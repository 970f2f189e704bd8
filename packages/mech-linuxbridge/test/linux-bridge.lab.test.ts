import { DesiredTable } from '@netloom/agent-runtime'
import type { SwitchRenderer } from '@netloom/core'
import type { MemberItem, PopulationItem } from '@netloom/core/wire'
import { describeChecks, switchRendererHostChecks } from '@netloom/testing/conformance'
import { decodeVxlan, startCapture } from '@netloom/testing/lab'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bridgeName, linuxBridgeRenderer, tapName, type ArpResponder } from '../src/agent/index.ts'
import { LabUnderlay } from './lab-underlay.ts'
import { network, port } from './view.ts'

const isRoot = process.geteuid?.() === 0
if (!isRoot) console.warn('skipped: network namespaces need root')

const rendererOf = (n: number, arpResponder: ArpResponder): SwitchRenderer =>
  linuxBridgeRenderer({
    localIp: `192.0.2.${String(n)}`,
    underlay: 'eth0',
    l2Population: true,
    bypass: true,
    arpResponder,
  })

describe.runIf(isRoot)('on a real kernel', () => {
  let lab: LabUnderlay | undefined
  for (const options of [
    { l2Population: true, bypass: true, arpResponder: 'auto' },
    { l2Population: true, arpResponder: 'proxy' },
    { l2Population: true, arpResponder: 'suppress' },
    { l2Population: true, bypass: true, arpResponder: 'suppress' },
    { l2Population: false },
  ] as const) {
    describeChecks(
      `linuxbridge with ${JSON.stringify(options)} keeps the SwitchRenderer contract`,
      switchRendererHostChecks,
      {
        open: async () => {
          const opened = await LabUnderlay.open(1)
          lab = opened
          return {
            renderer: linuxBridgeRenderer({ localIp: '192.0.2.1', underlay: 'eth0', ...options }),
            host: opened.host(1),
            plug: (device) => opened.plug(1, device),
            networkType: 'vxlan',
            ownVtep: '192.0.2.1',
          }
        },
        close: async () => lab?.close(),
      },
    )
  }
})

/** Three VMs on three hosts, as their agents would build them. */
const VMS = [1, 2, 3].map((n) => ({
  n,
  portId: `${String(n)}f2d7b47-c411-4858-b339-121cf26ec725`,
  mac: `fa:16:3e:00:00:0${String(n)}`,
  address: `10.100.0.${String(n)}`,
}))

function memberOf(n: number): MemberItem {
  return { host: `host${String(n)}`, vtep: `192.0.2.${String(n)}`, networkType: 'vxlan', segmentationId: 100 }
}

async function build(lab: LabUnderlay, n: number, renderer: SwitchRenderer): Promise<void> {
  const host = lab.host(n)
  const table = new DesiredTable(host.kinds)
  const item = network({ addressesFixed: true })
  const demand = (unit: string, rendered: ReturnType<SwitchRenderer['network']>): void => {
    const cause = { object: unit, revision: 1 }
    table.set(
      unit,
      rendered.map(({ state, rule }) => ({ state, cause: { ...cause, rule } })),
    )
  }
  demand('network', renderer.network(item))
  for (const { n: at, portId, mac, address } of VMS) {
    const fixedIps = [{ subnetId: 'subnet', ipAddress: address }]
    if (at === n) demand('port here', renderer.attachment(port({ id: portId, macAddress: mac, fixedIps }), item))
    const entry: PopulationItem = { ...memberOf(at), portId, macAddress: mac, ipAddresses: [address] }
    demand(`member ${String(at)}`, renderer.member(memberOf(at), item))
    demand(`port ${String(at)}`, renderer.population(entry, item))
  }
  const plan = table.plan('all', { present: () => true, confirmed: true })
  expect(table.settle(plan, await host.apply(plan.steps))).toEqual([])
}

/** What the VXLAN frames that host 1 sent while `work` ran had inside, in order: `arp 10.100.0.2 → 192.0.2.2`. */
async function sentByHost1(lab: LabUnderlay, work: () => Promise<unknown>): Promise<readonly string[]> {
  const capture = await startCapture(lab.netns('wire'))
  await work()
  // Between the hosts themselves: once it is captured, so is all that came before.
  await lab.run('h1', 'ping', '-c', '1', '192.0.2.3')
  await capture.until(
    ({ payload }) => payload.type === 'ipv4' && payload.source === '192.0.2.1' && payload.protocol === 1,
  )
  return (await capture.stop()).flatMap(({ direction, payload }) => {
    const frame = decodeVxlan(payload)
    if (direction !== 'in' || frame?.sourceVtep !== '192.0.2.1') return []
    const { inner, destinationVtep } = frame
    if (inner.payload.type === 'arp') return [`arp ${inner.payload.arp.targetIp} → ${destinationVtep}`]
    return inner.payload.type === 'ipv4' ? [`ip ${inner.payload.destination} → ${destinationVtep}`] : []
  })
}

describe.runIf(isRoot).each(['auto', 'proxy', 'suppress', 'off'] as const)(
  'three hosts, responder %s',
  (arpResponder) => {
    let lab: LabUnderlay
    const vms = new Map<number, string>()

    beforeAll(async () => {
      lab = await LabUnderlay.open(3)
      for (const { n, portId, mac, address } of VMS) {
        vms.set(n, await lab.boot(n, tapName(portId), mac, address))
        await build(lab, n, rendererOf(n, arpResponder))
      }
    })
    afterAll(() => lab.close())

    const ping = (from: number, address: string, count = 1): Promise<string> =>
      lab.run(vms.get(from) ?? '', 'ping', '-c', String(count), '-W', '2', '-i', '0.01', address)

    it('has Neutron’s entries in the tables', async () => {
      const fdb = await lab.run('h1', 'bridge', 'fdb', 'show', 'dev', 'vxlan-100')
      const lines = fdb.split('\n').filter((line) => line.includes(' dst '))
      expect(lines.map((line) => line.trim().split(' ').slice(0, 3).join(' ')).sort()).toEqual([
        '00:00:00:00:00:00 dst 192.0.2.2',
        '00:00:00:00:00:00 dst 192.0.2.3',
        'fa:16:3e:00:00:02 dst 192.0.2.2',
        'fa:16:3e:00:00:03 dst 192.0.2.3',
      ])
      const device = { auto: 'vxlan-100', proxy: 'vxlan-100', suppress: bridgeName(network().id), off: 'vxlan-100' }[
        arpResponder
      ]
      const neighbours = await lab.run('h1', 'ip', 'neigh', 'show', 'nud', 'permanent', 'dev', device)
      const known = neighbours.split('\n').filter((line) => /^10\.100\.0\.[23] /.test(line))
      expect(known).toHaveLength(arpResponder === 'off' ? 0 : 2)
    })

    it('reaches a VM on another host, and asks for it only where nobody answers here', async () => {
      const sent = await sentByHost1(lab, async () => {
        expect(await ping(1, '10.100.0.2', 3)).toContain('3 received')
      })
      // To this VM only: what a VM's kernel sends by itself (IGMP when it boots) is flooded, as it should be.
      expect(sent.filter((line) => line.startsWith('ip 10.'))).toEqual(Array(3).fill('ip 10.100.0.2 → 192.0.2.2'))
      const questions = arpResponder === 'off' ? ['arp 10.100.0.2 → 192.0.2.2', 'arp 10.100.0.2 → 192.0.2.3'] : []
      expect(sent.filter((line) => line.startsWith('arp')).sort()).toEqual(questions)
    })

    it('lets a question for an unknown address out, unless a proxy swallows it', async () => {
      const sent = await sentByHost1(lab, () => expect(ping(1, '10.100.0.77')).rejects.toThrow())
      const questions = ['auto', 'proxy'].includes(arpResponder)
        ? []
        : ['arp 10.100.0.77 → 192.0.2.2', 'arp 10.100.0.77 → 192.0.2.3']
      expect([...new Set(sent.filter((line) => line.startsWith('arp')))].sort()).toEqual(questions)
    })

    it('keeps a question for a local address on this host, unless nobody answers', async () => {
      const local = await lab.boot(1, 'tap-local', 'fa:16:3e:00:00:09', '10.100.0.9')
      await lab.attach(1, 'tap-local', bridgeName(network().id))
      const sent = await sentByHost1(lab, () => lab.run(local, 'ping', '-c', '1', '-W', '2', '10.100.0.1'))
      const questions = arpResponder === 'off' ? ['arp 10.100.0.1 → 192.0.2.2', 'arp 10.100.0.1 → 192.0.2.3'] : []
      expect(sent.filter((line) => line.startsWith('arp 10.100.0.1 ')).sort()).toEqual(questions)
    })
  },
)
