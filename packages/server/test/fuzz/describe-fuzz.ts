import type { Resource } from '@netloom/api'
import type { Store } from '@netloom/core/store'
import { sqliteStore } from '@netloom/store'
import { describe, expect, it } from 'vitest'
import { firstSeed, repetitions } from '../../../core/test/support/repetitions.ts'
import { resourcePath } from '../../src/answers/versions.ts'
import { groupProblems } from '../invariants/group-problems.ts'
import { readGroupRows } from '../invariants/group-rows.ts'
import { readRows } from '../invariants/rows.ts'
import { rowProblems } from '../invariants/row-problems.ts'
import { ErrorLog } from '../support/error-log.ts'
import { startApi } from '../support/start-api.ts'
import { fuzzResource } from './fuzz-resource.ts'
import { RECIPES } from './recipes.ts'
import { ALL_RESOURCES, WITH_SERVICES } from '../support/with-services.ts'

// SEED=17 npx vitest run packages/server/test/fuzz lives another life; FUZZ_REQUESTS sets how long each is.
const SEED = firstSeed(1)
const REQUESTS = process.env['FUZZ_REQUESTS']
const LIVES = 4

interface Place {
  readonly where: string
  readonly newStore: () => Promise<Store>
  /** For each resource, unless the environment says otherwise. */
  readonly requests: number
}

/** With it, ports on host1 are bound and the feed has something to say. */
const AGENT = {
  ...{ agentType: 'Linux bridge agent', binary: 'netloom-agent', host: 'host1', start: true },
  configurations: { tunnelingIp: '192.0.2.1', tunnelTypes: ['vxlan'], bridgeMappings: {}, l2Population: true },
}

const inMemory = (): Promise<Store> => Promise.resolve(sqliteStore(':memory:'))

/** Thousands of requests for each of these resources, to a controller of its own. */
export function describeFuzz(
  resources: readonly Resource[],
  { where, newStore, requests }: Place = { where: 'SQLite', newStore: inMemory, requests: repetitions(2_000, 400) },
): void {
  const count = Number(REQUESTS ?? requests)
  describe(`${String(count)} requests of seed ${String(SEED)}, on ${where},`, () => {
    for (const resource of resources) {
      it(`for ${resourcePath(resource)} break nothing, and every answer is one`, { timeout: 120_000 }, async () => {
        let writes = await fuzz(resource, await newStore(), { seed: SEED, count })
        if (RECIPES[resource.plural] === undefined) return
        // What never gets past the first check tests nothing. A short life may have bad luck with its first objects: then another one.
        for (let life = 1; life < LIVES && writes <= count / 100; life += 1)
          writes = await fuzz(resource, await newStore(), { seed: SEED + life, count })
        expect(writes).toBeGreaterThan(count / 100)
      })
    }
  })
}

/** Returns how often the resource was written. */
async function fuzz(
  resource: Resource,
  store: Store,
  life: { readonly seed: number; readonly count: number },
): Promise<number> {
  const logger = new ErrorLog()
  const api = await startApi({ ...WITH_SERVICES, store, logger })
  try {
    await api.netloom.agents.hello(AGENT)
    const report = await fuzzResource(api, resource, ALL_RESOURCES, life)
    if (process.env['FUZZ_SHOW'] !== undefined) console.log(resourcePath(resource), report.writes, report.statuses)
    expect([...report.faults, ...logger.errors].slice(0, 5)).toEqual([])
    const rows = await readRows(store)
    const problems = [...rowProblems(rows), ...groupProblems(rows, await readGroupRows(store))]
    expect(problems.slice(0, 10)).toEqual([])
    return report.writes
  } finally {
    await api.close()
  }
}
