import { type AgentRole, type RoleContext, silentLogger } from '@netloom/core'
import { beforeEach, expect, it } from 'vitest'
import { GuestDirectory, metadataRole } from '../src/agent/index.ts'
import type { AskingPortItem } from '../src/wire/metadata-topics.ts'

const ROOT = 'metadata/h1'
const NETWORK = 'metadata-network/n1'
const SERVER = { kind: 'metadata-server', socket: '/run/metadata_proxy', mode: 0o666 } as const

const guest = (portId: string, address: string, instanceId: string = portId): AskingPortItem => ({
  ...{ portId, networkId: 'n1', instanceId, projectId: 'p1', name: '', addresses: [address] },
  macAddress: `fa:16:3e:00:00:0${portId.slice(-1)}`,
})

let directory: GuestDirectory
let role: AgentRole
const view = new Map<string, { body: object | undefined; revision: number }>()
const wanted: unknown[] = []

beforeEach(() => {
  view.clear()
  wanted.length = 0
  directory = new GuestDirectory()
  const context = {
    host: 'h1',
    view: {
      item: (topic: string, key: string) => view.get(`${topic} ${key}`),
      keys: (topic: string) =>
        [...view.keys()].flatMap((name) => (name.startsWith(`${topic} `) ? [name.split(' ')[1]] : [])),
      drop: (topic: string) => {
        for (const name of view.keys()) if (name.startsWith(`${topic} `)) view.delete(name)
      },
    },
    table: { set: (_unit: string, states: readonly unknown[]) => (wanted.push(...states), []) },
    links: { has: () => false },
    failure: () => undefined,
    logger: silentLogger,
  } as unknown as RoleContext
  role = metadataRole(directory, SERVER).create(context)
})

/** A body of undefined is one that this version cannot read; null = it is gone. */
function tell(topic: string, key: string, body: object | null | undefined): ReturnType<AgentRole['sync']> {
  if (body === null) view.delete(`${topic} ${key}`)
  else view.set(`${topic} ${key}`, { body, revision: 1 })
  return role.sync(new Map([[topic, new Set([key])]]))
}

const behind = (address: string): string | undefined => directory.find({ routerId: 'r1', address })?.instanceId

it('wants one server, whatever it is told', () => {
  role.base()
  expect(wanted).toMatchObject([{ state: SERVER }])
})

it('follows networks from the first item to the last, and knows guests of routers by them', () => {
  expect(tell(ROOT, 'network/n1', { networkId: 'n1' })).toMatchObject({ begin: [NETWORK], end: [] })
  tell(ROOT, 'router/r1', { routerId: 'r1', networkIds: ['n1'] })
  tell(NETWORK, 'port/p1', guest('p1', '10.0.0.5'))
  expect(behind('10.0.0.5')).toBe('p1')
  expect(tell(ROOT, 'router/r1', null)).toMatchObject({ end: [] })
  expect(behind('10.0.0.5')).toBeUndefined()
  expect(directory.find({ networkId: 'n1', address: '10.0.0.5' })?.instanceId).toBe('p1')
  expect(tell(ROOT, 'network/n1', null)).toMatchObject({ begin: [], end: [NETWORK] })
  expect(directory.find({ networkId: 'n1', address: '10.0.0.5' })).toBeUndefined()
})

it('knows who has an address now, when it goes from one guest to another in either order', () => {
  tell(ROOT, 'network/n1', { networkId: 'n1' })
  tell(ROOT, 'router/r1', { routerId: 'r1', networkIds: ['n1'] })
  tell(NETWORK, 'port/p1', guest('p1', '10.0.0.5'))
  tell(NETWORK, 'port/p2', guest('p2', '10.0.0.5'))
  tell(NETWORK, 'port/p1', null)
  expect(behind('10.0.0.5')).toBe('p2')
  tell(NETWORK, 'port/p2', guest('p2', '10.0.0.6'))
  expect(behind('10.0.0.5')).toBeUndefined()
  expect(behind('10.0.0.6')).toBe('p2')
  expect(behind('fe80::f816:3eff:fe00:2')).toBe('p2')
})

it('keeps what it had for an item that it cannot read', () => {
  tell(ROOT, 'network/n1', { networkId: 'n1' })
  tell(ROOT, 'router/r1', { routerId: 'r1', networkIds: ['n1'] })
  tell(NETWORK, 'port/p1', guest('p1', '10.0.0.5'))
  tell(NETWORK, 'port/p1', undefined)
  tell(ROOT, 'router/r1', undefined)
  tell(ROOT, 'network/n1', undefined)
  expect(behind('10.0.0.5')).toBe('p1')
})

it('costs the same for a change beside one guest and beside five thousand', () => {
  tell(ROOT, 'network/n1', { networkId: 'n1' })
  for (let index = 0; index < 5_000; index += 1)
    view.set(`${NETWORK} port/x${String(index)}`, {
      body: guest(`x${String(index)}`, `10.1.${String(index >> 8)}.${String(index & 255)}`),
      revision: 1,
    })
  role.sync(
    new Map([
      [NETWORK, new Set([...view.keys()].map((name) => name.split(' ')[1]!).filter((key) => key.startsWith('port/')))],
    ]),
  )
  const { item } = { item: view.get.bind(view) }
  let looks = 0
  view.get = (name) => {
    looks += 1
    return item(name)
  }
  tell(NETWORK, 'port/p1', guest('p1', '10.0.0.5'))
  Reflect.deleteProperty(view, 'get')
  expect(looks).toBeLessThan(5)
  expect(directory.find({ networkId: 'n1', address: '10.1.19.135' })?.instanceId).toBe('x4999')
})
