import { DesiredTable } from '@netloom/agent-runtime'
import type { Rendered } from '@netloom/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linuxBridgeRenderer, tapName } from '../src/agent/index.ts'
import { LabUnderlay } from './lab-underlay.ts'
import { converse } from './max-gap.ts'
import { BRIDGE, flatNetwork, network, port } from './view.ts'

const isRoot = process.geteuid?.() === 0
if (!isRoot) console.warn('skipped: network namespaces need root')

/** A moment: TCP sends a lost word again after 200 ms (RTO_MIN), and is heard then. */
const MOMENT_MS = 500
const VXLAN_ID = '9d9be1cf-72d2-4aa0-80fa-ce7f5c8d446f'
const portId = (n: number): string => `${String(n)}f2d7b47-c411-4858-b339-121cf26ec725`
const macOf = (n: number): string => `fa:16:3e:00:00:0${String(n)}`

describe.runIf(isRoot)('a host that is reached through the interface of a flat network', () => {
  let lab: LabUnderlay
  const tables = new Map<number, DesiredTable>()
  const vms: string[] = []
  const tableOf = (n: number): DesiredTable => tables.get(n) as DesiredTable

  const settle = async (n: number): Promise<void> => {
    const table = tableOf(n)
    const plan = table.plan('all', { present: () => true, confirmed: true })
    expect(table.settle(plan, await lab.host(n).apply(plan.steps))).toEqual([])
  }
  const audit = async (n: number): Promise<readonly string[]> => {
    tableOf(n).observe(await lab.host(n).read())
    return tableOf(n)
      .plan('all', { present: () => true, confirmed: true })
      .steps.map(({ op, key }) => `${op} ${key}`)
  }
  const demand = (n: number, unit: string, rendered: readonly Rendered[]): void => {
    tableOf(n).set(
      unit,
      rendered.map(({ state, rule }) => ({ state, cause: { object: unit, revision: 1, rule } })),
    )
  }
  const flat = async (n: number): Promise<void> => {
    demand(n, 'flat', linuxBridgeRenderer({ physicalInterfaceMappings: { physnet1: 'eth0' } }).network(flatNetwork()))
    await settle(n)
  }
  const noFlat = async (n: number): Promise<void> => {
    tableOf(n).drop('flat')
    await settle(n)
  }
  /** Addresses and routes of host 1, without the device they are on. */
  const addresses = async (device: string): Promise<readonly string[]> => {
    const text = await lab.run('h1', 'ip', '-o', 'addr', 'show', 'dev', device, 'scope', 'global')
    return lines(text).map((line) => line.replace(/^.*?(inet6? \S+).*$/, '$1'))
  }
  const routes = async (device: string): Promise<readonly string[]> => {
    const four = await lab.run('h1', 'ip', '-4', 'route', 'show', 'dev', device)
    const six = await lab.run('h1', 'ip', '-6', 'route', 'show', 'dev', device)
    return lines(`${four}\n${six}`).filter((line) => !line.startsWith('fe80::/64') && !line.startsWith('multicast'))
  }
  const before: { addresses: readonly string[]; routes: readonly string[] } = { addresses: [], routes: [] }

  beforeAll(async () => {
    lab = await LabUnderlay.open(2)
    for (const n of [1, 2]) {
      tables.set(n, new DesiredTable(lab.host(n).kinds))
      vms.push(await lab.boot(n, tapName(portId(n)), macOf(n), `10.100.0.${String(n)}`))
    }
    const ip = (where: string, line: string): Promise<string> => lab.run(where, 'ip', ...line.split(' '))
    await ip('wire', 'addr add 192.0.2.254/24 dev br0')
    await ip('wire', 'addr add 2001:db8::fe/64 dev br0 nodad')
    await ip('h1', 'addr add 192.0.2.77/24 dev eth0')
    await ip('h1', 'addr add 198.51.100.1/25 dev eth0')
    await ip('h1', 'addr add 2001:db8::1/64 dev eth0 nodad')
    await ip('h1', 'route add default via 192.0.2.254 metric 100')
    await ip('h1', 'route add 203.0.113.0/24 via 192.0.2.254 src 192.0.2.77')
    await ip('h1', '-6 route add default via 2001:db8::fe')
    Object.assign(before, { addresses: await addresses('eth0'), routes: await routes('eth0') })
    for (const n of [1, 2]) {
      const renderer = linuxBridgeRenderer({ localIp: `192.0.2.${String(n)}`, underlay: 'eth0', l2Population: true })
      const tunnelled = network({ id: VXLAN_ID })
      const far = 3 - n
      const member = { host: String(far), vtep: `192.0.2.${String(far)}`, networkType: 'vxlan', segmentationId: 100 }
      const entry = { ...member, portId: portId(far), macAddress: macOf(far), ipAddresses: [`10.100.0.${String(far)}`] }
      demand(n, 'vxlan', [
        ...renderer.network(tunnelled),
        ...renderer.attachment(port({ id: portId(n), macAddress: macOf(n), networkId: VXLAN_ID }), tunnelled),
        ...renderer.member(member, tunnelled),
        ...renderer.population(entry, tunnelled),
      ])
      await settle(n)
    }
  })
  afterAll(() => lab.close())

  const reaches = async (): Promise<void> => {
    for (const target of ['192.0.2.254', '2001:db8::fe', '192.0.2.2'])
      expect(await lab.run('h1', 'ping', '-c', '1', '-W', '2', target)).toContain(' 0% packet loss')
    expect(await lab.run(vms[0] ?? '', 'ping', '-c', '1', '-W', '2', '10.100.0.2')).toContain(' 0% packet loss')
  }

  it('keeps its addresses, its routes and its tunnels on the bridge', async () => {
    await reaches()
    await flat(1)
    expect(await addresses(BRIDGE)).toEqual(before.addresses)
    expect(await addresses('eth0')).toEqual([])
    expect(await routes(BRIDGE)).toEqual(before.routes)
    expect(await routes('eth0')).toEqual([])
    await reaches()
    expect(await audit(1)).toEqual([])
  })

  it('has an address that is added to the interface afterwards on the bridge, too', async () => {
    await lab.run('h1', 'ip', 'addr', 'add', '192.0.2.78/24', 'dev', 'eth0')
    expect(await audit(1)).toEqual(['replace bridge-port eth0'])
    await settle(1)
    expect(await audit(1)).toEqual([])
    expect(await addresses(BRIDGE)).toContain('inet 192.0.2.78/24')
    expect(await addresses('eth0')).toEqual([])
    await lab.run('h1', 'ip', 'addr', 'del', '192.0.2.78/24', 'dev', BRIDGE)
  })

  it('keeps them when its bridge is changed', async () => {
    await lab.run('h1', 'ip', 'link', 'set', 'dev', BRIDGE, 'type', 'bridge', 'stp_state', '1')
    expect(await audit(1)).toEqual([`replace bridge ${BRIDGE}`])
    await settle(1)
    expect(await addresses(BRIDGE)).toEqual(before.addresses)
    await reaches()
  })

  it('gets all of it back on the interface', async () => {
    await noFlat(1)
    expect([...(await lab.host(1).links())]).not.toContain(BRIDGE)
    expect(await addresses('eth0')).toEqual(before.addresses)
    expect(await routes('eth0')).toEqual(before.routes)
    await reaches()
    expect(await audit(1)).toEqual([])
  })

  it('takes them along to the next flat network', async () => {
    await flat(1)
    const other = '11111111-72d2-4aa0-80fa-ce7f5c8d446f'
    const renderer = linuxBridgeRenderer({ physicalInterfaceMappings: { physnet1: 'eth0' } })
    demand(1, 'flat', renderer.network({ ...flatNetwork(), id: other }))
    await settle(1)
    expect(await addresses(`brq${other.slice(0, 11)}`)).toEqual(before.addresses)
    expect(await routes(`brq${other.slice(0, 11)}`)).toEqual(before.routes)
    await reaches()
    await noFlat(1)
    expect(await addresses('eth0')).toEqual(before.addresses)
  })

  it('loses no word of an established connection, and is silent for no more than a moment', async () => {
    const talk = await converse(lab.netns('h1'), lab.netns('wire'), '192.0.2.254')
    for (let turn = 0; turn < 5; turn += 1) {
      await flat(1)
      expect(await addresses(BRIDGE)).toEqual(before.addresses)
      await noFlat(1)
    }
    const { sent, lost, longest } = await talk.stop()
    process.stdout.write(`addresses moved 10 times: longest silence ${longest.toFixed(1)} ms, ${String(sent)} words\n`)
    expect(lost).toBe(0)
    expect(sent).toBeGreaterThan(100)
    expect(longest).toBeLessThan(MOMENT_MS)
  })
})

const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim().replaceAll(/ +/g, ' '))
    .filter((line) => line !== '')
    .sort()
