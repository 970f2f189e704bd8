import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NovaProvider } from '../src/provider/nova-provider.ts'

const silent = (): void => undefined
const logger = { debug: silent, info: silent, warn: silent, error: silent }
const guest = {
  ...{
    portId: 'port',
    networkId: 'n1',
    instanceId: 'vm-1',
    projectId: 'p1',
    name: '',
    macAddress: 'fa:16:3e:00:00:07',
  },
  addresses: ['10.0.0.7'],
}
let status = 200
const heard: IncomingMessage[] = []
const nova = createServer((request, response) => {
  heard.push(request)
  response.writeHead(status, { 'content-type': 'application/json' }).end('{"uuid":"vm-1"}')
})
let provider: NovaProvider
beforeAll(async () => {
  await new Promise<void>((resolve) => nova.listen(0, '127.0.0.1', resolve))
  const { port } = nova.address() as AddressInfo
  provider = new NovaProvider({ host: '127.0.0.1', port, protocol: 'http', insecure: false, secret: 's3cret', logger })
})
afterAll(() => new Promise((resolve) => nova.close(resolve)))

const ask = (): ReturnType<NovaProvider['answer']> =>
  provider.answer(guest, { method: 'GET', path: '/latest/meta-data/?x=1', body: Buffer.alloc(0) }, '10.0.0.7')

describe('a request that is handed on to Nova', () => {
  it('says whose it is, signed with the secret', async () => {
    const answer = await ask()
    expect([answer.status, answer.contentType, answer.body.toString()]).toEqual([
      200,
      'application/json',
      '{"uuid":"vm-1"}',
    ])
    expect(heard.at(-1)?.url).toBe('/latest/meta-data/?x=1')
    expect(heard.at(-1)?.headers).toMatchObject({
      'x-instance-id': 'vm-1',
      'x-tenant-id': 'p1',
      'x-forwarded-for': '10.0.0.7',
      'x-instance-id-signature': createHmac('sha256', 's3cret').update('vm-1').digest('hex'),
    })
  })

  it.each([
    [400, 400],
    [403, 403],
    [404, 404],
    [409, 409],
    [500, 500],
    [502, 502],
    [503, 503],
    [504, 504],
    [418, 500],
  ])('gets %i as %i', async (said, passed) => {
    status = said
    expect((await ask()).status).toBe(passed)
  })

  it('gets 503 when nobody is there', async () => {
    const away = new NovaProvider({ host: '127.0.0.1', port: 1, protocol: 'http', insecure: false, secret: '', logger })
    const request = { method: 'GET', path: '/', body: Buffer.alloc(0) }
    expect((await away.answer(guest, request, '10.0.0.7')).status).toBe(503)
  })
})
