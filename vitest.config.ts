import { defineConfig } from 'vitest/config'

// `source` comes first, so that tests run from packages/*/src and a stale dist can never pass them.
const conditions = ['source', 'module', 'node', 'development|production']

const under = (pattern: string): string[] =>
  ['packages/*', 'examples/*', 'bench'].map((folder) => `${folder}/test/**/${pattern}`)

export default defineConfig({
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    expect: { requireAssertions: true },
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: under('*.test.ts'),
          exclude: ['**/*.conformance.test.ts', '**/*.lab.test.ts', '**/node_modules/**'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'conformance',
          include: under('*.conformance.test.ts'),
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'lab',
          include: under('*.lab.test.ts'),
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
