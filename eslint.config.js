import tseslint from 'typescript-eslint'
import { hostEffects } from './scripts/lint/host-effects.mjs'

const RUNS_COMMANDS = 'Only the data plane and the labs run commands; render a device state instead.'
const ONE_DI_FILE =
  'Import from packages/core/src/registry/di.ts: it loads reflect-metadata first and hides the global container.'

const noContainer = ['tsyringe', 'reflect-metadata'].map((name) => ({ name, message: ONE_DI_FILE }))
const noCommands = ['execa', 'child_process', 'node:child_process'].map((name) => ({ name, message: RUNS_COMMANDS }))
const restrict = (...paths) => ({ 'no-restricted-imports': ['error', { paths: paths.flat() }] })

const syntax = [
  { selector: 'ExportAllDeclaration', message: 'Name what you export: a reader searches for names.' },
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only: one name for one thing, everywhere.' },
  {
    selector:
      "NewExpression[callee.name='Date'] CallExpression[callee.property.name='now'][callee.object.name!='Date']",
    message: 'clock.now() is monotonic and says nothing of the time of day: clock.date().',
  },
  { selector: 'TSEnumDeclaration', message: 'Use a union of literals: the sources must stay erasable.' },
  {
    selector:
      "BinaryExpression[operator='===']:matches([left.property.name='deviceId'], [left.property.name='device_id'])",
    message: "device_id is any tenant's to write: find a service's port with findServicePort of @netloom/core/dhcp.",
  },
]
/** Test files share processes. */
const foreignPrototypes = {
  selector: "CallExpression[callee.object.name='Object'][callee.property.name=/^[gs]etPrototypeOf$/]",
  message: 'A prototype belongs to all files of the process; define the property on the object itself.',
}

/** Folders that may start processes. */
const commandRunners = [
  'packages/dataplane/**',
  'packages/cli/src/lab/**',
  'packages/testing/src/lab/**',
  'examples/**',
  'bench/**',
]

/** Who touches files and processes for a living. */
const DOERS = [
  'packages/dataplane/src/**',
  'packages/core/src/files/**',
  'packages/cli/src/lab/**',
  'packages/testing/src/lab/**',
]

/** Who else writes a file, and why that is no device state. */
const WRITERS = {
  'packages/agent-metadata/src/agent/metadata-server-kind.ts':
    'the socket that the agent itself answers at, and its folder',
  'packages/agent-runtime/src/file-journal.ts': 'the agent’s copy of what the controller told it',
  'packages/agent-runtime/src/inspection-socket.ts': 'the agent’s own socket, and its folder',
  'packages/cli/src/compose/hold-state-directory.ts': 'one process for each state directory: its lock',
  'packages/cli/src/init/write-files.ts': 'configuration that an operator asked for',
  'packages/cli/src/logs/log-file.ts': 'the log of the process itself',
  'packages/server/src/auth/agent-tokens.ts': 'tokens of agents, which the controller makes',
  'packages/server/src/auth/token-auth.ts': 'the first token, which the controller makes',
  'packages/server/src/auth/token-file.ts': 'tokens, which the command makes and takes back',
  'packages/testing/src/conformance/support/blocking-calls.ts': 'watches who does it; calls nothing itself',
  'packages/store/src/sqlite/private-file.ts': 'the database, closed to others before it is opened',
}

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      'packages/*/docs/',
      '**/node_modules/',
      '**/coverage/',
      '*.js',
      '**/*.cjs',
      'vitest.config.ts',
    ],
  },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      'no-restricted-syntax': ['error', ...syntax],
      ...restrict(noContainer, noCommands),
    },
  },
  {
    // Scripts run before anything is compiled, and start processes for a living.
    files: ['scripts/**', 'packages/cli/bin/**', '**/test/**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    // The time of day steps; a pause, a deadline or a heartbeat that is measured with it ends too early or never.
    files: ['packages/*/src/**', 'examples/**', 'bench/**'],
    // Points of time that others set or read: when a token or a lease ends, when a mark or a log line was written.
    ignores: [
      'packages/server/src/auth/keystone-auth.ts',
      'packages/agent-dhcp/src/agent/dnsmasq-kind.ts',
      'packages/store/src/postgres/commit-mark.ts',
      'packages/cli/src/logs/log-destination.ts',
    ],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'Date',
          property: 'now',
          message: 'Measure with clock.now() or performance.now(), show clock.date().',
        },
      ],
    },
  },
  {
    files: ['packages/*/src/**'],
    ignores: DOERS,
    plugins: { netloom: { rules: { 'host-effects': hostEffects } } },
    rules: { 'netloom/host-effects': 'error' },
  },
  ...Object.entries(WRITERS).map(([file, reason]) => ({
    files: [file],
    rules: { 'netloom/host-effects': ['error', { reason }] },
  })),
  { files: ['packages/core/src/registry/di.ts'], rules: restrict(noCommands) },
  { files: commandRunners, rules: restrict(noContainer) },
  {
    files: ['**/test/**'],
    rules: {
      'no-restricted-syntax': ['error', ...syntax, foreignPrototypes],
      // Lab and command-line tests start the processes that they look at.
      ...restrict(noContainer),
      // Fakes implement asynchronous contracts with nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      // A test that reads the wrong thing fails, which is what it is for.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // What an API answered is looked into as a client would; a wrong look fails the test.
    files: ['packages/server/test/**', 'packages/cli/test/**', 'packages/agent-dhcp/test/api/**'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
    },
  },
)
