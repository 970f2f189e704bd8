import type { DriverModule, ExtensionDriver } from '@netloom/core'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { vxlan } from '@netloom/type-vxlan'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startApi, type Api } from '../support/start-api.ts'
import { extensionModule, rackDriver } from '../support/fake-extension.ts'

const modules = (...drivers: readonly ExtensionDriver[]): readonly DriverModule[] => [
  vxlan({ vniRanges: [[1, 999]] }),
  linuxbridge(),
  ...drivers.map(extensionModule),
]
const open: Api[] = []
async function apiWith(...drivers: readonly ExtensionDriver[]): Promise<Api> {
  const api = await startApi({ modules: modules(...drivers) })
  open.push(api)
  return api
}
afterEach(async () => {
  for (const api of open.splice(0)) await api.close()
})

describe('attributes of an extension driver', () => {
  let api: Api
  let networkId: string
  beforeEach(async () => {
    api = await apiWith(rackDriver())
    networkId = (await api.call('POST', '/networks', { network: { name: 'home' } })).body.network.id
  })
  const bodies = (): readonly (readonly [string, object])[] => [
    ['network', { name: 'a' }],
    ['subnet', { network_id: networkId, cidr: '10.0.0.0/24', ip_version: 4 }],
    ['port', { network_id: networkId, name: 'a' }],
  ]

  it('are in answers to POST, GET, PUT and lists of networks, subnets and ports', async () => {
    for (const [name, body] of bodies()) {
      const made = await api.call('POST', `/${name}s`, { [name]: { ...body, rack_unit: '7' } })
      expect(made).toMatchObject({ status: 201, body: { [name]: { rack_unit: 7, 'rack:cable': 'copper' } } })
      const { id } = made.body[name]
      const shown = await api.call('GET', `/${name}s/${id}`)
      expect(shown.body[name]).toEqual(made.body[name])
      const updated = await api.call('PUT', `/${name}s/${id}`, { [name]: { rack_unit: 8 } })
      expect(updated).toMatchObject({ status: 200, body: { [name]: { rack_unit: 8, 'rack:cable': 'copper' } } })
      const again = await api.call('GET', `/${name}s/${id}`)
      expect(again.body[name]).toMatchObject({ rack_unit: 8, revision_number: updated.body[name].revision_number })
      const list = await api.call('GET', `/${name}s?id=${id}`)
      expect(list.body[`${name}s`]).toEqual([again.body[name]])
    }
  })

  it('are chosen by fields and found by filters, alone and with others', async () => {
    for (const [name, body] of bodies()) {
      const made: Record<string, string> = {}
      for (const unit of [1, 2, 2]) {
        const cidr = `10.${String(Object.keys(made).length)}.0.0/24`
        const wish = { ...body, ...(name === 'subnet' && { cidr, name: 'a' }), rack_unit: unit }
        const answer = await api.call('POST', `/${name}s`, { [name]: wish })
        made[answer.body[name].id] = String(unit)
      }
      const idsOf = async (query: string): Promise<readonly string[]> =>
        ((await api.call('GET', `/${name}s?${query}`)).body[`${name}s`] as { id: string }[]).map(({ id }) => id).sort()
      const [first = '', ...others] = Object.keys(made)
      expect(await idsOf('rack_unit=1')).toEqual([first])
      expect(await idsOf('rack_unit=2')).toEqual(others.sort())
      expect(await idsOf('rack_unit=1&rack_unit=2')).toHaveLength(3)
      expect(await idsOf('rack_unit=9')).toEqual([])
      expect(await idsOf(`rack_unit=2&id=${first}`)).toEqual([])
      expect(await idsOf('rack_unit=1&name=other')).toEqual([])
      const chosen = await api.call('GET', `/${name}s?rack_unit=1&fields=rack_unit`)
      expect(chosen.body).toEqual({ [`${name}s`]: [{ rack_unit: 1 }] })
      expect((await api.call('GET', `/${name}s/${first}?fields=rack:cable`)).body).toEqual({
        [name]: { 'rack:cable': 'copper' },
      })
      const refused = await api.call('GET', `/${name}s?rack:cable=copper`)
      expect(refused).toMatchObject({ status: 400, body: { NeutronError: { type: 'HTTPBadRequest' } } })
    }
  })

  it('are shown with their default where the driver never heard of the object', async () => {
    const shown = await api.call('GET', `/networks/${networkId}`)
    expect(shown.body.network).toMatchObject({ rack_unit: null, 'rack:cable': 'copper' })
  })

  it('are judged: 400 in the words of the API, and nothing is made', async () => {
    const wrong = async (body: object, reason: string): Promise<void> => {
      const answer = await api.call('POST', '/networks', { network: { name: 'wrong', ...body } })
      expect(answer).toMatchObject({ status: 400, body: { NeutronError: { message: reason } } })
    }
    await wrong({ rack_unit: 49 }, "Invalid input for rack_unit. Reason: '49' is not a rack unit from 1 to 48.")
    await wrong({ rack_units: 4 }, "Unrecognized attribute(s) 'rack_units'")
    const put = await api.call('PUT', `/networks/${networkId}`, { network: { 'rack:cable': 'glass' } })
    expect(put).toMatchObject({
      status: 400,
      body: { NeutronError: { message: 'Cannot update read-only attribute rack:cable' } },
    })
    expect((await api.call('GET', '/networks?name=wrong')).body).toEqual({ networks: [] })
  })

  it('are written in bulk, each object with its own', async () => {
    const ports = [1, 2, 3].map((unit) => ({ network_id: networkId, rack_unit: unit }))
    const made = await api.call('POST', '/ports', { ports })
    expect(made.body.ports.map((port: { rack_unit: number }) => port.rack_unit)).toEqual([1, 2, 3])
  })

  it('and its aliases are told: /extensions and the OpenAPI document', async () => {
    const { body } = await api.call('GET', '/extensions/rack-units')
    expect(body.extension).toMatchObject({ alias: 'rack-units', description: 'Where things are in the rack.' })
    const { extensions } = (await api.call('GET', '/extensions')).body
    expect(extensions.filter(({ alias }: { alias: string }) => alias === 'rack-units')).toHaveLength(1)
    const document = await api.app.inject({ url: '/openapi.json' })
    expect(document.body).toContain('"rack_unit":{')
    const bare = await apiWith()
    expect((await bare.call('GET', '/extensions/rack-units')).status).toBe(404)
    expect((await bare.call('POST', '/networks', { network: { rack_unit: 1 } })).status).toBe(400)
  })
})

