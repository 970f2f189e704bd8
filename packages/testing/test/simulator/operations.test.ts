import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FileJournal } from '@netloom/agent-runtime'
import { silentLogger } from '@netloom/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hostTable, type SimulatedFleet } from '../../src/index.ts'
import { linuxBridgeFleet, networkIn, populatedNetwork, problemsIn, statusOf, writesIn } from './linux-bridge-fleet.ts'

let fleet: SimulatedFleet

beforeEach(async () => {
  fleet = await linuxBridgeFleet()
})
afterEach(() => fleet.close())

const rowsOf = async (host: string): Promise<readonly string[]> => hostTable(await fleet.host(host).kernel.read())

describe('ports come, move and go', () => {
  it('a port on each host: ACTIVE, and every host holds what Neutron would have told it', async () => {
    const { ports } = await populatedNetwork(fleet)
    expect(await Promise.all(ports.map((port) => statusOf(fleet, port)))).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE'])
    expect(await problemsIn(fleet)).toEqual([])
    expect((await rowsOf('host1')).filter((row) => row.startsWith('fdb')).length).toBe(2)
  })

  it('a port is DOWN until its device comes, and again when the device goes', async () => {
    const networkId = await networkIn(fleet)
    const port = await fleet.netloom.ports.create(fleet.admin, { networkId, host: 'host1' })
    await populatedNetwork(fleet)
    expect(await statusOf(fleet, port)).toBe('DOWN')
    fleet.plug(port.id, 'host1')
    await fleet.drain()
    expect(await statusOf(fleet, port)).toBe('ACTIVE')
    fleet.unplug(port.id, 'host1')
    await fleet.drain()
    expect(await statusOf(fleet, port)).toBe('DOWN')
    expect(await problemsIn(fleet)).toEqual([])
  })

  it('a migration leaves nothing behind, and everybody sends to the new host', async () => {
    const { ports } = await populatedNetwork(fleet)
    const [guest] = ports
    await fleet.migrate(guest!.id, 'host1', 'host3')
    await fleet.drain()
    expect(await rowsOf('host1')).toEqual([])
    expect(await rowsOf('host2')).toContainEqual(expect.stringMatching(`fdb .* ${guest!.macAddress} behind 192.0.2.3`))
    expect(await problemsIn(fleet)).toEqual([])
  })

  it('a port that goes elsewhere and back at once is ACTIVE again', async () => {
    const { ports } = await populatedNetwork(fleet)
    const { id } = ports[0]!
    await Promise.all([
      fleet.netloom.ports.update(fleet.admin, id, { host: 'host3' }),
      fleet.netloom.ports.update(fleet.admin, id, { host: 'host1' }),
    ])
    await fleet.drain()
    expect(await statusOf(fleet, ports[0]!)).toBe('ACTIVE')
    expect(await problemsIn(fleet)).toEqual([])
  })

  it('new addresses change neighbours and nothing else', async () => {
    const { ports } = await populatedNetwork(fleet)
    const before = await rowsOf('host2')
    await fleet.netloom.ports.update(fleet.admin, ports[0]!.id, { fixedIps: [{ ipAddress: '10.0.0.200' }] })
    await fleet.drain()
    const after = await rowsOf('host2')
    expect(after.filter((row) => !before.includes(row))).toEqual([
      expect.stringMatching(`^neighbour .* 10.0.0.200 is ${ports[0]!.macAddress}$`),
    ])
    expect(await problemsIn(fleet)).toEqual([])
  })

  it('the last port of a network takes the network off its host, the last of all off every host', async () => {
    const { networkId, ports } = await populatedNetwork(fleet)
    await fleet.netloom.ports.delete(fleet.admin, ports[0]!.id)
    await fleet.drain()
    expect(await rowsOf('host1')).toEqual([])
    expect(await problemsIn(fleet)).toEqual([])
    for (const port of ports.slice(1)) await fleet.netloom.ports.delete(fleet.admin, port.id)
    await fleet.netloom.networks.delete(fleet.admin, networkId)
    await fleet.drain()
    expect([...(await rowsOf('host2')), ...(await rowsOf('host3'))]).toEqual([])
    expect(await problemsIn(fleet)).toEqual([])
  })

  it('a port put down is told to nobody, and wired again when it is put up', async () => {
    const { ports } = await populatedNetwork(fleet)
    await fleet.netloom.ports.update(fleet.admin, ports[0]!.id, { adminStateUp: false })
    await fleet.drain()
    expect(await statusOf(fleet, ports[0]!)).toBe('DOWN')
    expect((await rowsOf('host2')).join()).not.toContain(ports[0]!.macAddress)
    await fleet.netloom.ports.update(fleet.admin, ports[0]!.id, { adminStateUp: true })
    await fleet.drain()
    expect(await statusOf(fleet, ports[0]!)).toBe('ACTIVE')
    expect(await problemsIn(fleet)).toEqual([])
  })

  it('a host whose tunnels end elsewhere is found there', async () => {
    await populatedNetwork(fleet)
    fleet.host('host2').moveTo('192.0.2.77')
    fleet.host('host2').start()
    await fleet.advance(5_000)
    expect(await rowsOf('host1')).toContainEqual(expect.stringMatching('^flood .* to 192.0.2.77$'))
    expect(await problemsIn(fleet)).toEqual([])
  })
})

