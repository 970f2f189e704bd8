import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { UnauthorizedError, keystoneAuth } from '../../src/index.ts'

it('asks Keystone about few tokens at once, lets some wait and tells the rest 503', { timeout: 30_000 }, async () => {
  let now = 0
  let most = 0
  const keystone = createServer((request, response) => {
    request.resume()
    if (request.method === 'POST') {
      response.writeHead(201, { 'x-subject-token': 'own' }).end('{}')
      return
    }
    now += 1
    most = Math.max(most, now)
    void after(5).then(() => {
      now -= 1
      response.writeHead(404).end()
    })
  })
  keystone.listen(0, '127.0.0.1')
  await once(keystone, 'listening')
  const { port } = keystone.address() as AddressInfo
  const auth = keystoneAuth({
    authUrl: `http://127.0.0.1:${String(port)}`,
    username: 'neutron',
    password: 'x',
    projectName: 'service',
  })
  const ask = (n: number): Promise<unknown> => auth.authenticate({ 'x-auth-token': `t${String(n)}` })
  const outcomes = await Promise.allSettled(Array.from({ length: 794 }, (_, n) => ask(n)))
  const reasons = outcomes.map((outcome) => (outcome.status === 'rejected' ? (outcome.reason as Error) : undefined))
  const refused = reasons.filter((reason) => reason instanceof UnauthorizedError)
  expect(refused).toHaveLength(516)
  for (const reason of reasons) {
    if (!(reason instanceof UnauthorizedError)) expect(reason).toMatchObject({ status: 503 })
  }
  expect(most).toBeLessThanOrEqual(16)
  // Nobody's turn is lost.
  await expect(ask(1_000)).rejects.toBeInstanceOf(UnauthorizedError)
  keystone.closeAllConnections()
  keystone.close()
})
