import { randomUUID } from 'node:crypto'
import type { FeedWrite, ServiceEnvironment } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { type ApiVersion, tablesIn } from '../store/tables.ts'
import { FILTER_KEY, firewallRouterTopic, firewallTopic, routerKey } from '../wire/firewall-topics.ts'
import { filteringHosts } from './router-hosts.ts'
import { routerItems } from './router-items.ts'

/** What a host has yet to say about a router's filter; `up` = it has it, `error` = it cannot. */
export type RouterState = 'pending' | 'up' | 'error'

/** Tells the hosts of a router what it lets pass: all of it is looked at, and what differs is written. */
export class RouterPublisher {
  /** What a transaction has published of a router before: the store shows it only after the commit. */
  readonly #earlier = new WeakMap<Transaction, Map<string, Set<string>>>()

  constructor(
    private readonly env: Pick<ServiceEnvironment, 'publish'>,
    private readonly version: ApiVersion,
  ) {}

  async publish(tx: Transaction, routerId: string, gonePortId?: string): Promise<void> {
    const hosts = await filteringHosts(tx.db, routerId)
    const items =
      hosts.length === 0 ? new Map<string, object>() : await routerItems(tx.db, this.version, routerId, gonePortId)
    const token = await this.#publishItems(tx, routerId, items)
    await this.#publishHosts(tx, routerId, items.size === 0 ? [] : hosts, token)
  }

  /** Returns the token of what stands there now; undefined = nothing changed. */
  async #publishItems(
    tx: Transaction,
    routerId: string,
    items: ReadonlyMap<string, object>,
  ): Promise<string | undefined> {
    const topic = firewallRouterTopic(routerId)
    const rows = await tablesIn(tx.db, this.version)
      .selectFrom('feed_items')
      .select(['item_key', 'revision', 'body'])
      .where('topic', '=', topic)
      .execute()
    const before = new Map(rows.map((row) => [row.item_key, row]))
    const earlier = this.#earlierOf(tx, topic)
    const writes: FeedWrite[] = []
    const write = (key: string, body: object | null): void => {
      writes.push({ topic, key, revision: (before.get(key)?.revision ?? 0) + 1, body })
    }
    for (const [key, body] of items)
      if (earlier.has(key) || before.get(key)?.body !== JSON.stringify(body)) write(key, body)
    for (const key of new Set([...before.keys(), ...earlier]))
      if (key !== FILTER_KEY && !items.has(key)) write(key, null)
    if (writes.length === 0) return undefined
    const token = randomUUID()
    write(FILTER_KEY, items.size === 0 ? null : { routerId, token })
    for (const { key } of writes) earlier.add(key)
    await this.env.publish(tx, writes)
    return token
  }

  async #publishHosts(tx: Transaction, routerId: string, hosts: readonly string[], token?: string): Promise<void> {
    const tables = tablesIn(tx.db, this.version)
    const rows = await tables
      .selectFrom('firewall_router_states')
      .selectAll()
      .where('router_id', '=', routerId)
      .execute()
    const gone = rows.filter(({ host }) => !hosts.includes(host)).map(({ host }) => host)
    const added = hosts.filter((host) => !rows.some((row) => row.host === host))
    if (gone.length > 0) {
      await tables
        .deleteFrom('firewall_router_states')
        .where('router_id', '=', routerId)
        .where('host', 'in', gone)
        .execute()
    }
    if (token !== undefined) {
      const change = { token, state: 'pending' satisfies RouterState }
      await tables.updateTable('firewall_router_states').set(change).where('router_id', '=', routerId).execute()
    }
    const current = token ?? rows[0]?.token ?? (await this.#tokenOf(tx, routerId))
    for (const host of added) {
      const row = { router_id: routerId, host, token: current, state: 'pending' satisfies RouterState }
      await tables.insertInto('firewall_router_states').values(row).execute()
    }
    // An item that comes back begins anew.
    const revision = 1
    const writes = [
      ...added.map((host) => ({ topic: firewallTopic(host), key: routerKey(routerId), revision, body: { routerId } })),
      ...gone.map((host) => ({ topic: firewallTopic(host), key: routerKey(routerId), revision, body: null })),
    ]
    if (writes.length > 0) await this.env.publish(tx, writes)
  }

  async #tokenOf(tx: Transaction, routerId: string): Promise<string> {
    const row = await tablesIn(tx.db, this.version)
      .selectFrom('feed_items')
      .select('body')
      .where('topic', '=', firewallRouterTopic(routerId))
      .where('item_key', '=', FILTER_KEY)
      .executeTakeFirst()
    const { token } = JSON.parse(row?.body ?? '{}') as { readonly token?: string }
    return token ?? ''
  }

  #earlierOf(tx: Transaction, topic: string): Set<string> {
    const topics = this.#earlier.get(tx) ?? new Map<string, Set<string>>()
    this.#earlier.set(tx, topics)
    const keys = topics.get(topic) ?? new Set<string>()
    topics.set(topic, keys)
    return keys
  }
}
