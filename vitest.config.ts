import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { postgresBinaries } from './scripts/postgres/binaries.mjs'

// `source` comes first, so that tests run from packages/*/src and a stale dist can never pass them.
const conditions = ['source', 'module', 'node', 'development|production']

const under = (pattern: string): string[] =>
  ['packages/*', 'examples/*', 'bench'].map((folder) => `${folder}/test/**/${pattern}`)

// What the engine, security groups and routers promise, once more on PostgreSQL: their tests make their stores with a `test-store.ts`.
const ON_POSTGRES = [
  'packages/agent-l3/test/controller/{routers,interfaces,floating-ips,port-forwardings,scheduling}.test.ts',
  'packages/security-groups/test/{groups,ports,rules}.test.ts',
  'packages/firewall/test/{groups,firewalls,rules}.test.ts',
  'packages/lbaas/test/{balancers,statuses,scheduling}.test.ts',
  'packages/lbaas/test/octavia/octavia.test.ts',
  'packages/ml2/test/{networks,one-segment-one-network,subnets,ports,port-life,races,binding,ipam.property,quotas,quota-usage.property,rbac-policies,shared-types,scheduling/*,services/service-*}.test.ts',
]

/** Fails a file that leaves timers, mocks, environment or prototypes changed behind for those after it in the same process. */
const LEAVE_AS_FOUND = 'scripts/vitest/leave-as-found.mjs'

/** All processors: vitest by itself keeps one back, which of two is half. */
const WORKERS = availableParallelism()

/** Milliseconds after which a test hangs, on a machine that does other things as well. */
const PATIENCE = 180_000

const hasPostgres = postgresBinaries() !== undefined
if (!hasPostgres) process.stderr.write('tests on PostgreSQL are skipped: no server is installed (Debian: postgresql)\n')

export default defineConfig({
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    expect: { requireAssertions: true },
    globalSetup: ['scripts/vitest/compile.mjs'],
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: [...under('*.test.ts'), 'scripts/test/*.test.mjs'],
          exclude: ['**/*.conformance.test.ts', '**/*.lab.test.ts', '**/*.postgres.test.ts', '**/node_modules/**'],
          // Most of the time of a file goes into loading what every other one loads as well: files share processes.
          isolate: false,
          maxWorkers: WORKERS,
          setupFiles: [LEAVE_AS_FOUND],
          // A busy machine is no fault; what must be quick measures itself.
          testTimeout: PATIENCE,
          hookTimeout: PATIENCE,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'conformance',
          include: under('*.conformance.test.ts'),
          isolate: false,
          maxWorkers: WORKERS,
          setupFiles: [LEAVE_AS_FOUND],
          testTimeout: PATIENCE,
          hookTimeout: PATIENCE,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: hasPostgres ? [...under('*.postgres.test.ts'), ...ON_POSTGRES] : [],
          globalSetup: ['scripts/postgres/vitest-setup.mjs'],
          isolate: false,
          maxWorkers: WORKERS,
          setupFiles: [LEAVE_AS_FOUND, 'packages/store/test/support/stores-on-postgres.ts'],
          sequence: { groupOrder: 2 },
          // As above.
          testTimeout: PATIENCE,
          hookTimeout: PATIENCE,
        },
      },
      {
        extends: true,
        test: {
          name: 'lab',
          include: under('*.lab.test.ts'),
          isolate: false,
          setupFiles: [LEAVE_AS_FOUND],
          sequence: { groupOrder: 3 },
          // Creating and deleting devices takes one lock for the whole kernel: files side by side only time each other out.
          maxWorkers: 1,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
