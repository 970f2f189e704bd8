import { readFile, rm, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'

const BIN = fileURLToPath(new URL('../bin/netloom.mjs', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-light-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** What a command loads, each module's address on a line. */
async function modulesOf(words: readonly string[]): Promise<string> {
  const list = join(folder, 'modules')
  await rm(list, { force: true })
  const hooks = `import { appendFileSync } from 'node:fs'
export const load = (url, context, next) => (appendFileSync(${JSON.stringify(list)}, url + '\\n'), next(url, context))`
  const register = `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)})`
  const given = ['--import', `data:text/javascript,${encodeURIComponent(register)}`, BIN, ...words]
  await execa(process.execPath, given, { stdin: 'ignore' })
  return readFile(list, 'utf8')
}

// People type these all day: each module costs them a millisecond.
it.each(['lab status', 'lab exec', 'lab boot', 'explain', 'port set-ip'])(
  '%s loads neither engine, server nor drivers',
  async (words) => {
    const modules = await modulesOf([...words.split(' '), '--help'])
    expect(modules).toContain('main.js')
    expect(modules).not.toMatch(/\/(kysely|zod|fastify|packages\/(server|store|dataplane|mech-\w+))[@/]/)
    expect(modules).not.toContain('packages/core/dist/index.js')
  },
)
