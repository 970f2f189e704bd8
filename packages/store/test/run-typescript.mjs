// Runs a TypeScript file of this workspace in a process of its own: node run-typescript.mjs FILE ARGS…
import { runnerImport } from 'vite'

const [, , file] = process.argv
process.argv.splice(1, 1)
await runnerImport(file, {
  configFile: false,
  logLevel: 'error',
  ssr: {
    resolve: { conditions: ['source', 'module', 'node'], externalConditions: ['source', 'module', 'node'] },
    noExternal: [/^@netloom\//],
  },
})
