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
    expect(modules.trim().split('\n').length).toBeLessThan(80)
  },
)

it('an agent comes as far as the kernel without the database’s libraries and what runs commands', async () => {
  const said = await loaded.run([
    'agent',
    '--role',
    'l2',
    '--netns',
    'nosuch',
    '--controller',
    'ws://127.0.0.1:1/agent',
  ])
  const modules = await loaded.take()
  expect(said).toContain('--netns nosuch: no such network namespace')
  expect(modules).not.toMatch(/\/(kysely|fastify|execa|execa-[\w-]+\.js|packages\/(server|store|ml2))[@/\n]/)
})

it('a controller without policy files comes up without what reads them and what runs commands', async () => {
  const said = await loaded.run(['server', '--auth', 'noauth', '--listen', '127.0.0.1:0'], 'the controller is ready')
  const modules = await loaded.take()
  expect(said).toContain('the controller is ready')
  expect(modules).not.toMatch(/\/(yaml|execa|execa-[\w-]+\.js|packages\/dataplane)[@/\n]/)
})
