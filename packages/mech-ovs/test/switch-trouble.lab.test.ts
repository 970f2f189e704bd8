import { createServer, connect, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Host, silentLogger, systemClock } from '@netloom/core'
import type { OvsSwitch } from '../src/agent/kinds/ovs-switch.ts'
import { OpenFlowLostError } from '../src/agent/openflow/open-flow-session.ts'
import { freshName, type Operation } from '../src/agent/ovsdb/operation.ts'
import { namedUuid } from '../src/agent/ovsdb/ovsdb-value.ts'
import { OvsdbClient } from '../src/agent/ovsdb/ovsdb-client.ts'
import { parseOvsdbEndpoint } from '../src/agent/ovsdb/ovsdb-endpoint.ts'
import { transactParts } from '../src/agent/ovsdb/transact-parts.ts'
import { apply, canRun, drift, events, SwitchHost, until } from './switch-host.ts'
import { bridge, cable, localVlan, portId, SEGMENT, tapName, tunnel, vif } from './switch-states.ts'

/** Stands between a client and the database, and cuts the line when the client writes something. */
class Cutter {
  private readonly server: Server
  private readonly lines = new Set<Socket>()
  /** When set, the next request that holds it is the last; whether the database still gets it is `delivers`. */
  cutAt: string | undefined
  delivers = true
  connections = 0

  constructor(target: string) {
    this.server = createServer((client) => {
      this.connections++
      const database = connect(target)
      for (const socket of [client, database]) {
        this.lines.add(socket)
        socket.on('error', () => {})
        socket.on('close', () => {
          client.destroy()
          database.destroy()
          this.lines.delete(socket)
        })
      }
      database.on('data', (chunk) => client.write(chunk))
      client.on('data', (chunk) => {
        if (this.cutAt === undefined || !chunk.includes(this.cutAt)) {
          database.write(chunk)
          return
        }
        this.cutAt = undefined
        client.destroy()
        if (this.delivers) database.end(chunk)
      })
    })
  }

  /** Where it listens, as a client is told: on a socket, or on a port of its own choice. */
  async start(path?: string): Promise<string> {
    await new Promise<void>((resolve) => {
      if (path === undefined) this.server.listen(0, '127.0.0.1', resolve)
      else this.server.listen(path, resolve)
    })
    const address = this.server.address()
    return typeof address === 'string' ? `unix:${address}` : `tcp:127.0.0.1:${String(address?.port)}`
  }

  stop(): void {
    this.server.close()
    for (const line of this.lines) line.destroy()
  }
}

