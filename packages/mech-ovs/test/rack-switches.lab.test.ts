import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { DesiredTable } from '@netloom/agent-runtime'
import type { NetworkItem } from '@netloom/core/wire'
import { addNamespaces, deleteNamespaces, runInNamespace } from '@netloom/dataplane'
import { decodeVxlan, startCapture } from '@netloom/testing/lab'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openvswitchRenderer } from '../src/agent/index.ts'
import { SwitchHost, canRun, until } from './switch-host.ts'
import { network, port } from './view.ts'

const VNI = 5001
const ICMP = 1
/** VLAN of the network in each rack: they have nothing to do with each other. */
const VLANS = [101, 202] as const

const segment = (n: 1 | 2): NetworkItem['segments'][number] => ({
  id: `vlan${String(n)}`,
  networkType: 'vlan',
  physicalNetwork: `rack${String(n)}`,
  segmentationId: VLANS[n - 1]!,
})
const vxlan = { id: 'vxlan', networkType: 'vxlan', physicalNetwork: null, segmentationId: VNI }
const item = network({ networkType: 'vxlan' }, { mtu: 1400, segments: [vxlan, segment(1), segment(2)] })

/** A host, and the switch of its rack, which ends VXLAN at 192.0.2.n and speaks VLAN to the host. */
class Rack {
  guest!: (...command: readonly string[]) => string

  private constructor(
    private readonly n: 1 | 2,
    private readonly host: SwitchHost,
    readonly top: SwitchHost,
  ) {}

  static async create(n: 1 | 2): Promise<Rack> {
    return new Rack(n, await SwitchHost.create(), await SwitchHost.create())
  }

  async build(wire: string): Promise<void> {
    await this.buildTop(wire)
    await this.buildHost()
  }

  /** As somebody who manages such switches would: the tunnel is an access port of the VLAN. */
  private async buildTop(wire: string): Promise<void> {
    const { n, top, host } = this
    await ip(wire, `link add name p${String(n)} type veth peer name eth0 netns ${top.netns}`)
    await ip(wire, `link set p${String(n)} master br0 up`)
    top.ip(`link add name hosts type veth peer name eth1 netns ${host.netns}`)
    top.ip('link set eth0 up')
    top.ip('link set hosts up')
    top.vsctl('add-br br-phy -- set Bridge br-phy datapath_type=netdev -- add-port br-phy eth0')
    top.ip(`addr add 192.0.2.${String(n)}/24 dev br-phy`)
    top.ip('link set br-phy up')
    top.vsctl(
      `add-br br-tor -- set Bridge br-tor datapath_type=netdev -- add-port br-tor hosts -- add-port br-tor racks tag=${String(VLANS[n - 1])} ` +
        `-- set Interface racks type=vxlan options:remote_ip=192.0.2.${String(3 - n)} options:key=${String(VNI)}`,
    )
  }

  private async buildHost(): Promise<void> {
    const { n, host } = this
    host.ip('link set eth1 up')
    host.vsctl('add-br br-rack -- set Bridge br-rack datapath_type=netdev -- add-port br-rack eth1')
    const id = `${String(n)}f2d7b47-c411-4858-b339-121cf26ec725`
    const mac = `fa:16:3e:00:00:0${String(n)}`
    this.guest = await host.guest(`tap${id.slice(0, 11)}`, mac, `10.100.0.${String(n)}/24`)
    const renderer = openvswitchRenderer({
      bridgeMappings: { [`rack${String(n)}`]: 'br-rack' },
      datapathType: 'netdev',
    })
    const opened = host.open().host
    const table = new DesiredTable(opened.kinds)
    const here = port({ id, macAddress: mac, segmentId: segment(n).id })
    for (const [unit, rendered] of [
      ['base', renderer.base?.() ?? []],
      ['network', renderer.network(item)],
      ['port', renderer.attachment(here, item)],
    ] as const)
      table.set(
        unit,
        rendered.map(({ state, rule }) => ({ state, cause: { object: unit, revision: 1, rule } })),
      )
    const plan = table.plan('all', { present: () => true, confirmed: true })
    const failed = table.settle(plan, await opened.apply(plan.steps))
    expect(failed.map(({ step, error }) => `${step.key}: ${error}`)).toEqual([])
  }

  reaches(address: string): boolean {
    try {
      this.guest('ping', '-c', '1', '-W', '1', address)
      return true
    } catch {
      return false
    }
  }

  async close(): Promise<void> {
    await this.host.close()
    await this.top.close()
  }
}

const learnedBy = ({ directory }: SwitchHost): string =>
  execFileSync('ovs-appctl', ['-t', `${directory}/vsw.ctl`, 'fdb/show', 'br-tor'], { encoding: 'utf8' })

const ip = (netns: string, line: string): Promise<unknown> => runInNamespace(netns, ['ip', ...line.split(' ')])

describe.skipIf(!canRun)('hosts in two racks whose switches turn VLANs into VXLAN', () => {
  const wire = `nlt-ovs${String(process.pid)}-${randomBytes(2).toString('hex')}-wire`
  const racks: Rack[] = []
  beforeAll(async () => {
    await addNamespaces([wire])
    await ip(wire, 'link add name br0 type bridge forward_delay 0 mcast_snooping 0')
    await ip(wire, 'link set br0 up')
    for (const n of [1, 2] as const) racks.push(await Rack.create(n))
    for (const rack of racks) await rack.build(wire)
    // A switch asks for another VTEP's MAC when it first needs it, and drops what made it ask.
    await until('ping between the racks', () => racks[0]?.reaches('10.100.0.2') === true || undefined)
  })
  afterAll(async () => {
    for (const rack of racks) await rack.close()
    await deleteNamespaces([wire])
  })

  it('ping each other: VXLAN between the racks, each packet once, and no tag inside', async () => {
    const capture = await startCapture(wire)
    const text = racks[0]!.guest('ping', '-c', '5', '-i', '0.05', '-W', '2', '10.100.0.2')
    expect(text).toContain('5 received')
    expect(text).not.toMatch(/DUP|duplicates/)
    // Nobody has this one: once the request for it is captured, so is all that came before.
    expect(racks[0]!.reaches('10.100.0.99')).toBe(false)
    await capture.until(({ payload }) => {
      const inner = decodeVxlan(payload)?.inner.payload
      return inner?.type === 'arp' && inner.arp.targetIp === '10.100.0.99'
    })
    const frames = (await capture.stop()).filter(({ direction }) => direction === 'in')
    const inside = frames.flatMap(({ payload }) => decodeVxlan(payload) ?? [])
    expect(new Set(inside.map(({ vni }) => vni))).toEqual(new Set([VNI]))
    const echoes = inside.flatMap(({ sourceVtep, inner: { payload } }) =>
      payload.type === 'ipv4' && payload.protocol === ICMP ? [sourceVtep] : [],
    )
    expect(echoes.sort()).toEqual([...Array<string>(5).fill('192.0.2.1'), ...Array<string>(5).fill('192.0.2.2')])
  })

  it('use the VLAN of their own rack, which the switch learns their MACs in', () => {
    for (const [at, n] of [
      [0, 1],
      [1, 2],
    ] as const) {
      const learned = learnedBy(racks[at]!.top)
      for (const mac of ['fa:16:3e:00:00:01', 'fa:16:3e:00:00:02'])
        expect(learned).toMatch(new RegExp(`\\s${String(VLANS[n - 1])}\\s+${mac}`))
    }
  })
})
