import { RESOURCES } from '@netloom/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { knownExtensions } from '../../src/api/extensions/known-extensions.ts'
import { startApi, type Api } from '../support/start-api.ts'
import { WITH_SERVICES } from '../support/with-services.ts'

let api: Api
beforeAll(async () => {
  api = await startApi(WITH_SERVICES)
})
afterAll(() => api.close())

/** What openstackclient, openstacksdk, Terraform and Nova ask for before they use what they are about. */
const LOOKED_FOR = [
  'agent',
  'allowed-address-pairs',
  'availability_zone',
  'binding',
  'external-net',
  'extra_dhcp_opt',
  'multi-provider',
  'net-mtu',
  'net-mtu-writable',
  'network_availability_zone',
  'pagination',
  'port-security',
  'project-id',
  'provider',
  'quota_details',
  'quotas',
  'rbac-policies',
  'revision-if-match',
  'sorting',
  'standard-attr-description',
  'standard-attr-revisions',
  'standard-attr-segment',
  'standard-attr-tag',
  'standard-attr-timestamp',
  'subnet-service-types',
]

describe('extensions', () => {
  it('are listed and shown as Neutron shows them', async () => {
    const { status, body } = await api.call('GET', '/extensions', undefined, 'reader@a')
    expect(status).toBe(200)
    const aliases = (body.extensions as { alias: string }[]).map(({ alias }) => alias)
    expect(aliases).toEqual(expect.arrayContaining(LOOKED_FOR))
    expect(new Set(aliases).size).toBe(aliases.length)
    const shown = await api.call('GET', '/extensions/quotas')
    expect(JSON.stringify(shown.body)).toBe(
      '{"extension":{"name":"Quota management support","alias":"quotas","description":"Expose functions for quotas ' +
        'management per project","updated":"2012-07-29T10:00:00-00:00","links":[]}}',
    )
    for (const extension of body.extensions as { alias: string }[]) {
      expect((await api.call('GET', `/extensions/${extension.alias}`)).body).toEqual({ extension })
    }
    expect((await api.call('GET', '/extensions/nope')).status).toBe(404)
  })

  it('are only those whose resources, attributes and actions are declared', () => {
    const aliases = (without: string): readonly string[] =>
      knownExtensions(RESOURCES.filter(({ name }) => name !== without)).map(({ alias }) => alias)
    expect(aliases('quota')).not.toEqual(expect.arrayContaining(['quotas']))
    expect(aliases('quota')).not.toContain('quota_details')
    expect(aliases('port')).not.toContain('binding')
    expect(aliases('agent')).not.toContain('agent')
    expect(knownExtensions([]).map(({ alias }) => alias)).not.toContain('standard-attr-tag')
    // what this controller has no part of
    for (const alias of ['router', 'security-group', 'dvr', 'metering', 'auto-allocated-topology']) {
      expect(aliases('')).not.toContain(alias)
    }
  })

  it('of a resource of your own are listed with what it says of itself', () => {
    const [network] = RESOURCES
    if (network === undefined) throw new Error('there are no resources')
    const lamps = { ...network, name: 'lamp', plural: 'lamps', summary: 'Lights up.', extension: 'lamps' }
    const own = knownExtensions([...RESOURCES, lamps, { ...lamps, name: 'bulb' }]).filter(
      ({ alias }) => alias === 'lamps',
    )
    expect(own).toMatchObject([{ name: 'lamps', description: 'Lights up.', updated: '1970-01-01T00:00:00-00:00' }])
    expect(knownExtensions(RESOURCES).map(({ updated }) => updated)).not.toContain('1970-01-01T00:00:00-00:00')
  })
})
