import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RateLimit } from '../../src/limits/rate-limit.ts'
import { startApi, type Answer, type Api } from '../support/start-api.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.close())

const problem = ({ status, body }: Answer): readonly unknown[] => {
  const { NeutronError: error } = body as { readonly NeutronError: { readonly type: string; readonly message: string } }
  return [status, error.type, error.message]
}

describe('what is too much', () => {
  it('is a body of more than 4 MiB', async () => {
    const name = 'x'.repeat(4 * 1024 * 1024)
    const answer = await api.call('POST', '/networks', { network: { name } })
    expect(problem(answer).slice(0, 2)).toEqual([413, 'HTTPRequestEntityTooLarge'])
  })

  it('is not a bulk of a thousand ports', async () => {
    const { body } = await api.call('POST', '/networks', { network: {} })
    const { network } = body as { readonly network: { readonly id: string } }
    const port = { network_id: network.id, name: 'x'.repeat(255), description: 'y'.repeat(255) }
    const answer = await api.call('POST', '/ports', { ports: Array.from({ length: 1_000 }, () => port) })
    expect([answer.status, (answer.body as { readonly ports: readonly unknown[] }).ports.length]).toEqual([201, 1_000])
  })

  it('is a bulk of more than 2,000', async () => {
    const answer = await api.call('POST', '/networks', { networks: Array.from({ length: 2_001 }, () => ({})) })
    expect(problem(answer)).toEqual([400, 'HTTPBadRequest', 'At most 2000 objects can be created at once, not 2001'])
  })

  it('is a URL of more than 16 KiB: clients split their question by 414', async () => {
    const long = await api.call('GET', `/networks?name=${'x'.repeat(17_000)}`)
    expect(problem(long).slice(0, 2)).toEqual([414, 'HTTPRequestURITooLong'])
    expect((await api.call('GET', `/networks?name=${'x'.repeat(16_000)}`)).status).toBe(200)
  })

  it('is a burst beyond what the operator allows', async () => {
    const slow = await startApi({ limits: { requestsPerSecond: 1 } })
    const answers = await Promise.all(Array.from({ length: 12 }, () => slow.call('GET', '/networks')))
    await slow.close()
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThanOrEqual(1)
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(10)
    expect(refused[0]?.headers['retry-after']).toBe('1')
    expect(problem(refused[0] as Answer)[1]).toBe('OverLimit')
  })
})

describe('what cannot be stored', () => {
  it.each([
    ['a NUL in a body', 'POST', '/networks', '{"network":{"name":"\\u0000"}}'],
    ['half a surrogate pair', 'POST', '/networks', '{"network":{"name":"\\ud800"}}'],
    ['a NUL in a filter', 'GET', '/networks?name=%00', undefined],
    ['a NUL in an id', 'GET', '/networks/%00', undefined],
    ['a prototype', 'POST', '/networks', '{"network":{"__proto__":{"shared":true}}}'],
    ['a constructor', 'POST', '/networks', '{"network":{"constructor":{"prototype":{"shared":true}}}}'],
    ['a filter called __proto__', 'GET', '/networks?__proto__=1', undefined],
    ['a filter called constructor', 'GET', '/networks?constructor=1', undefined],
    ['an escape that is none', 'GET', '/networks/%zz', undefined],
  ])('%s is a bad request', async (_, method, path, body) => {
    const answer = await api.call(method, path, body)
    expect(problem(answer)[0]).toBe(400)
    expect(({} as { readonly shared?: boolean }).shared).toBeUndefined()
  })
})

describe('methods', () => {
  it('that a path does not have are 405, on every path that there is', async () => {
    for (const [method, path] of [
      ['PATCH', '/networks'],
      ['OPTIONS', '/networks'],
      ['HEAD', '/networks/x'],
      ['DELETE', '/networks'],
    ] as const) {
      const { statusCode } = await api.app.inject({ method, url: `/v2.0${path}` })
      expect([method, path, statusCode]).toEqual([method, path, 405])
    }
  })
})

describe('a rate limit', () => {
  it('lets bursts of ten seconds through, then as many as come in time, for each client', () => {
    let now = 0
    const rate = new RateLimit(2, () => now)
    const takes = (client: string): readonly number[] => Array.from({ length: 22 }, () => rate.take(client))
    expect(takes('a')).toEqual([...Array<number>(20).fill(0), 1, 1])
    expect(takes('b').filter((wait) => wait === 0)).toHaveLength(20)
    now = 1_000
    expect(takes('a').filter((wait) => wait === 0)).toHaveLength(2)
    now = 60_000
    expect(takes('a').filter((wait) => wait === 0)).toHaveLength(20)
  })
})
