import { CONTEXT, hostName, populate, controllerFixture, type ControllerFixture } from './controller-fixture.ts'
import { range } from './population.ts'
import { median, type Finding } from './report.ts'

const MEMBERS = range(10)
const EVENTS = 300

interface EventCost {
  readonly cpuMs: number
  readonly rows: number
  readonly deliveries: number
  readonly publications: number
}

/** A port event on a network with ten member hosts: alone in the world, and among 1,000 hosts with 20,000 ports. */
export async function benchInterest(): Promise<readonly Finding[]> {
  const small = await controllerFixture(10)
  const alone = await measure(small, await populate(small, MEMBERS, 20))
  await small.close()

  const large = await controllerFixture(1_000)
  const ports = await populate(large, MEMBERS, 20)
  for (const group of range(99))
    await populate(
      large,
      range(10).map((index) => 10 + group * 10 + index),
      20,
    )
  const among = await measure(large, ports)
  const everywhere = await measure(large, await populate(large, range(1_000), 1))
  await large.close()

  const compare = (measure: string, value: number, unit: string, base: number, budget = 1.2): Finding => ({
    bench: 'interest',
    measure: `port event, 10 members: ${measure}`,
    value,
    unit,
    against: { what: 'only those 10 hosts exist', value: base },
    budget,
  })
  return [
    compare('CPU', among.cpuMs, 'ms', alone.cpuMs),
    compare('change rows', among.rows, 'rows', alone.rows),
    compare('publications', among.publications, '', alone.publications),
    { bench: 'interest', measure: 'port event, 10 members: deliveries', value: among.deliveries, unit: '', budget: 10 },
    {
      bench: 'interest',
      measure: 'port event, 1,000 members: publications',
      value: everywhere.publications,
      unit: '',
      budget: 1,
    },
    {
      bench: 'interest',
      measure: 'port event, 1,000 members: deliveries',
      value: everywhere.deliveries,
      unit: '',
      budget: 1_000,
    },
  ]
}

/** Per event; the event is one port of the first host going down or coming up, others of the network staying. */
async function measure(world: ControllerFixture, ports: readonly (readonly string[])[]): Promise<EventCost> {
  const portId = ports[0]?.[0] ?? ''
  const network = (await world.netloom.ports.get(CONTEXT, portId)).networkId
  const event = async (state: 'up' | 'down'): Promise<void> => {
    await world.netloom.ports.reportWiring(hostName(0), [{ portId, state }])
    await world.netloom.feed.state(`network/${network}`)
  }
  const rowsNow = () => world.store.log.head()
  for (const _ of range(50)) {
    await event('down')
    await event('up')
  }
  const before = { rows: await rowsNow(), delivered: world.delivered(), published: world.published() }
  const cpu: number[] = []
  for (const _ of range(EVENTS / 2)) {
    const start = process.cpuUsage()
    await event('down')
    await event('up')
    const { user, system } = process.cpuUsage(start)
    cpu.push((user + system) / 2_000)
  }
  return {
    cpuMs: median(cpu),
    rows: ((await rowsNow()) - before.rows) / EVENTS,
    deliveries: (world.delivered() - before.delivered) / EVENTS,
    publications: (world.published() - before.published) / EVENTS,
  }
}