describe('what an extension driver returns', () => {
  it.each([
    ['no Map', {}, 'must be a Map of values by id'],
    ['nothing', undefined, 'must be a Map of values by id'],
    ['a field that it does not declare', 'id', 'has id, which the driver does not declare'],
    ['NaN', Number.NaN, 'must be a value that JSON can hold'],
  ])('%s: 500 without internals, one line in the log, nothing is kept', async (_what, answer, problem) => {
    const lines: (readonly [object, string])[] = []
    const logger = {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: (fields: object, message: string) => {
        lines.push([fields, message])
      },
    }
    const driver = rackDriver({
      readNetworks: (networks) => {
        const values = answer === 'id' ? { id: 'x' } : { rackUnit: answer }
        const map = new Map(networks.map(({ id }) => [id, values]))
        return Promise.resolve((answer === 'id' || typeof answer === 'number' ? map : answer) as typeof map)
      },
    })
    const api = await startApi({ modules: modules(driver), logger })
    open.push(api)
    const made = await api.call('POST', '/networks', { network: { name: 'a' } })
    expect(made).toMatchObject({
      status: 500,
      body: {
        NeutronError: {
          type: 'HTTPInternalServerError',
          message: 'Request Failed: internal server error while processing your request.',
        },
      },
    })
    expect(lines).toMatchObject([
      [
        {
          kind: 'extension',
          driver: 'rack',
          hook: 'readNetworks',
          problems: [{ problem: expect.stringContaining(problem) as string }],
        },
        'driver returned what its contract does not allow',
      ],
    ])
    expect((await api.call('GET', '/networks')).body).toEqual({ networks: [] })
  })
})

describe('extension drivers that do not go together', () => {
  it.each([
    [
      [rackDriver({ requires: ['power'] })],
      /^extension driver 'rack': requires 'power', which is not loaded; load power, too/,
    ],
    [
      [rackDriver({ attributes: { network: { name: {} } } })],
      /^extension driver 'rack': attributes\.network\.name: every network has name already; give it another name$/,
    ],
    [
      [rackDriver({ attributes: { port: { 'binding:host_id': {} } } })],
      /^extension driver 'rack': attributes\.port\.binding:host_id: every port has binding:host_id already/,
    ],
    [
      [rackDriver(), rackDriver({ name: 'shelf', attributes: { port: { rack_unit: {} } } })],
      /^extension driver 'shelf': attributes\.port\.rack_unit: extension driver 'rack' has rackUnit already/,
    ],
  ])('are refused at start in one line', async (drivers, line) => {
    await expect(startApi({ modules: modules(...drivers) })).rejects.toMatchObject({
      code: 'ConfigurationError',
      message: expect.stringMatching(line) as string,
    })
  })

  it('but one that requires another by alias or name, or one that is built in, starts', async () => {
    const power = rackDriver({ name: 'power', aliases: ['power-feeds'], attributes: {} })
    await apiWith(rackDriver({ requires: ['power-feeds', 'power', 'port_security'] }), power)
    expect(open).toHaveLength(1)
  })
})
