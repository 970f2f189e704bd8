import { afterEach, beforeEach, expect, it } from 'vitest'
import { startApi, type Api, type Who } from '../support/start-api.ts'

let api: Api
let networkId: string

beforeEach(async () => {
  api = await startApi()
  networkId = (await api.call('POST', '/networks', { network: { project_id: 'a' } })).body.network.id
})
afterEach(async () => {
  await api.close()
})

async function port(): Promise<{ id: string; mac: string }> {
  const { body } = await api.call('POST', '/ports', { port: { network_id: networkId } }, 'member@a')
  return { id: body.port.id, mac: body.port.mac_address }
}

async function error(method: string, url: string, body?: unknown, who: Who = 'member@a'): Promise<[number, string]> {
  const answer = await api.call(method, url, body, who)
  return [answer.status, answer.body.NeutronError.message]
}

const vlan = (portId: string, id: unknown): object => ({
  segmentation_id: id,
  segmentation_type: 'vlan',
  port_id: portId,
})

it('shows a trunk, its subports and, on the parent port, its details', async () => {
  const [parent, one, two] = [await port(), await port(), await port()]
  const plain = await api.call('GET', `/ports/${parent.id}`, undefined, 'member@a')
  expect(plain.body.port).not.toHaveProperty('trunk_details')
  const asked = { port_id: parent.id, name: 't', sub_ports: [vlan(one.id, '101')] }
  const made = await api.call('POST', '/trunks', { trunk: asked }, 'member@a')
  expect(made.status).toBe(201)
  const id: string = made.body.trunk.id
  expect(made.body.trunk).toMatchObject({
    name: 't',
    port_id: parent.id,
    project_id: 'a',
    tenant_id: 'a',
    admin_state_up: true,
    status: 'DOWN',
    description: '',
    tags: [],
    sub_ports: [vlan(one.id, 101)],
  })
  const added = await api.call('PUT', `/trunks/${id}/add_subports`, { sub_ports: [vlan(two.id, 102)] }, 'member@a')
  // without an envelope, as Neutron has it
  expect(added).toMatchObject({ status: 200, body: { id, sub_ports: [vlan(one.id, 101), vlan(two.id, 102)] } })
  const { body } = await api.call('GET', `/trunks/${id}/get_subports`, undefined, 'reader@a')
  expect(body).toEqual({ sub_ports: [vlan(one.id, 101), vlan(two.id, 102)] })
  const details = {
    trunk_id: id,
    sub_ports: [
      { ...vlan(one.id, 101), mac_address: one.mac },
      { ...vlan(two.id, 102), mac_address: two.mac },
    ],
  }
  for (const [path, key] of [
    [`/ports/${parent.id}`, 'port'],
    [`/ports?id=${parent.id}`, 'ports'],
  ] as const) {
    const shown = (await api.call('GET', path, undefined, 'member@a')).body[key]
    expect(Array.isArray(shown) ? shown[0].trunk_details : shown.trunk_details).toEqual(details)
  }
  const removed = await api.call(
    'PUT',
    `/trunks/${id}/remove_subports`,
    { sub_ports: [{ port_id: one.id }] },
    'member@a',
  )
  expect(removed).toMatchObject({ status: 200, body: { sub_ports: [vlan(two.id, 102)] } })
  expect((await api.call('GET', `/trunks?port_id=${parent.id}&fields=id`)).body).toEqual({ trunks: [{ id }] })
  expect((await api.call('PUT', `/trunks/${id}/tags/x`, undefined, 'member@a')).status).toBe(201)
  expect((await api.call('GET', '/trunks?tags=x&fields=tags')).body).toEqual({ trunks: [{ tags: ['x'] }] })
  expect((await api.call('DELETE', `/trunks/${id}`, undefined, 'member@a')).status).toBe(204)
  const after = await api.call('GET', `/ports/${parent.id}`, undefined, 'member@a')
  expect(after.body.port).not.toHaveProperty('trunk_details')
})

it('makes several trunks at once, or none', async () => {
  const [a, b] = [await port(), await port()]
  const twice = { trunks: [{ port_id: a.id }, { port_id: a.id }] }
  expect((await error('POST', '/trunks', twice))[0]).toBe(409)
  expect((await api.call('GET', '/trunks')).body).toEqual({ trunks: [] })
  const both = await api.call('POST', '/trunks', { trunks: [{ port_id: a.id }, { port_id: b.id }] }, 'member@a')
  expect(both.body.trunks).toHaveLength(2)
  expect((await api.call('GET', '/quotas/a/details')).body.quota.trunk).toMatchObject({ used: 2 })
})

it('refuses what is no list of subports', async () => {
  const [parent, child] = [await port(), await port()]
  const ask = (subports: unknown): Promise<[number, string]> =>
    error('POST', '/trunks', { trunk: { port_id: parent.id, sub_ports: subports } })
  const reason = (text: string): [number, string] => [400, `Invalid input for sub_ports. Reason: ${text}.`]
  expect(await ask('x')).toEqual(reason("Invalid data format for subports: 'x' is not a list"))
  expect(await ask(['x'])).toEqual(reason("Invalid data format for subport: 'x' is not a dict"))
  expect(await ask([{}])).toEqual(reason('A valid port UUID must be specified'))
  expect(await ask([vlan('x', 5)])).toEqual(reason("Invalid UUID for subport: 'x'"))
  expect(await ask([vlan(child.id, 5), vlan(child.id, 6)])).toEqual(
    reason(`Non unique UUID for subport: '${child.id}'`),
  )
  const other = await port()
  expect(await ask([vlan(child.id, 5), vlan(other.id, 5)])).toEqual(
    reason(`Segmentation ID '5' for '${other.id}' is not unique`),
  )
  expect(await ask([vlan(child.id, 5000)])).toEqual([
    400,
    "Invalid input for operation: Segmentation ID '5000' is not in range.",
  ])
  const id: string = (await api.call('POST', '/trunks', { trunk: { port_id: parent.id } }, 'member@a')).body.trunk.id
  for (const body of [{}, { sub_ports: 'x' }, { sub_ports: [5] }, []]) {
    const [status, message] = await error('PUT', `/trunks/${id}/add_subports`, body)
    expect([status, message]).toEqual([400, expect.stringContaining('Invalid data format for subport')])
  }
  expect(await error('PUT', `/trunks/${id}/add_subports`, { sub_ports: [] }, 'reader@a')).toEqual([
    403,
    'rule:add_subports is disallowed by policy',
  ])
  expect(await error('PUT', `/trunks/${id}/add_subports`, { sub_ports: [] }, 'member@b')).toEqual([
    404,
    `Trunk ${id} could not be found.`,
  ])
})
