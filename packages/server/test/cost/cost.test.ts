import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteStore } from '@netloom/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenApiDocument } from '../../src/openapi/open-api-types.ts'
import { listen, type Listening } from '../support/listen.ts'
import { CostCalls } from './cost-calls.ts'
import { CostClient, type Call } from './cost-client.ts'
import { costOf, EventLoopStall, type Cost } from './event-loop-stall.ts'

/** Milliseconds for which one request may keep everybody else waiting. */
const LONGEST_STALL = 100
/** A stall that does not come again was the machine's, or a collection of garbage. */
const TRIES = 3

let folder: string
let server: Listening
let client: CostClient
let stall: EventLoopStall
let calls: CostCalls
const ids = new Map<string, readonly string[]>()

function reference(attribute: string, n: number): string | undefined {
  const plural = attribute.endsWith(' id') ? attribute.slice(0, -3) : `${attribute.replace(/_id$/, '')}s`
  const list = ids.get(attribute === 'object_id' ? 'networks' : plural)
  return list === undefined ? undefined : list[n % list.length]
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'netloom-cost-store-'))
  server = await listen({ store: sqliteStore(join(folder, 'cost.sqlite')) })
  stall = new EventLoopStall()
  client = await CostClient.start(server.port)
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as OpenApiDocument
  calls = new CostCalls(document, reference)
  const first = await made('networks', Array.from({ length: 30 }, () => ({})))
  ids.set('networks', first.slice(0, 20))
  ids.set('bulk_networks', first.slice(20))
  await made('subnets', [{ network_id: first[0], ip_version: 4, cidr: '10.0.0.0/8' }])
  for (const plural of ['subnetpools', 'address_groups', 'policies', 'address_scopes', 'rbac_policies', 'segments', 'ports', 'trunks']) {
    const { body } = calls.bulk(plural)
    ids.set(plural, await made(plural, (body as Readonly<Record<string, readonly object[]>>)[plural]?.slice(0, 2) ?? []))
  }
})

afterAll(async () => {
  stall.stop()
  await client.close()
  await server.close()
  rmSync(folder, { recursive: true })
})

async function made(plural: string, objects: readonly object[]): Promise<readonly string[]> {
  const path = calls.collections.find(([one]) => one === plural)?.[1] ?? ''
  const answer = await fetch(server.url + path, { method: 'POST', body: JSON.stringify({ [plural]: objects }) })
  const body = (await answer.json()) as Readonly<Record<string, readonly { readonly id: string }[]>>
  if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(body)}`)
  return body[plural]?.map(({ id }) => id) ?? []
}

const told: string[] = []

async function cost(call: Call): Promise<Cost> {
  const measured = await client.send(call, () => stall.take())
  const one = costOf(measured, stall.take())
  const line = `${String(Math.round(one.stall))} ms stall, ${String(Math.round(one.milliseconds))} ms, ${String(one.status)} ${call.method} ${call.path.slice(0, 80)} ${JSON.stringify(call.body ?? '').slice(0, 60)} ${one.status > 299 ? one.start : ''}`
  told.push(line)
  if (process.env['COST_LOG'] !== undefined) console.log(line)
  return one
}

describe('x', () => {
  it('runs', { timeout: 600_000 }, async () => {
    for (let n = 0; n < 5; n += 1) await cost(calls.bulk('ports', n))
    const refs = await server.netloom.ports.listRefs?.({ projectId: 'admin', userId: '', roles: ['admin'], isAdmin: true, requestId: '' })
    ids.set('ports', refs?.map(({ id }) => id).slice(2) ?? [])
    for (const [plural] of calls.collections) {
      if (plural !== 'ports') await cost(calls.bulk(plural))
      await cost(calls.largest(plural, 1))
      await cost(calls.largeBulk(plural, 2))
    }
    const paths = Object.entries((calls as unknown as { document: OpenApiDocument }).document.paths)
    for (const [path, item] of paths) {
      if (!path.startsWith('/v2.0/')) continue
      if (item.get?.parameters !== undefined) for (const call of calls.lists(path)) await cost(call)
      else if (item.get !== undefined && path.includes('{')) for (const call of calls.lists(path)) await cost(call)
      for (const method of ['post', 'put'] as const) {
        if (item[method]?.requestBody === undefined) continue
        if (method === 'put' || path.includes('{')) await cost(calls.write(path, method, 3))
        for (const call of calls.beyond(path, method)) await cost(call)
      }
    }
    console.log(told.length, told.map(line => [Number(line.split(' ')[0]), line] as const).sort((a,b)=>b[0]-a[0]).slice(0, 60).map(([,l])=>l).join('\n'))
    void LONGEST_STALL, TRIES, expect
  })
})
