import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OpenApiDocument } from '../../src/openapi/open-api-types.ts'
import { CostCalls } from './cost-calls.ts'
import { CostClient, type Call, type Measured } from './cost-client.ts'
import { CostServer, type Stall } from './cost-server.ts'

/** Milliseconds of a processor for which one request may keep everybody else waiting; tried again when it seems to be longer. */
const LONGEST_STALL = 100
/** A stall that does not come again was the machine's: a full collection, or caches that others have emptied. */
const TRIES = 3

interface Ports {
  readonly ports: readonly { readonly id: string }[]
}

let folder: string
let server: CostServer
let client: CostClient
let calls: CostCalls
/** Bytes that may still be in use after everything: rendered ports (16 MiB at most) and prepared statements are kept. */
const KEPT = 48 * 1024 * 1024
const ids = new Map<string, readonly string[]>()

function reference(attribute: string, n: number): string | undefined {
  const plural = attribute.endsWith(' id') ? attribute.slice(0, -3) : `${attribute.replace(/_id$/, '')}s`
  const list = ids.get(attribute === 'object_id' ? 'networks' : plural)
  return list === undefined ? undefined : list[n % list.length]
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'netloom-cost-store-'))
  server = await CostServer.start(join(folder, 'cost.sqlite'))
  client = await CostClient.start(server.port)
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as OpenApiDocument
  calls = new CostCalls(document, reference)
  const first = await made(
    'networks',
    Array.from({ length: 30 }, () => ({})),
  )
  ids.set('networks', first.slice(0, 20))
  ids.set('bulk_networks', first.slice(20))
  await made('subnets', [{ network_id: first[0], ip_version: 4, cidr: '10.0.0.0/8' }])
  for (const plural of [
    'subnetpools',
    'address_groups',
    'security_groups',
    'policies',
    'address_scopes',
    'rbac_policies',
    'segments',
    'ports',
    'trunks',
  ]) {
    // others than those that are measured
    const { body } = calls.bulk(plural, 7)
    ids.set(
      plural,
      await made(plural, (body as Readonly<Record<string, readonly object[]>>)[plural]?.slice(0, 2) ?? []),
    )
  }
}, 120_000)

afterAll(async () => {
  await client.close()
  await server.close()
  rmSync(folder, { recursive: true })
}, 60_000)

async function made(plural: string, objects: readonly object[]): Promise<readonly string[]> {
  const path = calls.collections.find(([one]) => one === plural)?.[1] ?? ''
  const answer = await fetch(server.url + path, { method: 'POST', body: JSON.stringify({ [plural]: objects }) })
  const body = (await answer.json()) as Readonly<Record<string, readonly { readonly id: string }[]>>
  if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(body)}`)
  return body[plural]?.map(({ id }) => id) ?? []
}

/** What kept others waiting, and what was no answer of ours. */
const problems: string[] = []

/** One request, and what kept the server's thread busy since the one before. */
async function measured(call: Call): Promise<Stall & Measured> {
  const answer = await client.send(call)
  return { ...answer, ...(await server.stall()) }
}

/** The least that a request costs in a few tries; `call` makes it anew where it can be accepted only once. */
async function cost(call: (attempt: number) => Call): Promise<number> {
  const tries: (Stall & Measured)[] = []
  while (tries.length < TRIES && tries.every(({ held }) => held > LONGEST_STALL)) {
    const one = await measured(call(tries.length))
    if (one.status === 0 || one.status >= 500)
      problems.push(`${describe(call(tries.length))}: ${String(one.status)} ${one.start}`)
    tries.push(one)
  }
  const stalls = tries.map(
    ({ held, wall, health }) =>
      `${held.toFixed(0)} ms held (by the clock ${wall.toFixed(0)} ms; /healthz waited ${health.toFixed(0)} ms)`,
  )
  if (tries.every(({ held }) => held > LONGEST_STALL)) problems.push(`${describe(call(0))}: ${stalls.join(', ')}`)
  else if (tries.length > 1)
    console.info(`once above ${String(LONGEST_STALL)} ms: ${describe(call(0))}: ${stalls.join(', ')}`)
  return tries[0]?.status ?? 0
}

const describe = ({ method, path, body }: Call): string =>
  `${method} ${path.slice(0, 120)} ${JSON.stringify(body ?? '').slice(0, 80)}`

it.each(['computing', 'asleep'] as const)('a handler that spends 150 ms %s is measured as such', async (how) => {
  const call = { method: 'GET', path: '/v2.0/networks?limit=1' }
  await server.hold(150, how)
  const { held, wall, health } = await measured(call)
  await server.hold(0, how)
  expect(wall).toBeGreaterThan(145)
  expect(health).toBeGreaterThan(100)
  if (how === 'computing') expect(held).toBeGreaterThan(LONGEST_STALL)
  else expect(held).toBeLessThan(LONGEST_STALL)
})

// One test: what is asked for last is asked of a server that has what was made before.
it(
  'nobody is kept waiting for 100 ms by the largest request that any operation of the API accepts',
  { timeout: 600_000 },
  async () => {
    const before = await server.memory()
    const statuses: Record<string, readonly number[]> = {}
    // as many ports as the largest trunk has
    const rounds = 4
    for (let n = 0; n < rounds; n += 1) {
      expect(await cost((attempt) => calls.bulk('ports', n + attempt * rounds))).toBe(201)
    }
    const own = new Set(ids.get('ports'))
    const { ports } = (await (await fetch(`${server.url}/v2.0/ports?fields=id`)).json()) as Ports
    ids.set(
      'ports',
      ports.flatMap(({ id }) => (own.has(id) ? [] : [id])),
    )
    for (const [plural] of calls.collections) {
      const bulk = plural === 'ports' ? 201 : await cost((attempt) => calls.bulk(plural, attempt))
      statuses[plural] = [bulk, await cost((attempt) => calls.largest(plural, 1 + attempt))]
      await cost((attempt) => calls.largeBulk(plural, 10 + attempt * 20))
    }
    // otherwise nothing was measured
    expect(statuses).toEqual(Object.fromEntries(calls.collections.map(([plural]) => [plural, [201, 201]])))
    for (const [path, item] of Object.entries(calls.document.paths)) {
      if (!path.startsWith('/v2.0/')) continue
      if (item.get !== undefined) for (const call of calls.lists(path)) await cost(() => call)
      for (const method of ['post', 'put'] as const) {
        if (item[method]?.requestBody === undefined) continue
        if (method === 'put' || path.includes('{')) await cost((attempt) => calls.write(path, method, 3 + attempt))
        for (const call of calls.beyond(path, method)) await cost(() => call)
      }
    }
    expect(problems).toEqual([])
    expect((await server.memory()) - before).toBeLessThan(KEPT)
  },
)
