import { sqliteStore } from '@netloom/store'
import type { KyselyPlugin, PluginTransformResultArgs, QueryResult, UnknownRow } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adminContext, type Port } from '@netloom/core'
import type { Page, ResourceRef } from '@netloom/core/services'
import type { Store } from '@netloom/core/store'
import { listPortRefs, listPorts } from '../src/ports/list-ports.ts'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

const PORTS = 4_500
const NAMES = ['b', '', 'a']

/** Counts the rows that single statements return. */
class RowCounter implements KyselyPlugin {
  most = 0
  transformQuery({ node }: Parameters<KyselyPlugin['transformQuery']>[0]): typeof node {
    return node
  }
  transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    this.most = Math.max(this.most, result.rows.length)
    return Promise.resolve(result)
  }
}

let cloud: TestCloud
let store: Store
let ports: Port[]
beforeAll(async () => {
  store = sqliteStore(':memory:')
  cloud = await testCloud({ store })
  const { netloom, admin } = cloud
  const network = await netloom.networks.create(admin, {})
  ports = []
  for (let at = 0; at < PORTS; at += 1_500) {
    const wanted = Array.from({ length: 1_500 }, (_, n) => ({ networkId: network.id, name: NAMES[n % 3] ?? '' }))
    ports.push(...(await netloom.ports.createMany(admin, wanted)))
  }
})
afterAll(() => cloud.netloom.close())

const refs = (page: Page, db = store.db): Promise<readonly ResourceRef[]> => listPortRefs(db, adminContext(), {}, page)
const idsOf = (objects: readonly { readonly id: string }[]): readonly string[] => objects.map(({ id }) => id)
const byId = (a: Port, b: Port): number => (a.id < b.id ? -1 : 1)
const byName = (a: Port, b: Port): number => (a.name === b.name ? byId(a, b) : a.name > b.name ? -1 : 1)

describe('a list of thousands', () => {
  it.each([
    ['by id', {}, byId],
    ['by a key that many share', { sort: [{ field: 'name', direction: 'desc' }] }, byName],
  ] as const)('has each object once, in order: %s', async (_, page: Page, order) => {
    const sorted = idsOf([...ports].sort(order))
    expect(idsOf(await refs(page))).toEqual(sorted)
    expect(idsOf(await refs({ ...page, reverse: true }))).toEqual(sorted)
    expect(idsOf(await refs({ ...page, limit: 4_100, marker: sorted[99] ?? '' }))).toEqual(sorted.slice(100, 4_200))
    const before: Page = { ...page, limit: 2_500, marker: sorted[4_000] ?? '', reverse: true }
    expect(idsOf(await refs(before))).toEqual(sorted.slice(1_500, 4_000))
    expect(await refs({ ...page, limit: 0 })).toEqual([])
  })

  it('is read in statements that end before anybody waits', async () => {
    const counter = new RowCounter()
    const db = store.db.withPlugin(counter)
    expect(await refs({}, db)).toHaveLength(PORTS)
    expect(counter.most).toBeLessThanOrEqual(2_000)
    expect(await listPorts(db, adminContext())).toHaveLength(PORTS)
    expect(counter.most).toBeLessThanOrEqual(2_000)
  })
})
