import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { judgeConfiguration, type Judgement } from '../src/compose/judge-configuration.ts'

let base = ''

async function install(name: string, services: object, files: Readonly<Record<string, string>>): Promise<void> {
  const folder = join(base, 'node_modules', name)
  await mkdir(folder, { recursive: true })
  const exports = { '.': './index.js', './api': './api.js' }
  const netloom = { services, options: { tap: ['tap_depth'] } }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, type: 'module', exports, netloom }))
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text)
}

const source = (name: string): string => `export const servicePackage = {
  kind: 'service', name: '${name}',
  fromIni: (ini) => {
    const [depth = '1'] = ini.get('tap')?.get('tap_depth') ?? []
    if (depth === 'deep') throw Object.assign(new Error('x'), { code: 'ConfigurationError', problems: [{ where: '[tap] tap_depth', value: depth, problem: 'is no number', remedy: 'write one' }] })
    return { contract: 1, kind: 'service', name: '${name}', quotas: { ${name}: 7 }, start: async () => ({}) }
  },
}\n`
const api = (name: string): string => `export const serviceApi = { service: '${name}', resources: [] }\n`

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'netloom-services-'))
  const both = (name: string): object => ({ [name]: { entry: '.#servicePackage', api: './api#serviceApi' } })
  await install('netloom-service-tap', both('tap'), { 'index.js': source('tap'), 'api.js': api('tap') })
  await install('netloom-service-metering', both('metering'), {
    'index.js': source('metering'),
    'api.js': api('metering'),
  })
  await install('netloom-service-throws', both('throws'), { 'index.js': "throw new Error('no libfoo')\n" })
  await install('netloom-service-noapi', both('noapi'), { 'index.js': source('noapi'), 'api.js': '' })
  await install('netloom-service-needy', both('needy'), {
    'index.js': source('needy').replace('quotas:', "requires: ['tap'], quotas:"),
    'api.js': api('needy'),
  })
  await install('netloom-service-plain', { plain: '.#servicePackage' }, { 'index.js': 'export const other = 1\n' })
})
afterAll(() => rm(base, { recursive: true }))

async function judge(text: string): Promise<Judgement> {
  const file = join(base, 'neutron.conf')
  await writeFile(file, text)
  return judgeConfiguration([file], { hostHalves: false, bases: [base] })
}
const lines = ({ problems }: Judgement): readonly string[] =>
  problems.map(
    ({ where, value = '', problem, remedy }) => `${where.replace(`${base}/`, '')} = ${value}: ${problem}; ${remedy}`,
  )

/** Those that the command does not bring itself. */
const OURS = ['dhcp', 'metadata', 'router', 'security-groups']
const servicesOf = ({ modules }: Judgement): Judgement['modules'] =>
  modules.filter(({ kind, name }) => kind === 'service' && !OURS.includes(name))
const apisOf = ({ apis }: Judgement): Judgement['apis'] => apis.filter(({ service }) => !OURS.includes(service))