describe('processes die', () => {
  it('an agent that starts on a host where all is right writes nothing', async () => {
    await populatedNetwork(fleet)
    const before = writesIn(fleet)
    for (const { name } of fleet.hosts) fleet.killAgent(name)
    await fleet.start()
    await fleet.settle()
    expect(writesIn(fleet)).toBe(before)
    expect(await problemsIn(fleet)).toEqual([])
  })

  it('nor when its journal was lost, nor when the controller starts again, too', async () => {
    await populatedNetwork(fleet)
    const before = writesIn(fleet)
    fleet.controller.kill()
    for (const { name } of fleet.hosts) fleet.killAgent(name, Infinity)
    await fleet.start()
    await fleet.settle()
    expect(writesIn(fleet)).toBe(before)
    expect(await problemsIn(fleet)).toEqual([])
  })

  it('an agent that lost its journal sweeps what nobody asks for any more, at once', async () => {
    const { ports } = await populatedNetwork(fleet)
    fleet.killAgent('host1', Infinity)
    await fleet.netloom.ports.delete(fleet.admin, ports[0]!.id)
    await fleet.drain()
    expect((await rowsOf('host1')).length).toBe(9)
    await fleet.start()
    await fleet.advance(1_000)
    expect(await rowsOf('host1')).toEqual([])
  })

  it('a port that could not be wired, and is unplugged while the agent is dead, is DOWN', async () => {
    await fleet.close()
    fleet = await linuxBridgeFleet({ hostFaults: { fail: 1 } })
    const port = await fleet.boot({ networkId: await networkIn(fleet), host: 'host1' })
    await fleet.drain()
    expect(await statusOf(fleet, port)).toBe('BUILD')
    fleet.killAgent('host1')
    fleet.unplug(port.id, 'host1')
    await fleet.start()
    await fleet.advance(1_000)
    expect(await statusOf(fleet, port)).toBe('DOWN')
  })

  it('an agent that was away does what was asked meanwhile', async () => {
    const { networkId, ports } = await populatedNetwork(fleet)
    fleet.killAgent('host1')
    await fleet.migrate(ports[1]!.id, 'host2', 'host3')
    const late = await fleet.boot({ networkId, host: 'host1' })
    await fleet.netloom.ports.delete(fleet.admin, ports[0]!.id)
    await fleet.advance(5_000)
    expect(await statusOf(fleet, late)).toBe('DOWN')
    await fleet.start()
    await fleet.advance(5_000)
    expect(await statusOf(fleet, late)).toBe('ACTIVE')
    expect(await problemsIn(fleet)).toEqual([])
  })

  it.each([1, 2, 3, 4, 5, 6, 7])('an agent that dies after %i steps goes on from there', async (steps) => {
    const { networkId } = await populatedNetwork(fleet)
    const other = await networkIn(fleet)
    for (const host of ['host2', 'host3']) await fleet.boot({ networkId: other, host })
    await fleet.drain()
    fleet.host('host1').crashAfterSteps(steps)
    await fleet.boot({ networkId: other, host: 'host1' })
    await fleet.boot({ networkId, host: 'host1' })
    await fleet.drain()
    expect(fleet.host('host1').up).toBe(false)
    await fleet.start()
    await fleet.advance(5_000)
    expect(await problemsIn(fleet)).toEqual([])
  })

  it.each(
    [1, 2, 3, 4].flatMap((transactions) => [
      { transactions, committed: false },
      { transactions, committed: true },
    ]),
  )(
    'a controller that dies at transaction $transactions (committed: $committed) of a boot and a move',
    async (point) => {
      const { networkId, ports } = await populatedNetwork(fleet)
      fleet.controller.crashAt(point)
      await Promise.allSettled([
        fleet.boot({ networkId, host: 'host1' }),
        fleet.migrate(ports[1]!.id, 'host2', 'host3'),
      ])
      await fleet.drain()
      await fleet.recover()
      await fleet.settle()
      expect(await problemsIn(fleet)).toEqual([])
    },
  )

  it('a dead controller changes nothing on hosts', async () => {
    await populatedNetwork(fleet)
    const before = writesIn(fleet)
    fleet.controller.kill()
    await fleet.advance(3_600_000)
    expect(writesIn(fleet)).toBe(before)
    await fleet.start()
    await fleet.settle()
    expect(writesIn(fleet)).toBe(before)
    expect(await problemsIn(fleet)).toEqual([])
  })

  it('a host that reboots builds its networks from the journal, while the controller is away', async () => {
    const { ports } = await populatedNetwork(fleet)
    const before = await rowsOf('host1')
    fleet.controller.kill()
    fleet.host('host1').reboot()
    fleet.host('host1').start()
    await fleet.advance(5_000)
    fleet.plug(ports[0]!.id, 'host1')
    await fleet.drain()
    expect((await rowsOf('host1')).toSorted()).toEqual(before.toSorted())
    await fleet.start()
    await fleet.settle()
    expect(await problemsIn(fleet)).toEqual([])
  })
})

