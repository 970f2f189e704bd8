// Runs a TypeScript file of this workspace in a process of its own, from the sources: node run-typescript.cjs FILE ARGS…
const conditions = ['source', 'module', 'node']

async function main() {
  const { runnerImport } = await import('vite')
  const [, , file] = process.argv
  process.argv.splice(1, 1)
  // runnerImport has an environment of its own, `inline`, in which every package is external unless it is named here
  const resolve = { conditions, externalConditions: conditions, noExternal: [/^@netloom\//] }
  await runnerImport(file, { configFile: false, logLevel: 'error', environments: { inline: { resolve } } })
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
