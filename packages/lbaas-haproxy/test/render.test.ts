import { describe, expect, it } from 'vitest'
import { balancerOf } from '../src/render/balancer.ts'
import { configurationText } from '../src/render/configuration.ts'
import { parseConfiguration } from '../src/render/parse-configuration.ts'
import { renderConfiguration } from '../src/render/render-configuration.ts'
import { readServerLine } from '../src/render/render-server.ts'
import { balancer, id, LISTENER, listener, member, monitor, policy, POOL, pool, rule } from './sample-balancer.ts'

const sectionsOf = (...args: Parameters<typeof balancer>): ReadonlyMap<string, readonly string[]> => {
  const { configuration } = renderConfiguration(balancerOf(balancer(...args)), '/state/x', { directory: '/state' })
  const text = configurationText(configuration)
  expect(parseConfiguration(text)).toEqual(configuration)
  return new Map(
    configuration.sections.map(({ keyword, name = keyword, directives }) => [name, directives.map((w) => w.join(' '))]),
  )
}
const BACKEND = `${POOL}:${LISTENER}`

describe('haproxy configuration', () => {
  it('has a frontend for each listener and a backend for each of its pools', () => {
    const sections = sectionsOf()
    expect([...sections.keys()]).toEqual(['global', 'defaults', LISTENER, BACKEND])
    expect(sections.get(LISTENER)).toEqual([
      ...['mode http', 'bind 10.0.0.5:80', 'option httplog', 'timeout client 50000ms', `default_backend ${BACKEND}`],
    ])
    expect(sections.get(BACKEND)?.filter((line) => line.startsWith('server'))).toEqual([
      `server ${id('e', 1)} 10.0.0.11:80 weight 1`,
      `server ${id('e', 2)} 10.0.0.12:80 weight 1`,
    ])
  })

  it('keeps policies in the order in which haproxy evaluates them: refusals, URLs, pools, each by position', () => {
    const l7Policies = [
      policy(1, { action: 'REDIRECT_TO_POOL', redirectPoolId: POOL }),
      policy(2, { action: 'REDIRECT_TO_URL', redirectUrl: 'http://example.org/%20?a=b', redirectHttpCode: 301 }),
      policy(3),
      policy(4, { adminStateUp: false }),
      policy(5),
    ]
    const l7Rules = [1, 2, 3, 4].map((number) => rule(number, number, { value: `/${String(number)}` }))
    const lines = sectionsOf({ l7Policies, l7Rules }).get(LISTENER) ?? []
    expect(lines.filter((line) => / if /.test(line))).toEqual([
      `http-request deny deny_status 403 if ${id('8', 3)}`,
      `http-request redirect location http://example.org/%%20?a=b code 301 if ${id('8', 2)}`,
      `use_backend ${BACKEND} if ${id('8', 1)}`,
    ])
  })

  it('gives a pool that is down no members, and says maintenance of members that are', () => {
    expect(
      sectionsOf({ pools: [pool({ adminStateUp: false })] })
        .get(BACKEND)
        ?.join('\n'),
    ).not.toContain('server e')
    const lines = sectionsOf({ members: [member(1, { adminStateUp: false })] }).get(BACKEND) ?? []
    expect(lines.at(-1)).toBe(`server ${id('e', 1)} 10.0.0.11:80 weight 1 disabled`)
  })

  it('reads back the lines of servers as they were written', () => {
    const one = member(1, { address: 'fd00::5', monitorPort: 99, backup: true, adminStateUp: false, weight: 0 })
    const {
      configuration: { sections },
    } = renderConfiguration(
      balancerOf(balancer({ members: [one], healthMonitors: [monitor({ type: 'HTTPS' })] })),
      '/state/x',
      { directory: '/state' },
    )
    const line = readServerLine(sections.at(-1)?.directives.at(-1) ?? [])
    expect(line).toEqual({
      ...{ name: one.id, address: 'fd00::5', port: 80, weight: 0, isDisabled: true },
      words: [...'check check-ssl verify none inter 1s fall 2 rise 1 port 99 backup'.split(' ')],
    })
  })

  it('has sockets whose paths fit, however long that of its folder is', () => {
    const folder = `/${'very-long-state-path/'.repeat(8)}lbaas`
    const { configuration } = renderConfiguration(balancerOf(balancer()), folder, { directory: folder })
    const socket = configuration.sections[0]?.directives.find(
      ([first, second]) => first === 'stats' && second === 'socket',
    )?.[2]
    expect(socket).toMatch(/^\/run\/netloom-lbaas\/[0-9a-f]{24}\.sock$/)
  })

  it('has consistent hashes, so that members can be added while it runs', () => {
    expect(sectionsOf({ pools: [pool({ lbAlgorithm: 'SOURCE_IP' })] }).get(BACKEND)).toContain('hash-type consistent')
  })

  it('keeps persistence by source, cookie and cookie of the application', () => {
    const backendOf = (type: 'SOURCE_IP' | 'HTTP_COOKIE' | 'APP_COOKIE'): string =>
      sectionsOf({ pools: [pool({ sessionPersistence: { type, cookieName: type === 'APP_COOKIE' ? 'SID' : null } })] })
        .get(BACKEND)
        ?.join('\n') ?? ''
    expect(backendOf('SOURCE_IP')).toContain('stick on src')
    expect(backendOf('HTTP_COOKIE')).toContain('cookie SRV insert indirect nocache dynamic')
    expect(backendOf('APP_COOKIE')).toContain('stick store-response res.cook(SID)')
  })

  it('admits only the prefixes of the listener, and nobody for an empty list', () => {
    const linesOf = (allowedCidrs: readonly string[]): readonly string[] =>
      sectionsOf({ listeners: [listener({ allowedCidrs })] }).get(LISTENER) ?? []
    expect(linesOf(['10.0.0.0/8', 'fd00::/8'])).toContain('acl allowed src -- 10.0.0.0/8 fd00::/8')
    expect(linesOf(['10.0.0.0/8'])).toContain('tcp-request connection reject unless allowed')
    expect(linesOf([])).toContain('tcp-request connection reject')
  })

  it('leaves a listener out whose value has no place in a configuration, and keeps the others', () => {
    const sick = listener({ id: id('b', 2), protocolPort: 81, allowedCidrs: ['10.0.0.0/8 -f /etc/shadow'] })
    const { configuration, problems } = renderConfiguration(
      balancerOf(balancer({ listeners: [listener(), sick] })),
      '/state/x',
      { directory: '/state' },
    )
    expect(problems).toEqual({ [sick.id]: expect.stringContaining('cannot be') as string })
    expect(configuration.sections.map(({ name }) => name)).toEqual([undefined, undefined, LISTENER, BACKEND])
  })
})
