import type { ConfigurationError } from '@netloom/core'
import { readIniFiles } from '@netloom/core/kit'
import { expect, it } from 'vitest'
import { storeName } from '../src/compose/open-store.ts'
import { readServerIni, type ServerIni } from '../src/compose/server-ini.ts'

const read = (text: string): ServerIni => readServerIni(readIniFiles([{ path: 'neutron.conf', text }]).sections)

it('reads what neutron.conf says to the server', () => {
  const ini = read(`[DEFAULT]
bind_host = 192.0.2.1
bind_port = 9797
auth_strategy = keystone
pagination_max_limit = 500
[database]
connection = postgresql+psycopg2://netloom:se@cret@db.example/netloom
`)
  expect(ini).toMatchObject({
    bindHost: '192.0.2.1',
    bindPort: 9797,
    authStrategy: 'keystone',
    maxLimit: 500,
    database: 'postgresql://netloom:se@cret@db.example/netloom',
    warnings: [],
  })
})

it('reads how much is taken from one client, one project, and from all', () => {
  const text = `[netloom]
requests_per_second = 50
project_requests_per_second = 0.5
max_event_loop_delay = 0
max_connections = 500
`
  expect(read(text).limits).toEqual({
    requestsPerSecond: 50,
    projectRequestsPerSecond: 0.5,
    eventLoopDelay: 0,
    connections: 500,
  })
})

it('leaves out what the files leave out', () => {
  expect(read('')).toEqual({ warnings: [], limits: {} })
})

it.each(['-1', '0', 'infinite', 'Infinite'])('takes pages of %s for any length', (limit) => {
  expect(read(`[DEFAULT]\npagination_max_limit = ${limit}\n`).maxLimit).toBeUndefined()
})

it.each([
  ['DEFAULT', 'bind_host', 'everywhere'],
  ['DEFAULT', 'bind_port', '70000'],
  ['DEFAULT', 'auth_strategy', 'nobody'],
  ['DEFAULT', 'pagination_max_limit', 'many'],
  ['netloom', 'requests_per_second', 'none'],
])('refuses [%s] %s = %s, naming it', (section, option, value) => {
  try {
    read(`[${section}]\n${option} = ${value}\n`)
    expect.unreachable()
  } catch (error) {
    expect((error as ConfigurationError).problems).toMatchObject([
      { where: `neutron.conf:2 [${section}] ${option}`, value },
    ])
  }
})

it('warns of a database that is Neutron’s own, without its password', () => {
  const { warnings, database } = read('[database]\nconnection = mysql+pymysql://neutron:hush@db/neutron\n')
  expect(database).toBeUndefined()
  expect(warnings).toMatchObject([{ where: 'neutron.conf:2 [database] connection' }])
  expect(JSON.stringify(warnings)).not.toContain('hush')
})

it('calls a store without its password', () => {
  expect(storeName('postgresql://netloom:hush@db.example/netloom?sslmode=require')).toBe(
    'postgresql://db.example/netloom',
  )
  expect(storeName('./netloom.sqlite')).toBe('./netloom.sqlite')
})

it('reads how clients reach it, and which web pages may', () => {
  const text = `[DEFAULT]
network_link_prefix = https://net.example.org
[oslo_middleware]
enable_proxy_headers_parsing = True
[cors]
allowed_origin = https://horizon.example.org, https://other.example.org
allow_credentials = False
max_age = 60
allow_methods = GET
`
  expect(read(text)).toMatchObject({
    linkPrefix: 'https://net.example.org',
    proxyHeaders: true,
    cors: {
      allowedOrigins: ['https://horizon.example.org', 'https://other.example.org'],
      allowCredentials: false,
      maxAge: 60,
      allowMethods: ['GET'],
    },
  })
  const silent = read('[cors]\nmax_age = 60\n')
  expect([silent.cors, silent.proxyHeaders, silent.linkPrefix]).toEqual([undefined, undefined, undefined])
  expect(() => read('[DEFAULT]\nnetwork_link_prefix = net.example.org\n')).toThrow(/no URL that links can begin with/)
})
