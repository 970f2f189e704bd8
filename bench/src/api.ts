import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { apiWorkload, type Amounts, type Pace } from './api-workload.ts'
import type { Finding } from './report.ts'
import { routerWorkload } from './router-workload.ts'
import { temporaryFolder, timed } from './scratch.ts'

/** Another server with Neutron's API, with the right to create; its figures stand beside ours. */
const PEER = process.env['NETLOOM_BENCH_PEER']
const OURS: Amounts = { sequential: 200, concurrent: 400 }
// An order of magnitude slower, an order of magnitude fewer.
const THEIRS: Amounts = { sequential: 20, concurrent: 48 }

/** What our p50 may be of the peer's, per operation. Calls per second with eight clients have the same budget. */
const RATIOS: readonly (readonly [operation: string, ratio: number])[] = [
  ['create a network', 1 / 50],
  ['create a subnet', 1 / 50],
  ['create a port', 1 / 50],
  ['create 100 ports at once', 1 / 200],
  ['show a port', 1 / 30],
  ['list ports by MAC', 1 / 30],
  ['list 1000 ports', 1 / 100],
  ['create a router', 1 / 100],
  ['add a router interface', 1 / 100],
  ['create a floating IP', 1 / 100],
]

/** Without a peer the budgets are what one that answers as Neutron did when they were set would give. */
const USUAL: Readonly<Record<string, Pace>> = {
  'create a network': { p50: 87, perSecond: 16 },
  'create a subnet': { p50: 93, perSecond: 20 },
  'create a port': { p50: 147, perSecond: 9.9 },
  'create 100 ports at once': { p50: 12_380, perSecond: 0.095 },
  'show a port': { p50: 15.7, perSecond: 147 },
  'list ports by MAC': { p50: 16.1, perSecond: 79 },
  'list 1000 ports': { p50: 507, perSecond: 4 },
  'create a router': { p50: 35.9, perSecond: 43.6 },
  'add a router interface': { p50: 453, perSecond: 3.3 },
  'create a floating IP': { p50: 289, perSecond: 5.7 },
}

/** The REST API of a controller process against a peer: latency one by one, throughput of eight clients, memory, start. */
export async function benchApi(): Promise<readonly Finding[]> {
  const folder = temporaryFolder()
  let url = ''
  const child = fork(join(import.meta.dirname, 'api-controller.js'), [join(folder, 'store.db')])
  try {
    const start = await timed(async () => {
      ;[url] = (await once(child, 'message')) as [string]
      await fetch(url)
    })
    const all = async (server: string, amounts: Amounts): Promise<ReadonlyMap<string, Pace>> =>
      new Map([...(await apiWorkload(server, amounts)), ...(await routerWorkload(server, amounts))])
    await all(url, { sequential: 50, concurrent: 100 })
    const ours = await all(url, OURS)
    const memory = residentMemory(child.pid)
    const theirs = PEER === undefined ? new Map(Object.entries(USUAL)) : await all(PEER, THEIRS)
    return [
      ...RATIOS.flatMap(([operation, ratio]) => compare(operation, ratio, ours.get(operation), theirs.get(operation))),
      { bench: 'api', measure: 'start to first answer', value: start, unit: 'ms', budget: 1_000 },
      { bench: 'api', measure: 'resident memory after that', value: memory, unit: 'MiB', budget: 166 },
    ]
  } finally {
    child.kill()
  }
}

function compare(
  operation: string,
  budget: number,
  ours: Pace | undefined,
  theirs: Pace | undefined,
): readonly Finding[] {
  if (ours === undefined || theirs === undefined) return []
  const what = PEER === undefined ? 'Neutron 21, another day' : 'peer'
  return [
    { bench: 'api', measure: operation, value: ours.p50, unit: 'ms', against: { what, value: theirs.p50 }, budget },
    {
      bench: 'api',
      measure: `${operation}, 8 clients`,
      value: 1_000 / ours.perSecond,
      unit: 'ms each',
      against: { what, value: 1_000 / theirs.perSecond },
      budget,
    },
  ]
}

function residentMemory(pid: number | undefined): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024
}
