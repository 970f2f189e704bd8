import { afterEach, beforeEach, expect, it } from 'vitest'
import { startApi, type Api } from '../support/start-api.ts'

let api: Api

beforeEach(async () => {
  api = await startApi()
})
afterEach(async () => {
  await api.close()
})

it('creates a network and shows it as Neutron does', async () => {
  const made = await api.call('POST', '/networks', { network: { name: 'blue' } })
  expect(made.status).toBe(201)
  expect(made.headers['x-openstack-request-id']).toMatch(/^req-/)
  expect(made.body.network).toMatchObject({
    name: 'blue',
    tenant_id: 'admin',
    project_id: 'admin',
    admin_state_up: true,
    mtu: 1450,
    status: 'ACTIVE',
    subnets: [],
    shared: false,
    'provider:network_type': 'vxlan',
    'provider:physical_network': null,
    'router:external': false,
    tags: [],
    revision_number: 1,
  })
  const shown = await api.call('GET', `/networks/${made.body.network.id}`)
  expect(shown).toMatchObject({ status: 200, body: made.body })
})

it('hides from members what only administrators see', async () => {
  const made = await api.call('POST', '/networks', { network: { name: 'blue' } }, 'member@a')
  expect(made.status).toBe(201)
  expect(made.body.network).not.toHaveProperty('provider:network_type')
})

it('answers 400, 404, 405 with Neutron errors', async () => {
  const unknown = await api.call('POST', '/networks', { network: { foo: 1, bar: 2 } })
  expect(unknown).toMatchObject({
    status: 400,
    body: { NeutronError: { type: 'HTTPBadRequest', message: "Unrecognized attribute(s) 'foo, bar'", detail: '' } },
  })
  const boolean = await api.call('POST', '/networks', { network: { admin_state_up: 'foo' } })
  expect(boolean.body.NeutronError).toEqual({
    type: 'InvalidInput',
    message: "Invalid input for operation: 'foo' cannot be converted to boolean.",
    detail: '',
  })
  expect((await api.call('GET', '/networks/x')).body.NeutronError).toEqual({
    type: 'NetworkNotFound',
    message: 'Network x could not be found.',
    detail: '',
  })
  expect((await api.call('PATCH', '/networks/x', {})).status).toBe(405)
  expect((await api.call('GET', '/nothing')).body.NeutronError.type).toBe('HTTPNotFound')
})

it('lists in pages that link to each other', async () => {
  const names = ['a', 'b', 'c', 'd', 'e']
  await api.call('POST', '/networks', { networks: names.map((name) => ({ name })) })
  const seen: string[] = []
  let path = '/networks?limit=2&sort_key=name&sort_dir=desc&fields=name&fields=id'
  while (path !== '') {
    const { body } = await api.call('GET', path)
    seen.push(...body.networks.map(({ name }: { name: string }) => name))
    const next = (body.networks_links as { rel: string; href: string }[] | undefined)?.find(({ rel }) => rel === 'next')
    path = next === undefined ? '' : new URL(next.href).pathname.slice('/v2.0'.length) + new URL(next.href).search
  }
  expect(seen).toEqual([...names].reverse())
})

it('updates with If-Match and deletes', async () => {
  const { body } = await api.call('POST', '/networks', { network: { name: 'blue' } })
  const path = `/networks/${body.network.id}`
  const stale = await api.call('PUT', path, { network: { name: 'x' } }, 'admin@admin', {
    'if-match': 'revision_number=9',
  })
  expect(stale.status).toBe(412)
  const updated = await api.call('PUT', path, { network: { name: 'x' } }, 'admin@admin', {
    'if-match': 'revision_number=1',
  })
  expect(updated.body.network).toMatchObject({ name: 'x', revision_number: 2 })
  expect((await api.call('DELETE', path)).status).toBe(204)
  expect((await api.call('GET', path)).status).toBe(404)
})
