import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeviceKind, HostAccess, Step } from '@netloom/core'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { GuestDirectory, metadataServerKind, type MetadataProvider, OwnProvider } from '../src/agent/index.ts'
import type { MetadataServerState } from '../src/agent/metadata-server-kind.ts'

const GUEST = {
  ...{ portId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', networkId: 'n1', instanceId: 'vm-1', projectId: 'p1' },
  ...{ name: 'Web 1', macAddress: 'fa:16:3e:00:00:07', addresses: ['10.0.0.7'] },
}
const HOST = {} as HostAccess
const CAUSE = { object: 'metadata', revision: 1, rule: 'test' }

let folder: string
let kind: DeviceKind<MetadataServerState>
let state: MetadataServerState
const unhandled: unknown[] = []
const note = (error: unknown): void => void unhandled.push(error)

function kindWith(provider: MetadataProvider): DeviceKind<MetadataServerState> {
  const directory = new GuestDirectory()
  directory.setNetwork('n1', [GUEST])
  const silent = (): void => undefined
  return metadataServerKind({
    directory,
    provider,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
  })
}
const apply = async (step: Omit<Step<MetadataServerState>, 'cause' | 'key'>): Promise<string | undefined> => {
  const whole = { ...step, key: kind.key(step.state), cause: CAUSE } as Step<MetadataServerState>
  return (await kind.apply?.([whole], HOST))?.[0]?.error
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-metadata-'))
  state = { kind: 'metadata-server', socket: join(folder, 'sockets', 'metadata_proxy'), mode: 0o666 }
  kind = kindWith(new OwnProvider())
  process.on('unhandledRejection', note)
})
afterEach(async () => {
  await kind.close?.()
  await rm(folder, { recursive: true })
  process.off('unhandledRejection', note)
  expect(unhandled.splice(0)).toEqual([])
})

const get = (path: string, options: { readonly method?: string; readonly body?: Buffer } = {}): Promise<string> =>
  new Promise((resolve) => {
    const { method = 'GET', body } = options
    const headers = { 'x-neutron-network-id': 'n1', 'x-forwarded-for': '10.0.0.7' }
    const sent = request({ socketPath: state.socket, path, method, headers, timeout: 3_000 }, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.once('end', () => {
        resolve(`${String(answer.statusCode)} ${Buffer.concat(pieces).toString().trim()}`)
      })
    })
    sent.once('timeout', () => sent.destroy(new Error('no answer')))
    sent.once('error', (error) => {
      resolve(error.message)
    })
    sent.end(body)
  })

it.each([
  '/constructor',
  '/__proto__',
  '/openstack/__proto__',
  '/openstack/latest/toString',
  '/latest/meta-data/../../../etc/passwd',
  '/openstack/latest/%2e%2e/%2e%2e/etc/passwd',
  '/openstack/latest/meta_data.json%00',
  `/${'a/'.repeat(3_000)}`,
])('a guest that asks for %s gets 404, and the next one its answer', async (path) => {
  expect(await apply({ op: 'create', state })).toBeUndefined()
  expect(await get(path)).toBe('404 Not Found')
  expect(await get('/latest/meta-data/hostname')).toBe('200 web-1')
})

it('a provider that fails, or answers what no header can say, costs its guest 500 and nobody else anything', async () => {
  let contentType = 'text/plain\nx: y'
  kind = kindWith({ answer: () => Promise.resolve({ status: 200, contentType, body: 'fine' }) })
  expect(await apply({ op: 'create', state })).toBeUndefined()
  expect(await get('/')).toBe('500 ')
  contentType = 'text/plain'
  expect(await get('/')).toBe('200 fine')
})

it('a body of more than 64 KiB is refused with 413, other methods with 405, and what is no HTTP with 400', async () => {
  expect(await apply({ op: 'create', state })).toBeUndefined()
  expect(await get('/latest', { method: 'POST', body: Buffer.alloc(65_537) })).toMatch(/^413 |ECONNRESET|EPIPE/)
  expect(await get('/latest', { method: 'DELETE' })).toBe('405 Method Not Allowed')
  const said = await new Promise<string>((resolve) => {
    const socket = createConnection(state.socket, () => socket.write('hello\r\n\r\n'))
    socket.once('data', (piece) => {
      resolve(piece.toString())
      socket.destroy()
    })
  })
  expect(said).toMatch(/^HTTP\/1.1 400 /)
  expect(await get('/latest/meta-data/hostname')).toBe('200 web-1')
})

it('listens where the state says with its mode, finds what it made, and takes it away', async () => {
  expect(await kind.read(HOST)).toEqual([])
  expect(await apply({ op: 'create', state })).toBeUndefined()
  expect(await kind.read(HOST)).toEqual([state])
  expect((await stat(state.socket)).mode & 0o777).toBe(0o666)
  const closed: MetadataServerState = { ...state, mode: 0o600 }
  expect(kind.equal(closed, state)).toBe(false)
  expect(await apply({ op: 'replace', state: closed, actual: state } as Step<MetadataServerState>)).toBeUndefined()
  expect((await stat(state.socket)).mode & 0o777).toBe(0o600)
  expect(await apply({ op: 'remove', state: closed })).toBeUndefined()
  expect(await kind.read(HOST)).toEqual([])
  expect(await get('/')).toMatch(/ENOENT|ECONNREFUSED/)
})

it('takes the place of a socket that a killed agent left, and says why where it cannot listen', async () => {
  expect(await apply({ op: 'create', state })).toBeUndefined()
  const next = kindWith(new OwnProvider())
  const step = { op: 'create', state, key: next.key(state), cause: CAUSE } as const
  expect((await next.apply?.([step], HOST))?.[0]?.error).toBeUndefined()
  expect(await get('/latest/meta-data/hostname')).toBe('200 web-1')
  await next.close?.()
  await writeFile(join(folder, 'file'), '')
  const socket = join(folder, 'file', 'metadata_proxy')
  expect(await apply({ op: 'create', state: { ...state, socket } })).toMatch(/ENOTDIR|EEXIST/)
})
