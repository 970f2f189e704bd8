import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'

const run = promisify(execFile)
const HERE = fileURLToPath(new URL('.', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-entries-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** What an entry loads, as packages; empty = our own files alone. And what it adds to the globals. */
async function loadedBy(entry: string): Promise<{ readonly libraries: readonly string[]; readonly globals: string }> {
  const list = join(folder, 'modules')
  const hooks = `import { appendFileSync } from 'node:fs'
export const load = (url, context, next) => (appendFileSync(${JSON.stringify(list)}, url + '\\n'), next(url, context))`
  const script = `import { register } from 'node:module'
const before = [...Object.getOwnPropertyNames(globalThis), ...Object.getOwnPropertyNames(Reflect)]
register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)})
await import(${JSON.stringify(entry)})
const after = [...Object.getOwnPropertyNames(globalThis), ...Object.getOwnPropertyNames(Reflect)]
console.log(after.filter((name) => !before.includes(name)).join())`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: HERE })
  const modules = (await readFile(list, 'utf8')).split('\n')
  await rm(list)
  const libraries = modules.flatMap((url) => /node_modules\/(?:\.pnpm\/)?((?:@[^/]+\/)?[^/@]+)/.exec(url)?.[1] ?? [])
  return { libraries: [...new Set(libraries)].sort(), globals: stdout.trim() }
}

// Whoever writes a driver, or embeds a controller beside other software, gets no library with the contract.
it.each([
  '@netloom/core',
  '@netloom/core/services',
  '@netloom/core/store',
  '@netloom/core/errors',
  '@netloom/core/files',
])('%s loads no library and adds no global', async (entry) => {
  expect(await loadedBy(entry)).toEqual({ libraries: [], globals: '' })
})

it.each([
  ['@netloom/core/wire', ['zod']],
  ['@netloom/core/kit', ['cidr-tools', 'ini', 'ip-bigint']],
])('%s loads what its own work needs', async (entry, libraries) => {
  expect((await loadedBy(entry)).libraries).toEqual(libraries)
})
