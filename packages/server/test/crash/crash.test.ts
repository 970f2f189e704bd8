import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { adminContext } from '@netloom/core'
import { createNetloom } from '@netloom/ml2'
import { sqliteStore } from '@netloom/store'
import { seededRandom } from '@netloom/testing'
import { vxlan } from '@netloom/type-vxlan'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRows } from '../invariants/rows.ts'
import { rowProblems } from '../invariants/row-problems.ts'
import { CrashingServer } from './crashing-server.ts'
import { Writer, type Shown } from './writer.ts'

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000)
const KILLS = 4
const CLIENTS = 8

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-crash-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function prepare(path: string): Promise<string> {
  const modules = [vxlan({ vniRanges: [[1, 9_999]] })]
  const netloom = await createNetloom({ modules, store: sqliteStore(path), ml2: { projectNetworkTypes: ['vxlan'] } })
  const { id } = await netloom.networks.create(adminContext(), { name: 'red' })
  await netloom.subnets.create(adminContext(), { networkId: id, ipVersion: 4, cidr: '10.0.0.0/16' })
  await netloom.close()
  return id
}

async function problemsIn(path: string): Promise<readonly string[]> {
  const store = sqliteStore(path)
  await store.initialize()
  const problems = rowProblems(await readRows(store))
  await store.close()
  return problems
}

async function portsOf(url: string): Promise<ReadonlyMap<string, Shown>> {
  const { ports } = (await (await fetch(`${url}/v2.0/ports`)).json()) as { readonly ports: readonly Shown[] }
  return new Map(ports.map((port) => [port.id, port]))
}

/** Lets everybody write, and kills the server in the middle of it: some milliseconds after so many answers. */
async function killUnderLoad(
  server: CrashingServer,
  writers: readonly Writer[],
  { writes, pause }: { readonly writes: number; readonly pause: number },
): Promise<void> {
  let written = 0
  let enough = (): void => undefined
  const due = new Promise<void>((resolve) => {
    enough = resolve
  })
  const dying = writers.map((writer) =>
    writer.writeUntilDeath(server.url, () => {
      written += 1
      if (written >= writes) enough()
    }),
  )
  await Promise.race([due, Promise.all(dying)])
  await after(pause)
  await server.kill()
  await Promise.all(dying)
}

/** What a client was told and the server no longer says. Takes over what became of requests that were not answered. */
function broken(writer: Writer, ports: ReadonlyMap<string, Shown>): readonly string[] {
  const found: string[] = []
  for (const [id, { shown, unsure }] of writer.beliefs) {
    const port = ports.get(id)
    if (unsure) writer.beliefs.set(id, { shown: port, unsure: false })
    else if (JSON.stringify(port) !== JSON.stringify(shown)) {
      found.push(`was told ${JSON.stringify(shown)}, now it is ${JSON.stringify(port)}`)
    }
  }
  const named = [...ports.values()].filter(({ name }) => name === writer.unansweredName)
  if (named.length > 1) found.push(`${String(writer.unansweredName)} was made ${String(named.length)} times`)
  return found
}

describe(`a controller that is killed under load (seed ${String(SEED)})`, () => {
  it(`has every acknowledged write of ${String(CLIENTS)} clients, and none half`, { timeout: 120_000 }, async () => {
    const path = join(folder, 'controller.db')
    const networkId = await prepare(path)
    const random = seededRandom(SEED)
    const writers = Array.from({ length: CLIENTS }, (_, n) => new Writer(`client ${String(n)}`, networkId, SEED + n))
    for (let kill = 0; kill < KILLS; kill += 1) {
      const server = await CrashingServer.start(path)
      const ports = await portsOf(server.url)
      expect(writers.flatMap((writer) => broken(writer, ports))).toEqual([])
      await killUnderLoad(server, writers, { writes: 50 + random() * 400, pause: random() * 5 })
      expect(await problemsIn(path)).toEqual([])
    }
    const last = await CrashingServer.start(path)
    const ports = await portsOf(last.url)
    expect(writers.flatMap((writer) => broken(writer, ports))).toEqual([])
    await last.kill()
    const acknowledged = writers.reduce((sum, writer) => sum + writer.acknowledged, 0)
    expect(acknowledged).toBeGreaterThan(KILLS * 50 - 1)
  })
})
