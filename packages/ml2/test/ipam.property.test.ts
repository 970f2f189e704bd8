import { formatAddress, parseAddress } from '@netloom/core/kit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { repetitions } from '../../core/test/support/repetitions.ts'
import { freeRanges, runsOf } from './support/addresses.ts'
import { testCloud } from './support/test-netloom.ts'

const BASE = 0x0a000000
const POOL = Array.from({ length: 29 }, (_, index) => BASE + 2 + index)

type Action =
  | { readonly do: 'any' }
  | { readonly do: 'lowest' }
  | { readonly do: 'named'; readonly offset: number }
  | { readonly do: 'bulk'; readonly count: number }
  | { readonly do: 'delete'; readonly which: number }

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.constant<Action>({ do: 'any' }),
  fc.constant<Action>({ do: 'lowest' }),
  fc.integer({ min: 0, max: 31 }).map((offset): Action => ({ do: 'named', offset })),
  fc.integer({ min: 1, max: 12 }).map((count): Action => ({ do: 'bulk', count })),
  fc.nat(40).map((which): Action => ({ do: 'delete', which })),
)

describe('addresses of a subnet', () => {
  it('are exactly the pool minus those held, after any sequence of creates, named creates, bulk creates and deletes', async () => {
    const cloud = await testCloud()
    const { ports, networks, subnets } = cloud.netloom
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
        const network = await networks.create(cloud.admin, {})
        const networkId = network.id
        const subnet = await subnets.create(cloud.admin, { networkId, cidr: '10.0.0.0/27' })
        const free = new Set(POOL)
        const held: { id: string; value: number }[] = []
        const hold = (created: { id: string; fixedIps: readonly { ipAddress: string }[] }): number => {
          const value = Number(parseAddress(created.fixedIps[0]?.ipAddress ?? '')?.value)
          held.push({ id: created.id, value })
          return value
        }
        for (const step of actions) {
          if (step.do === 'any' || step.do === 'lowest') {
            const deviceOwner = step.do === 'lowest' ? 'network:dhcp' : 'compute:nova'
            const create = ports.create(cloud.admin, { networkId, deviceOwner })
            if (free.size === 0) await expect(create).rejects.toMatchObject({ code: 'IpAddressGenerationFailure' })
            else {
              const lowest = Math.min(...free)
              const value = hold(await create)
              if (step.do === 'lowest') expect(value).toBe(lowest)
              expect(free.delete(value)).toBe(true)
            }
          } else if (step.do === 'named') {
            const value = BASE + step.offset
            const ipAddress = formatAddress({ version: 4, value: BigInt(value) })
            const create = ports.create(cloud.admin, { networkId, fixedIps: [{ ipAddress }] })
            const outside = step.offset === 0 || step.offset === 31
            if (outside) await expect(create).rejects.toMatchObject({ code: 'InvalidIpForNetwork' })
            else if (held.some((one) => one.value === value)) {
              await expect(create).rejects.toMatchObject({ code: 'IpAddressAlreadyAllocated', status: 409 })
            } else {
              expect(hold(await create)).toBe(value)
              free.delete(value)
            }
          } else if (step.do === 'bulk') {
            const create = ports.createMany(
              cloud.admin,
              Array.from({ length: step.count }, () => ({ networkId })),
            )
            if (free.size < step.count)
              await expect(create).rejects.toMatchObject({ code: 'IpAddressGenerationFailure' })
            else for (const port of await create) expect(free.delete(hold(port))).toBe(true)
          } else {
            const [gone] = held.splice(step.which % Math.max(held.length, 1), 1)
            if (gone === undefined) continue
            await ports.delete(cloud.admin, gone.id)
            if (POOL.includes(gone.value)) free.add(gone.value)
          }
          expect(await freeRanges(cloud.store, subnet.id)).toEqual(runsOf(free))
        }
        for (const { id } of held) await ports.delete(cloud.admin, id)
        expect(await freeRanges(cloud.store, subnet.id)).toEqual(runsOf(POOL))
        await networks.delete(cloud.admin, networkId)
      }),
      { numRuns: repetitions(60, 20) },
    )
    await cloud.netloom.close()
  }, 60_000)

  it('text and number agree, and nothing but an address is read as one', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = parseAddress(text)
        expect(address).toBeDefined()
        if (address === undefined) return
        expect(parseAddress(formatAddress(address))).toEqual(address)
      }),
    )
    for (const text of ['010.0.0.1', '10.1', '0x7f.1', '10.0.0.1/32', 'fe80::1%eth0', '', '10.0.0.256']) {
      expect(parseAddress(text)).toBeUndefined()
    }
  })
})
