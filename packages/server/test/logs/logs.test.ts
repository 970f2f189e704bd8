import { ANYONE, defineResource, uuid } from '@netloom/api'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { listen, type Listening } from '../support/listen.ts'

type Line = Readonly<Record<string, unknown>>

let server: Listening | undefined
afterEach(() => server?.close())

const lines: string[] = []
const logger = pino(
  { level: 'debug' },
  new Writable({
    write: (chunk: Buffer, _, done) => {
      lines.push(chunk.toString())
      done()
    },
  }),
)

async function start(
  options: Parameters<typeof listen>[0] = {},
): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
  lines.length = 0
  const started = await listen({ logger, ...options })
  server = started
  return (path, init) => fetch(started.url + path, init)
}

/** The log has the line of an answer once the answer is sent, which is a moment after it is read. */
async function logged(count: number): Promise<readonly Line[]> {
  while (lines.length < count) await new Promise((resolve) => setImmediate(resolve))
  return lines.map((line) => JSON.parse(line) as Line)
}

const ID = /^req-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

describe('the log', () => {
  it('has one line for each request, with the id of its answer', async () => {
    const call = await start()
    const response = await call('/v2.0/networks?name=red')
    const id = response.headers.get('x-openstack-request-id')
    expect(id).toMatch(ID)
    expect(await logged(1)).toEqual([
      expect.objectContaining({
        ...{ level: 30, msg: 'request', requestId: id, method: 'GET', url: '/v2.0/networks?name=red', status: 200 },
        ...{ projectId: 'admin', milliseconds: expect.any(Number) as number, remote: '127.0.0.1' },
      }),
    ])
  })

  it('keeps the id under which another service calls, when it is one', async () => {
    const call = await start()
    const outer = 'req-01234567-89ab-cdef-0123-456789abcdef'
    const answers = [
      await call('/', { headers: { 'X-Openstack-Request-Id': outer } }),
      await call('/', { headers: { 'X-Openstack-Request-Id': 'req-x"}{"level":60' } }),
    ]
    for (const { headers } of answers) expect(headers.get('x-openstack-request-id')).not.toBe(outer)
    const [first, second] = await logged(2)
    expect(first?.['globalRequestId']).toBe(outer)
    expect(second).not.toHaveProperty('globalRequestId')
  })

  it('has neither tokens nor bodies', async () => {
    const call = await start()
    const headers = { 'X-Auth-Token': 'gAAAA-secret-token', Authorization: 'Bearer secret-bearer' }
    await call('/v2.0/networks', { method: 'POST', headers, body: '{"network":{"name":"secret-name"}}' })
    await call('/v2.0/networks', { method: 'POST', headers, body: '{"network":{"nome":"secret-name"}}' })
    await logged(2)
    expect(lines.join('')).not.toContain('secret')
  })

  it('is quiet about probes', async () => {
    const call = await start()
    for (const path of ['/healthz', '/readyz', '/metrics']) await call(path)
    expect((await logged(3)).map(({ level }) => level)).toEqual([20, 20, 20])
  })

  it('has the cause of a fault of ours; the client is told nothing but where to look', async () => {
    const broken = defineResource({
      name: 'trap',
      plural: 'traps',
      summary: 'Falls over.',
      attributes: { id: { type: uuid } },
      policy: { read: ANYONE },
      service: () => ({ list: () => Promise.reject(new TypeError('the cause, with /a/path and a password')) }),
    })
    const call = await start({ resources: [broken] })
    const response = await call('/v2.0/traps')
    expect([response.status, await response.text()]).toEqual([
      500,
      '{"NeutronError":{"type":"HTTPInternalServerError","message":"Request Failed: internal server error while processing your request.","detail":""}}',
    ])
    const requestId = response.headers.get('x-openstack-request-id')
    expect(requestId).toMatch(ID)
    const [cause, line] = await logged(2)
    expect(cause).toMatchObject({
      level: 50,
      requestId,
      err: { type: 'TypeError', message: expect.stringContaining('the cause') as string },
    })
    expect(line).toMatchObject({ level: 30, requestId, status: 500 })
  })
})
