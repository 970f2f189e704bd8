import { afterAll, beforeAll, expect, it } from 'vitest'
import { LoadedModules } from './support/loaded-modules.ts'

let loaded: LoadedModules
beforeAll(async () => {
  loaded = await LoadedModules.open()
})
afterAll(() => loaded.close())

// People type these all day: each module costs them a millisecond.
it.each(['lab status', 'lab exec', 'lab boot', 'explain', 'port set-ip'])(
  '%s loads neither engine, server nor drivers',
  async (words) => {
    await loaded.run([...words.split(' '), '--help'])
    const modules = await loaded.take()
    expect(modules).toContain('main.js')
    expect(modules).not.toMatch(/\/(kysely|zod|fastify|packages\/(server|store|dataplane|mech-\w+))[@/]/)
    expect(modules).not.toContain('packages/core/dist/index.js')
  },
)
