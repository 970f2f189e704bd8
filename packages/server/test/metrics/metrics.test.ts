import { adminContext } from '@netloom/core'
import { networkTopic } from '@netloom/core/wire'
import { sqliteStore } from '@netloom/store'
import { register } from 'prom-client'
import { afterEach, describe, expect, it } from 'vitest'
import { mayReadMetrics, type MetricsAccess } from '../../src/metrics/may-read-metrics.ts'
import { metricsRegistry } from '../../src/metrics/metrics-registry.ts'
import { measuredStore } from '../../src/metrics/store-metrics.ts'
import { listen, type Listening } from '../support/listen.ts'

const servers: Listening[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function start(options: Parameters<typeof listen>[0] = {}): Promise<Listening> {
  const registry = metricsRegistry()
  const server = await listen({ store: measuredStore(sqliteStore(':memory:'), registry), registry, ...options })
  servers.push(server)
  return server
}

/** Series with their values: `netloom_http_requests_in_flight` or `…_count{method="GET",…}`. */
async function figures({ url }: Listening): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  )
}

const count = (method: string, route: string, status: number): string =>
  `netloom_http_request_duration_seconds_count{method="${method}",route="${route}",status="${String(status)}"}`

describe('metrics', () => {
  it('count requests by route, not by object', async () => {
    const server = await start()
    const body = JSON.stringify({ network: { name: 'red' } })
    await fetch(`${server.url}/v2.0/networks`, { method: 'POST', body })
    for (const id of ['a', 'b', 'c']) await fetch(`${server.url}/v2.0/networks/${id}`)
    await fetch(`${server.url}/nowhere`)
    const found = await figures(server)
    expect(found.get(count('POST', '/v2.0/networks', 201))).toBe(1)
    expect(found.get(count('GET', '/v2.0/networks/:id', 404))).toBe(3)
    expect(found.get(count('GET', 'none', 404))).toBe(1)
    // the one that asks
    expect(found.get('netloom_http_requests_in_flight')).toBe(1)
    expect(found.get('netloom_http_connections')).toBeGreaterThanOrEqual(1)
    expect(found.get('process_resident_memory_bytes')).toBeGreaterThan(1e6)
    expect([...found.keys()].some((name) => name.startsWith('nodejs_eventloop_lag_p99'))).toBe(true)
  })

  it('count transactions, failed ones and repeated ones too', async () => {
    const server = await start()
    const before = await figures(server)
    await server.store.transaction(() => Promise.resolve())
    const failure = server.store.transaction(() => Promise.reject(new Error('no')))
    await expect(failure).rejects.toThrow('no')
    const found = await figures(server)
    const grown = (name: string): number => (found.get(name) ?? 0) - (before.get(name) ?? 0)
    expect(grown('netloom_store_transaction_duration_seconds_count{result="committed"}')).toBe(1)
    expect(grown('netloom_store_transaction_duration_seconds_count{result="failed"}')).toBe(1)
    expect(found.get('netloom_store_transactions_open')).toBe(0)
  })

  it('see the queue of writers while they wait', async () => {
    const server = await start()
    let first: Promise<void> = Promise.resolve()
    const finish = await new Promise<() => void>((began) => {
      first = server.store.transaction(() => new Promise<void>(began))
    })
    const second = server.store.transaction(() => Promise.resolve())
    const registry = metricsRegistry()
    const other = measuredStore(server.store, registry)
    const third = other.transaction(() => Promise.resolve())
    expect(await registry.getSingleMetricAsString('netloom_store_transactions_open')).toContain('open 1')
    finish()
    await Promise.all([first, second, third])
    expect(await registry.getSingleMetricAsString('netloom_store_transactions_open')).toContain('open 0')
  })

  it('tell how far watchers are, and who is alive', async () => {
    const server = await start()
    const { netloom } = server
    const network = await netloom.networks.create(adminContext(), { name: 'red' })
    const told = new Promise<void>((resolve) => {
      netloom.feed.watch(networkTopic(network.id), () => {
        resolve()
      })
    })
    await told
    await netloom.agents.hello({
      ...{ agentType: 'Linux bridge agent', binary: 'netloom-agent', host: 'host1', start: true },
      configurations: {},
    })
    const found = await figures(server)
    expect(found.get('netloom_feed_head')).toBeGreaterThan(0)
    expect(found.get('netloom_feed_lag_changes')).toBe(0)
    expect(found.get('netloom_feed_snapshots_total')).toBe(1)
    expect(found.get('netloom_agents{type="Linux bridge agent",alive="true"}')).toBe(1)
  })

  it('are there while the store is not', async () => {
    const server = await start()
    await fetch(`${server.url}/v2.0/networks`)
    await server.netloom.close()
    const found = await figures(server)
    expect(found.get(count('GET', '/v2.0/networks', 200))).toBe(1)
    expect([...found.keys()].filter((name) => name.startsWith('netloom_agents'))).toEqual([])
  })

  it('belong to one server, not to the process', async () => {
    const [one, other] = [await start(), await start()]
    await fetch(`${one.url}/v2.0/networks`)
    expect((await figures(one)).get(count('GET', '/v2.0/networks', 200))).toBe(1)
    expect((await figures(other)).get(count('GET', '/v2.0/networks', 200))).toBeUndefined()
    expect(register.getMetricsAsArray()).toEqual([])
  })

  it('are read on this machine, unless the operator says otherwise', async () => {
    const closed = await start({ metricsAccess: 'nobody' })
    expect((await fetch(`${closed.url}/metrics`)).status).toBe(404)
    const open = await start()
    const forwarded = await fetch(`${open.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.9' } })
    expect([forwarded.status, await forwarded.json()]).toEqual([
      403,
      { NeutronError: { type: 'HTTPForbidden', message: 'Access was denied to this resource.', detail: '' } },
    ])
  })

  it.each<readonly [MetricsAccess, string, boolean]>([
    ['loopback', '127.0.0.1', true],
    ['loopback', '::ffff:127.0.0.9', true],
    ['loopback', '::1', true],
    ['loopback', '192.0.2.1', false],
    ['loopback', '::ffff:192.0.2.1', false],
    ['loopback', '127.0.0.1.example.org', false],
    ['everyone', '192.0.2.1', true],
    ['nobody', '127.0.0.1', false],
  ])('for %s: %s may read them: %s', (access, remoteAddress, may) => {
    expect(mayReadMetrics(access, { headers: {}, socket: { remoteAddress } })).toBe(may)
  })
})
