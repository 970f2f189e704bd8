import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hostTable, type SimulatedFleet } from '../../src/index.ts'
import { linuxBridgeFleet, networkIn, populatedNetwork, problemsIn, statusOf } from './linux-bridge-fleet.ts'

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