describe('a stranger’s service', () => {
  it('is found by service_plugins, with its options, its quota and what it adds to the API', async () => {
    const judged = await judge('[DEFAULT]\nservice_plugins = qos,tap\n[quotas]\nquota_tap = 3\n[tap]\ntap_depth = 2\n')
    expect(lines(judged)).toEqual([])
    expect(judged.warnings).toEqual([])
    expect(servicesOf(judged)).toMatchObject([{ name: 'tap', packageName: 'netloom-service-tap' }])
    expect(apisOf(judged)).toEqual([{ service: 'tap', packageName: 'netloom-service-tap', resources: [] }])
    expect(judged.ml2?.ml2.quotas).toMatchObject({ tap: 3, port: 500 })
  })

  it('is not loaded where nobody names it', async () => {
    const judged = await judge('[DEFAULT]\nservice_plugins = qos\n')
    expect(servicesOf(judged)).toEqual([])
    expect(apisOf(judged)).toEqual([])
  })

  it('may be one of Neutron’s that the engine does not have, by its name or its class', async () => {
    for (const name of ['metering', 'neutron.services.metering.metering_plugin.MeteringPlugin']) {
      const judged = await judge(`[DEFAULT]\nservice_plugins = ${name}\n`)
      expect(judged.warnings).toEqual([])
      expect(servicesOf(judged)).toMatchObject([{ name: 'metering' }])
    }
  })

  it('has the default limit of its quota', async () => {
    expect((await judge('[DEFAULT]\nservice_plugins = tap\n')).ml2?.ml2.quotas).toMatchObject({ tap: 7 })
  })

  it.each([
    [
      'throws',
      'package netloom-service-throws threw while it was imported (no libfoo); install netloom-service-throws',
    ],
    [
      'noapi',
      'entry ./api of package netloom-service-noapi exports no API declarations as serviceApi; correct netloom.services',
    ],
    [
      'plain',
      'entry . of package netloom-service-plain exports no service package as servicePackage; correct netloom.serv',
    ],
    ['tapp', 'is no service of netloom or of Neutron; did you mean tap? Otherwise remove it; these are there: qos, '],
  ])('that is wrong (%s) gets one line with package, field and remedy', async (name, message) => {
    const found = lines(await judge(`[DEFAULT]\nservice_plugins = ${name}\n`))
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(`[DEFAULT] service_plugins = ${name}: `)
    expect(found[0]).toContain(message)
  })

  it('is judged together with others before anything starts', async () => {
    const found = lines(await judge('[DEFAULT]\nservice_plugins = needy\n'))
    expect(found).toEqual([
      "service 'needy' of netloom-service-needy: requires = tap: no such service is loaded; did you mean tag? Otherwise load tap, too " +
        '(service_plugins in [DEFAULT], modules in code), or leave needy out',
    ])
    expect(lines(await judge('[DEFAULT]\nservice_plugins = needy,tap\n'))).toEqual([])
  })

  it('judges its own options', async () => {
    const found = lines(await judge('[DEFAULT]\nservice_plugins = tap\n[tap]\ntap_depth = deep\n'))
    expect(found).toEqual(['[tap] tap_depth = deep: is no number; write one'])
  })
})

describe('routers', () => {
  it.each([
    '',
    'router',
    'port_forwarding,conntrack_helper',
    'neutron.services.l3_router.l3_router_plugin.L3RouterPlugin',
    'neutron.services.portforwarding.pf_plugin.PortForwardingPlugin',
  ])('are there once with service_plugins = %s', async (plugins) => {
    const judged = await judge(`[DEFAULT]\nservice_plugins = ${plugins}\n`)
    expect([lines(judged), judged.warnings]).toEqual([[], []])
    expect(judged.modules.filter(({ name }) => name === 'router')).toHaveLength(1)
    expect(judged.apis.filter(({ service }) => service === 'router')).toHaveLength(1)
  })

  it('are on several hosts with l3_ha, on a network that leaves the addresses of VRRP free', async () => {
    expect(lines(await judge('[DEFAULT]\nl3_ha = True\nmax_l3_agents_per_router = 0\n'))).toEqual([])
    expect(lines(await judge('[DEFAULT]\nl3_ha_net_cidr = 10.99.0.0/16\nl3_ha_network_type = vlan\n'))).toEqual([])
    expect(lines(await judge('[DEFAULT]\nl3_ha_network_physical_name = physnet1\n'))).toEqual([
      expect.stringContaining('counts only with a type of network'),
    ])
    expect(lines(await judge('[DEFAULT]\nl3_ha_net_cidr = 169.254.0.0/16\nmax_routes = many\n'))).toEqual([
      expect.stringContaining('max_routes'),
      expect.stringContaining('leaves 169.254.0.0/24 free: 169.254.192.0/18'),
    ])
  })
})

describe('security groups', () => {
  const named = ({ modules, apis }: Judgement): readonly boolean[] => [
    modules.some(({ name }) => name === 'security-groups'),
    apis.some(({ service }) => service === 'security-groups'),
  ]

  it('are always there, with what they add to the API', async () => {
    expect(named(await judge('[DEFAULT]\n'))).toEqual([true, true])
  })

  it('are off by enable_security_group = False, which is told', async () => {
    const judged = await judge('[securitygroup]\nenable_security_group = False\n')
    expect([lines(judged), named(judged)]).toEqual([[], [false, false]])
    expect(judged.warnings).toContainEqual(
      expect.objectContaining({
        where: "service 'security-groups'",
        problem: expect.stringContaining('is turned off') as unknown,
      }),
    )
  })

  it('are refused with an option that is neither true nor false', async () => {
    const judged = await judge('[securitygroup]\nenable_security_group = perhaps\n')
    expect(lines(judged).join('\n')).toContain('enable_security_group = perhaps: is neither true nor false')
  })
})
