import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { normalUrl } from '../../src/api/normal-url.ts'
import { TokenBuckets } from '../../src/limits/token-buckets.ts'
import { listen } from '../support/listen.ts'
import { startApi, type Answer, type Api } from '../support/start-api.ts'
import { statuses, talk } from './raw-socket.ts'

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
    const rate = new TokenBuckets(() => now)
    const take = (client: string): number => {
      let wait = 0
      rate.incr(
        client,
        (_, result) => {
          wait = result === undefined || result.current <= 20 ? 0 : result.ttl
        },
        10_000,
        20,
      )
      return wait
    }
    const takes = (client: string): readonly number[] => Array.from({ length: 22 }, () => take(client))
    expect(takes('a')).toEqual([...Array<number>(20).fill(0), 500, 500])
    expect(takes('b').filter((wait) => wait === 0)).toHaveLength(20)
    now = 1_000
    expect(takes('a').filter((wait) => wait === 0)).toHaveLength(2)
    now = 60_000
    expect(takes('a').filter((wait) => wait === 0)).toHaveLength(20)
  })

  it.each([
    '/v2.0/networks',
    '/%762.0/networks',
    '/%76%32%2E0/networks',
    '/v2.0/networks.json',
    '/v2.0/networks/',
    'http://example.test/v2.0/networks',
    'HTTP://example.test/%76%32.0/networks',
    '//v2.0/networks',
    '/v2.0/nothing',
    '/nothing',
  ])('has no way round it by the spelling %s, and probes are free', async (url) => {
    const slow = await listen({ limits: { requestsPerSecond: 1 } })
    const get = (target: string, more = ''): string => `GET ${target} HTTP/1.1\r\nHost: x\r\n${more}\r\n`
    const crowd = await talk(
      slow.port,
      Array.from({ length: 15 }, () => get(url)).join('') + get(url, 'Connection: close\r\n'),
    )
    expect(statuses(crowd).filter((one) => one === 429).length).toBeGreaterThanOrEqual(1)
    expect(statuses(await talk(slow.port, get('/healthz', 'Connection: close\r\n')))).toEqual([200])
    await slow.close()
  })

  it('of a project is told of that project only', async () => {
    const slow = await startApi({ limits: { projectRequestsPerSecond: 1 } })
    const ask = (who: 'member@a' | 'member@b'): Promise<Answer> => slow.call('GET', '/networks', undefined, who)
    const answers = await Promise.all(Array.from({ length: 15 }, () => ask('member@a')))
    expect(answers.map(({ status }) => status).filter((one) => one === 429).length).toBeGreaterThanOrEqual(1)
    expect((await ask('member@b')).status).toBe(200)
    await slow.close()
  })
})

describe('the spelling of a URL', () => {
  it.each([
    ['/v2.0/networks?name=%41', '/v2.0/networks?name=%41'],
    ['/%762.0/networks/%41%2f%2541?x=%76', '/v2.0/networks/A%2f%2541?x=%76'],
    ['http://host:9696/v2.0/ports?a=b', '/v2.0/ports?a=b'],
    ['http://host', '/'],
    ['http://host?x=http://other/y', '/?x=http://other/y'],
  ])('%s is %s', (given, wanted) => {
    expect(normalUrl(given)).toBe(wanted)
  })
})
