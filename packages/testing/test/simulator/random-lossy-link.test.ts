import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, it, vi } from 'vitest'
import { seeds } from '../../../core/test/support/repetitions.ts'
import { expectToConverge } from './random-run.ts'

// The store measures how long it has been writing; a run must not depend on how busy this machine is.
vi.useFakeTimers({ toFake: ['performance'] })
afterAll(() => {
  vi.useRealTimers()
})

const folder = mkdtempSync(join(tmpdir(), 'netloom-lives-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('whatever happens, a fleet comes right although its links stay bad', () => {
  it.each(seeds(101, 100, 25))(
    'seed %i: three in ten of all frames lost, doubled, late; the store in a file',
    async (seed) => {
      const store = join(folder, `${String(seed)}.sqlite`)
      await expectToConverge(seed, { bad: 'everything', more: { store } })
    },
  )
})