describe.skipIf(!canRun)('a switch in trouble', () => {
  let lab: SwitchHost
  let host: Host
  let ovs: OvsSwitch
  const base = [bridge('br-int'), bridge('br-tun'), ...cable]

  beforeAll(async () => {
    lab = await SwitchHost.create()
    ;({ host, ovs } = lab.open())
    expect(await apply(host, 'create', ...base)).toEqual(base.map(() => undefined))
  })
  afterAll(() => lab.close())

  it.each([true, false])(
    'is written once when the line is cut in the middle of a transaction (delivered: %s)',
    async (delivers) => {
      const cutter = new Cutter(`${lab.directory}/db.sock`)
      const { host: far, ovs: seen } = lab.open(await cutter.start(delivers ? `${lab.directory}/cut.sock` : undefined))
      const told = events(seen)
      expect(await drift(far, base)).toEqual([])
      const before = lab.vsctl('get Open_vSwitch . next_cfg')
      cutter.delivers = delivers
      cutter.cutAt = 'vxlan-1'
      expect(await apply(far, 'create', tunnel('vxlan-1'))).toEqual([undefined])
      expect(cutter.connections).toBe(2)
      expect(lab.vsctl('list-ports br-tun')).toBe('patch-int\nvxlan-1')
      expect(Number(lab.vsctl('get Open_vSwitch . next_cfg')) - Number(before)).toBe(delivers ? 2 : 1)
      // What was told meanwhile is lost: everything is to be read again.
      expect(told.list.filter(({ type }) => type === 'overrun')).toHaveLength(2)
      expect(await drift(far, [...base, tunnel('vxlan-1')])).toEqual([])
      await apply(far, 'remove', tunnel('vxlan-1'))
      await far.close()
      cutter.stop()
    },
  )

  it('singles out what the database refuses, whether it says which one or not', async () => {
    const client = new OvsdbClient({
      endpoint: parseOvsdbEndpoint(lab.ovsdb),
      logger: silentLogger,
      clock: systemClock,
    })
    await client.whenReady(2_000)
    const insert = (name: string, tag: number): readonly Operation[] => {
      const device = freshName()
      const port = freshName()
      return [
        { op: 'insert', table: 'Interface', 'uuid-name': device, row: { name, type: 'internal' } },
        { op: 'insert', table: 'Port', 'uuid-name': port, row: { name, interfaces: namedUuid(device), tag } },
        {
          op: 'mutate',
          table: 'Bridge',
          where: [['name', '==', 'br-tun']],
          mutations: [['ports', 'insert', namedUuid(port)]],
        },
      ]
    }
    const { refused, configuration } = await transactParts(
      client,
      [
        { key: 'a', operations: insert('in-a', 1) },
        { key: 'no such vlan', operations: insert('in-b', 5_000) },
        { key: 'b', operations: insert('in-c', 2) },
        // Only the end of the transaction shows that the name is taken.
        { key: 'name taken', operations: insert('patch-int', 3) },
        { key: 'c', operations: insert('in-d', 4) },
      ],
      true,
    )
    expect([...refused.keys()].sort()).toEqual(['name taken', 'no such vlan'])
    expect(refused.get('no such vlan')).toMatch(/constraint violation: .*5000/)
    expect(refused.get('name taken')).toContain('patch-int')
    expect(configuration).toBe(Number(lab.vsctl('get Open_vSwitch . next_cfg')))
    expect(lab.vsctl('list-ports br-tun')).toBe('in-a\nin-c\nin-d\npatch-int')
    for (const name of ['in-a', 'in-c', 'in-d']) lab.vsctl(`del-port ${name}`)
    client.close()
  })

  it('finds the same VLANs and numbers after a restart of the agent', async () => {
    lab.tap(tapName(1))
    const other = '33333333-0000-4000-8000-000000000000'
    const states = [localVlan(), localVlan(other), vif(1)]
    await apply(host, 'create', ...states)
    const again = lab.open()
    expect(await drift(again.host, [...base, ...states])).toEqual([])
    for (const segment of [SEGMENT, other]) expect(again.ovs.localVlan(segment)).toBe(ovs.localVlan(segment))
    expect(again.ovs.portNumber('br-int', tapName(1))).toBe(Number(lab.vsctl(`get Interface ${tapName(1)} ofport`)))
    // The bridge's record is lost: what the port remembers is enough.
    const vlan = ovs.localVlan(SEGMENT)
    lab.vsctl(`remove Bridge br-int external_ids netloom-vlan-${SEGMENT}`)
    expect(await apply(again.host, 'create', localVlan())).toEqual([undefined])
    expect(again.ovs.localVlan(SEGMENT)).toBe(vlan)
    expect(await drift(again.host, [...base, ...states])).toEqual([])
    await apply(host, 'remove', ...states)
    await again.host.close()
  })

  it('is idle while its database is dead, says so, and goes on by itself', async () => {
    const told = events(ovs)
    await lab.kill('ovsdb-server')
    const [error] = await apply(host, 'create', tunnel('vxlan-2'))
    expect(error).toMatch(
      /^the database of Open vSwitch at unix:.*db\.sock does not answer \(.*; is ovsdb-server running\?/,
    )
    await expect(host.read()).rejects.toThrow('does not answer')
    told.list.length = 0
    await lab.start('ovsdb-server')
    await told.next({ type: 'overrun' })
    expect(await apply(host, 'create', tunnel('vxlan-2'))).toEqual([undefined])
    expect(lab.vsctl('get Interface vxlan-2 error')).toBe('[]')
    expect(await drift(host, [...base, tunnel('vxlan-2')])).toEqual([])
  })

  it('says when nobody carries out what is written, and tells when somebody does again', async () => {
    const told = events(ovs)
    const numbers = (): string => lab.vsctl('--columns=name,ofport find Interface ofport!=65534')
    const before = numbers()
    await lab.kill('ovs-vswitchd')
    const [error] = await apply(host, 'create', tunnel('gre-3', { type: 'gre', remoteIp: '192.0.2.3' }))
    expect(error).toContain('ovs-vswitchd does not carry out what its database says; is it running?')
    const began = performance.now()
    const [again] = await apply(host, 'create', tunnel('gre-3', { type: 'gre', remoteIp: '192.0.2.3' }))
    expect(again).toBe(error)
    expect(performance.now() - began).toBeLessThan(1_500)
    told.list.length = 0
    await lab.start('ovs-vswitchd')
    await told.next({ type: 'overrun' })
    expect(await apply(host, 'create', tunnel('gre-3', { type: 'gre', remoteIp: '192.0.2.3' }))).toEqual([undefined])
    // Ports have the numbers they had, so that flows that are written again mean the same.
    for (const line of before.split('\n')) expect(numbers()).toContain(line)
    await apply(host, 'remove', tunnel('gre-3'), tunnel('vxlan-2'))
  })

  it('has a switch that was not there when it started', async () => {
    await lab.kill('ovs-vswitchd')
    await lab.kill('ovsdb-server')
    const late = lab.open()
    const told = events(late.ovs)
    await expect(late.host.read()).rejects.toThrow('does not answer')
    await lab.start('ovsdb-server')
    await lab.start('ovs-vswitchd')
    await told.next({ type: 'overrun' })
    // The database answers first; until the bridges do, too, a read fails, and an agent reads again.
    const seen = (): Promise<readonly string[] | undefined> =>
      drift(late.host, base).catch((error: unknown) => {
        if (error instanceof OpenFlowLostError) return undefined
        throw error
      })
    expect(await until('a read of all bridges', seen)).toEqual([])
    await late.host.close()
  })

  it('wires a thousand ports in one go', async () => {
    const count = 1_000
    const all = Array.from({ length: count }, (_, index) =>
      tunnel(`vx-${String(index)}`, { remoteIp: `10.1.${String(index >> 8)}.${String(index & 255)}` }),
    )
    const began = performance.now()
    const errors = await apply(host, 'create', ...all)
    const created = performance.now() - began
    expect(errors.filter((error) => error !== undefined)).toEqual([])
    const read = performance.now()
    expect(await drift(host, [...base, ...all])).toEqual([])
    process.stdout.write(
      `1,000 ports: created ${created.toFixed(0)} ms, read ${(performance.now() - read).toFixed(0)} ms\n`,
    )
    expect(lab.vsctl('list-ports br-tun').split('\n')).toHaveLength(count + 1)
    expect(await apply(host, 'remove', ...all)).toEqual(all.map(() => undefined))
    expect(lab.vsctl('list-ports br-tun')).toBe('patch-int')
  })

  it('adds a port many times faster than a process for each would', async () => {
    const rounds = 40
    for (let index = 0; index < 2 * rounds; index++) lab.tap(tapName(1_000 + index))
    await apply(host, 'create', localVlan())
    const ours: number[] = []
    for (let index = 0; index < rounds; index++) {
      const began = performance.now()
      await apply(host, 'create', vif(1_000 + index))
      ours.push(performance.now() - began)
    }
    const processes: number[] = []
    for (let index = rounds; index < 2 * rounds; index++) {
      const name = tapName(1_000 + index)
      const began = performance.now()
      lab.ip(`link set dev ${name} mtu 1450 up`)
      lab.vsctl(`add-port br-int ${name} tag=7 -- set Interface ${name} external_ids:iface-id=${portId(1_000 + index)}`)
      processes.push(performance.now() - began)
    }
    const p50 = (times: number[]): number => times.sort((a, b) => a - b)[times.length >> 1]!
    const ratio = p50(processes) / p50(ours)
    process.stdout.write(
      `port add, awaited, p50: ${p50(ours).toFixed(2)} ms; ip and ovs-vsctl processes: ${p50(processes).toFixed(2)} ms; ratio ${ratio.toFixed(1)}\n`,
    )
    expect(ratio).toBeGreaterThan(1.5)
  })
})
