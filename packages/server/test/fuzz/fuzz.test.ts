import { sqliteStore } from '@netloom/store'
import { describe, expect, it } from 'vitest'
import { RESOURCES } from '../../src/resources/index.ts'
import { readRows } from '../invariants/rows.ts'
import { rowProblems } from '../invariants/row-problems.ts'
import { ErrorLog } from '../support/error-log.ts'
import { startApi } from '../support/start-api.ts'
import { fuzzResource } from './fuzz-resource.ts'

// SEED=17 npx vitest run packages/server/test/fuzz runs one life again; FUZZ_REQUESTS sets how long it is.
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 2_000)
const writable = RESOURCES.filter(({ policy }) => policy.create !== undefined)

describe.each(RESOURCES)(`${String(REQUESTS)} requests of seed ${String(SEED)} for $plural`, (resource) => {
  it('break nothing, and every answer is one', { timeout: 60_000 }, async () => {
    const store = sqliteStore(':memory:')
    const logger = new ErrorLog()
    const api = await startApi({ store, logger })
    try {
      const report = await fuzzResource(api, resource, RESOURCES, { seed: SEED, count: REQUESTS })
      if (process.env['FUZZ_SHOW'] !== undefined) console.log(resource.plural, report.writes, report.statuses)
      expect([...report.faults, ...logger.errors].slice(0, 5)).toEqual([])
      expect(rowProblems(await readRows(store)).slice(0, 10)).toEqual([])
      // what never gets past the first check tests nothing
      if (writable.includes(resource)) expect(report.writes).toBeGreaterThan(REQUESTS / 50)
    } finally {
      await api.close()
    }
  })
})
