import { adminContext, type Port, type PortCreate } from '@netloom/core'
import { hostTopic } from '@netloom/core/wire'
import { LINUX_BRIDGE_AGENT } from '@netloom/mech-linuxbridge'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readRows } from '../invariants/rows.ts'
import { rowProblems } from '../invariants/row-problems.ts'
import { SMALL_RANGE, Story, twoControllers, type Pair } from './controllers.ts'

const admin = adminContext()
const HOST = 'host1'
let pair: Pair

beforeEach(async () => {
  pair = await twoControllers()
})
afterEach(async () => {
  const [{ store }] = pair.both
  expect(rowProblems(await readRows(store))).toEqual([])
  await pair.close()
})

function fulfilled<T>(outcomes: readonly PromiseSettledResult<T>[]): readonly T[] {
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
}

const refusals = (outcomes: readonly PromiseSettledResult<unknown>[]): ReadonlySet<string> =>
  new Set(
    outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as { code: string }).code] : [])),
  )

/** The same request at both controllers, over and over. */
function portsAtBoth(times: number, request: PortCreate): Promise<readonly PromiseSettledResult<Port>[]> {
  return Promise.allSettled(
    Array.from({ length: times }, (_, n) => pair.both[n % 2 === 0 ? 0 : 1].netloom.ports.create(admin, request)),
  )
}

async function networkWith(cidr: string): Promise<string> {
  const [{ netloom }] = pair.both
  const { id } = await netloom.networks.create(admin, {})
  await netloom.subnets.create(admin, { networkId: id, cidr })
  return id
}

describe('two controllers on one PostgreSQL', () => {
  it('give every address of a small subnet once, and then no more', async () => {
    const networkId = await networkWith('10.0.0.0/25')
    const outcomes = await portsAtBoth(200, { networkId })
    const addresses = fulfilled(outcomes).flatMap(({ fixedIps }) => fixedIps.map(({ ipAddress }) => ipAddress))
    expect(new Set(addresses).size).toBe(125)
    expect(addresses).toHaveLength(125)
    expect(refusals(outcomes)).toEqual(new Set(['IpAddressGenerationFailure']))
  })

  it('give every VNI of a small range once, and then no more', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 60 }, (_, n) => pair.both[n % 2 === 0 ? 0 : 1].netloom.networks.create(admin, {})),
    )
    const vnis = fulfilled(outcomes).map(({ segments }) => segments[0]?.segmentationId)
    expect(vnis).toHaveLength(SMALL_RANGE)
    expect(new Set(vnis).size).toBe(SMALL_RANGE)
    expect(refusals(outcomes)).toEqual(new Set(['NoNetworkAvailable']))
  })

  it.each([
    ['address', { fixedIps: [{ ipAddress: '10.0.0.9' }] }, 'IpAddressAlreadyAllocated'],
    ['MAC', { macAddress: 'fa:16:3e:00:00:09' }, 'MacAddressInUse'],
  ])('let exactly one have the same %s', async (_what, named, code) => {
    const networkId = await networkWith('10.0.0.0/24')
    const outcomes = await portsAtBoth(40, { networkId, ...named })
    expect(fulfilled(outcomes)).toHaveLength(1)
    expect(refusals(outcomes)).toEqual(new Set([code]))
  })

  it('tell every change, in order, to those who watch at either of them', async () => {
    const networkId = await networkWith('10.0.0.0/24')
    await pair.both[0].netloom.agents.hello({
      agentType: LINUX_BRIDGE_AGENT,
      binary: 'test',
      host: HOST,
      configurations: { tunnelingIp: '192.0.2.1', tunnelTypes: ['vxlan'] },
      start: true,
    })
    const topic = hostTopic(HOST)
    const stories = pair.both.map((controller) => new Story(controller, topic))
    const ports = fulfilled(await portsAtBoth(120, { networkId, host: HOST }))
    await Promise.all(
      ports.map((port, n) => {
        const { netloom } = pair.both[n % 2 === 0 ? 1 : 0]
        if (n % 3 === 0) return netloom.ports.delete(admin, port.id)
        return netloom.ports.update(admin, port.id, { name: `port ${String(n)}`, adminStateUp: n % 2 === 0 })
      }),
    )
    const { cursor, items } = await pair.both[0].store.log.snapshot(topic)
    await Promise.all(stories.map((story) => story.reaches(cursor.rev)))
    const logged = await pair.both[1].store.log.read(0, 10_000, topic)
    expect(logged.length).toBeGreaterThan(120)
    for (const story of stories) {
      expect(story.problems).toEqual([])
      expect([...story.items].sort()).toEqual(items.map(({ key, revision }) => [key, revision]).sort())
    }
    const revs = (await pair.both[0].store.log.read(0, 10_000)).map(({ rev }) => rev)
    // Not one position is missing.
    expect(revs).toEqual(revs.map((_, n) => n + 1))
  })
})
