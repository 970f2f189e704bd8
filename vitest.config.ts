import { defineConfig } from 'vitest/config'

// `source` comes first, so that tests run from packages/*/src and a stale dist can never pass them.
const conditions = ['source', 'module', 'node', 'development|production']
const ssr = { resolve: { conditions, externalConditions: conditions } }

const folders = ['packages/*', 'examples/*', 'bench']
const under = (pattern: string): string[] => folders.map((folder) => `${folder}/test/**/${pattern}`)

export default defineConfig({
  test: {
    expect: { requireAssertions: true },
    reporters: ['default'],
    projects: [
      {
        ssr,
        test: {
          name: 'pure',
          include: under('*.test.ts'),
          exclude: ['**/*.conformance.test.ts', '**/*.lab.test.ts', '**/node_modules/**'],
          expect: { requireAssertions: true },
          sequence: { groupOrder: 0 },
        },
      },
      {
        ssr,
        test: {
          name: 'conformance',
          include: under('*.conformance.test.ts'),
          expect: { requireAssertions: true },
          sequence: { groupOrder: 1 },
        },
      },
      {
        ssr,
        test: {
          name: 'lab',
          include: under('*.lab.test.ts'),
          expect: { requireAssertions: true },
          sequence: { groupOrder: 2 },
          // Creating and deleting devices takes one lock for the whole kernel: files side by side only time each other out.
          maxWorkers: 1,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
