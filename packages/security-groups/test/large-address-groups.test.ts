import { MAX_ITEM_BYTES } from '@netloom/core/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addressPieces, MOST_PIECES } from '../src/address-groups/address-pieces.ts'
import { type Cloud, startCloud } from './support.ts'

let cloud: Cloud
beforeAll(async () => {
  cloud = await startCloud()
})
afterAll(() => cloud.close())

const v4 = (count: number, from = 0): readonly string[] =>
  Array.from({ length: count }, (_, n) => `10.${String((n + from) >> 8)}.${String((n + from) & 255)}.0/24`)
/** The longest texts that prefixes have. */
const v6 = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `2001:db8:1111:2222:3333:4444:5555:${(0x1000 + n).toString(16)}/128`)

interface Item {
  readonly addresses: readonly string[]
}

const told = async (id: string): Promise<Readonly<Record<string, Item>>> =>
  (await cloud.told(`address-group/${id}`)) as Readonly<Record<string, Item>>
const all = (items: Readonly<Record<string, Item>>): readonly string[] =>
  Object.values(items).flatMap(({ addresses }) => addresses)

/** An address group that a rule names. */
async function named(addresses: readonly string[]): Promise<{ readonly id: string; readonly ruleId: string }> {
  const id = String((await cloud.make('/address-groups', { address_group: { addresses } }))['id'])
  const group = await cloud.make('/security-groups', { security_group: { name: 'g' } })
  const rule = { security_group_id: group['id'], direction: 'ingress', remote_address_group_id: id }
  return { id, ruleId: String((await cloud.make('/security-group-rules', { security_group_rule: rule }))['id']) }
}

describe('an address group that a rule names', () => {
  it('is one item while it is small, and several of at most 64 KiB when it is large', { timeout: 60_000 }, async () => {
    const { id } = await named(v4(900))
    expect(Object.keys(await told(id))).toEqual(['addresses'])
    const add = { addresses: v4(9_100, 900) }
    expect((await cloud.call('PUT', `/address-groups/${id}/add_addresses`, add)).status).toBe(200)
    const items = await told(id)
    expect(Object.keys(items).length).toBeGreaterThan(4)
    expect([...all(items)].sort()).toEqual([...v4(10_000)].sort())
    for (const item of Object.values(items)) {
      expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(MAX_ITEM_BYTES / 2)
    }
  })

  it('changes one item with one prefix, and none of those that it has no more is left', async () => {
    const { id, ruleId } = await named(v4(3_000))
    const head = await cloud.store.log.head()
    await cloud.call('PUT', `/address-groups/${id}/add_addresses`, { addresses: ['192.0.2.1'] })
    expect(await cloud.store.log.read(head, 100)).toHaveLength(1)
    // while nobody names it nobody is told; who names it again gets what it has by then
    await cloud.call('DELETE', `/security-group-rules/${ruleId}`)
    await cloud.call('PUT', `/address-groups/${id}/remove_addresses`, { addresses: v4(3_000) })
    const group = await cloud.make('/security-groups', { security_group: { name: 'h' } })
    const rule = { security_group_id: group['id'], direction: 'egress', remote_address_group_id: id }
    await cloud.make('/security-group-rules', { security_group_rule: rule })
    expect(await told(id)).toEqual({ addresses: { id, addresses: ['192.0.2.1/32'] } })
  })

  it('never lacks a prefix on its way to more or fewer items', async () => {
    const { id } = await named(v4(900))
    const path = `/address-groups/${id}`
    const lacked: string[] = []
    for (const change of [
      { action: 'add_addresses', addresses: v4(800, 900) },
      { action: 'add_addresses', addresses: v4(2_000, 1_700) },
      { action: 'remove_addresses', addresses: v4(2_500, 1_200) },
    ]) {
      const items = new Map(Object.entries(await told(id)))
      const head = await cloud.store.log.head()
      const { addresses } = change
      expect((await cloud.call('PUT', `${path}/${change.action}`, { addresses })).status).toBe(200)
      const kept = v4(900).filter((one) => !addresses.includes(one))
      for (const { key, body } of await cloud.store.log.read(head, 100)) {
        if (body === null) items.delete(key)
        else items.set(key, body as Item)
        const held = new Set([...items.values()].flatMap((item) => item.addresses))
        lacked.push(...kept.filter((one) => !held.has(one)))
      }
    }
    expect(lacked).toEqual([])
  })

  it('fits its items with the longest prefixes that there are', () => {
    for (const count of [1_000, 1_001, 1_400, 2_800, 5_600, 10_000]) {
      const pieces = addressPieces(v6(count))
      expect(pieces.flat()).toHaveLength(count)
      expect(pieces.length).toBeLessThanOrEqual(MOST_PIECES)
      for (const addresses of pieces) {
        const bytes = Buffer.byteLength(JSON.stringify({ id: 'x'.repeat(36), addresses }))
        expect(bytes).toBeLessThan(MAX_ITEM_BYTES - 1_000)
      }
    }
  })
})
