// Runs a TypeScript file of this workspace in a process of its own: node run-typescript.cjs FILE ARGS…
const conditions = ['source', 'module', 'node']

async function main() {
  const { runnerImport } = await import('vite')
  const [, , file] = process.argv
  process.argv.splice(1, 1)
  const resolve = { conditions, externalConditions: conditions }
  await runnerImport(file, { configFile: false, logLevel: 'error', ssr: { resolve, noExternal: [/^@netloom\//] } })
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