describe('links break', () => {
  it.each(['cut', 'silent'] as const)('a host that could not be reached (%s) catches up', async (how) => {
    const { networkId, ports } = await populatedNetwork(fleet)
    fleet.partition('host1', how)
    await fleet.migrate(ports[1]!.id, 'host2', 'host3')
    await fleet.boot({ networkId, host: 'host2' })
    await fleet.advance(200_000)
    expect(await problemsIn(fleet)).not.toEqual([])
    fleet.heal('host1')
    await fleet.settle()
    expect(await problemsIn(fleet)).toEqual([])
  })

  it('one lost change heals with the next one', async () => {
    const { networkId } = await populatedNetwork(fleet)
    fleet.partition('host1', 'silent')
    await fleet.boot({ networkId, host: 'host2' })
    await fleet.drain()
    fleet.heal('host1')
    await fleet.boot({ networkId, host: 'host3' })
    await fleet.drain()
    expect(await problemsIn(fleet)).toEqual([])
  })

  it('one lost change heals within a heartbeat', async () => {
    const { networkId } = await populatedNetwork(fleet)
    fleet.partition('host1', 'silent')
    await fleet.boot({ networkId, host: 'host2' })
    await fleet.drain()
    fleet.heal('host1')
    await fleet.drain()
    expect(await problemsIn(fleet)).not.toEqual([])
    await fleet.advance(31_000)
    expect(await problemsIn(fleet)).toEqual([])
  })
})

describe('with real files', () => {
  let folder: string
  let onDisk: SimulatedFleet
  const journals: FileJournal[] = []

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'netloom-fleet-'))
    onDisk = await linuxBridgeFleet({
      store: join(folder, 'netloom.sqlite'),
      journal: (host) => {
        const journal = new FileJournal(join(folder, host), host, silentLogger)
        journals.push(journal)
        return journal
      },
    })
  })
  afterEach(async () => {
    await onDisk.close()
    for (const journal of journals.splice(0)) await journal.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('controller and agents go on from what is on the disk', async () => {
    const { ports } = await populatedNetwork(onDisk)
    const before = writesIn(onDisk)
    for (const journal of journals) await journal.flushed()
    onDisk.controller.kill()
    onDisk.killAgent('host1')
    onDisk.host('host1').start()
    await onDisk.advance(5_000)
    expect(onDisk.host('host1').inspection.status().ports).toMatchObject([{ portId: ports[0]!.id, state: 'up' }])
    await onDisk.start()
    await onDisk.settle()
    expect(writesIn(onDisk)).toBe(before)
    expect(await problemsIn(onDisk)).toEqual([])
  })

  it('a store restored from a backup is what counts, also for a host that was away while it went on differently', async () => {
    const file = join(folder, 'netloom.sqlite')
    const { networkId, ports } = await populatedNetwork(onDisk)
    await onDisk.controller.close()
    await copyFile(file, `${file}.backup`)
    await onDisk.start()
    await onDisk.advance(5_000)
    const lost = [await onDisk.boot({ networkId, host: 'host2' }), await onDisk.boot({ networkId, host: 'host3' })]
    await onDisk.migrate(ports[0]!.id, 'host1', 'host2')
    await onDisk.drain()
    onDisk.partition('host1')
    await onDisk.controller.close()
    await copyFile(`${file}.backup`, file)
    await onDisk.start()
    for (let count = 0; count < 8; count += 1) await onDisk.boot({ networkId, host: 'host3' })
    await onDisk.advance(5_000)
    onDisk.heal('host1')
    onDisk.plug(ports[0]!.id, 'host1')
    await onDisk.settle()
    expect((await onDisk.netloom.ports.list(onDisk.admin)).length).toBe(11)
    expect(hostTable(await onDisk.host('host1').kernel.read()).join()).not.toContain(lost[0]!.macAddress)
    expect(await problemsIn(onDisk)).toEqual([])
  })
})
