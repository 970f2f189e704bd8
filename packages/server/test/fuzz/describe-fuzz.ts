import { sqliteStore } from '@netloom/store'
import { describe, expect, it } from 'vitest'
import { resourcePath } from '../../src/api/versions.ts'
import type { Resource } from '../../src/resource/resource.ts'
import { RESOURCES } from '../../src/resources/index.ts'
import { readRows } from '../invariants/rows.ts'
import { rowProblems } from '../invariants/row-problems.ts'
import { ErrorLog } from '../support/error-log.ts'
import { startApi } from '../support/start-api.ts'
import { fuzzResource } from './fuzz-resource.ts'
import { RECIPES } from './recipes.ts'

// SEED=17 npx vitest run packages/server/test/fuzz lives another life; FUZZ_REQUESTS sets how long each is.
const SEED = Number(process.env['SEED'] ?? 1)
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 2_000)

/** Thousands of requests for each of these resources, to a controller of its own. */
export function describeFuzz(resources: readonly Resource[]): void {
  describe(`${String(REQUESTS)} requests of seed ${String(SEED)}`, () => {
    for (const resource of resources) {
      it(`for ${resourcePath(resource)} break nothing, and every answer is one`, { timeout: 120_000 }, async () => {
        await fuzz(resource)
      })
    }
  })
}

async function fuzz(resource: Resource): Promise<void> {
  const store = sqliteStore(':memory:')
  const logger = new ErrorLog()
  const api = await startApi({ store, logger })
  try {
    const report = await fuzzResource(api, resource, RESOURCES, { seed: SEED, count: REQUESTS })
    if (process.env['FUZZ_SHOW'] !== undefined) console.log(resourcePath(resource), report.writes, report.statuses)
    expect([...report.faults, ...logger.errors].slice(0, 5)).toEqual([])
    expect(rowProblems(await readRows(store)).slice(0, 10)).toEqual([])
    // what never gets past the first check tests nothing
    if (RECIPES[resource.plural] !== undefined) expect(report.writes).toBeGreaterThan(REQUESTS / 100)
  } finally {
    await api.close()
  }
}
