import { adminContext } from '@netloom/core'
import { expect, it } from 'vitest'
import { checkNoAuth } from '../../src/auth/check-no-auth.ts'
import { contextOf, noAuth } from '../../src/index.ts'
import { listen } from '../support/listen.ts'

const anybody = contextOf(noAuth())

it('refuses to make everybody on the network an administrator', async () => {
  await expect(listen({ host: '0.0.0.0', agentToken: 'secret', contextOf: anybody })).rejects.toMatchObject({
    code: 'ConfigurationError',
    message: expect.stringContaining('noauth on 0.0.0.0') as string,
  })
  const local = await listen({ contextOf: anybody })
  expect((await fetch(`${local.url}/v2.0/agents`)).status).toBe(200)
  await local.close()
})

it('lets them where that is meant, and leaves applications with users of their own alone', () => {
  const own = (_: unknown, requestId: string): ReturnType<typeof anybody> =>
    Promise.resolve(adminContext('p', requestId))
  expect(() => {
    checkNoAuth(anybody, '192.0.2.1')
  }).toThrow('noauth on 192.0.2.1')
  expect(() => {
    checkNoAuth(anybody, '192.0.2.1', true)
    checkNoAuth(anybody, '::1')
    checkNoAuth(own, '192.0.2.1')
  }).not.toThrow()
})
