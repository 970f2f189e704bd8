import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { contextOf, keystoneAuth, UnauthorizedError, type Authenticator } from '../../src/index.ts'
import { startApi } from '../support/start-api.ts'
import { IdentityService } from './identity-service.ts'

const account = { username: 'neutron', password: 'secret', projectName: 'service' }

let identity: IdentityService
let authUrl: string
let auth: Authenticator

beforeEach(async () => {
  identity = new IdentityService()
  authUrl = await identity.start()
  auth = keystoneAuth({ authUrl, ...account })
})
afterEach(async () => {
  vi.useRealTimers()
  await identity.stop().catch(() => undefined)
})

const ask = (token: string): Promise<unknown> => auth.authenticate({ 'x-auth-token': token })

it('believes whom Keystone knows, and asks once for many requests', async () => {
  const token = identity.issue({ project: { id: 'p1' } }, ['member'])
  const answers = await Promise.all([ask(token), ask(token), ask(token)])
  expect(answers[2]).toEqual({ projectId: 'p1', userId: 'u1', roles: ['member'] })
  await ask(token)
  expect(identity.asked).toEqual(['POST', 'GET'])
})

it('refuses bad, unscoped and expired tokens, and bad ones without asking again', async () => {
  await expect(ask('nonsense')).rejects.toBeInstanceOf(UnauthorizedError)
  await expect(ask('nonsense')).rejects.toMatchObject({ challenge: `Keystone uri="${authUrl}"` })
  expect(identity.asked).toEqual(['POST', 'GET'])
  await expect(ask(identity.issue({}, []))).rejects.toBeInstanceOf(UnauthorizedError)
  const short = identity.issue({ project: { id: 'p1' } }, ['member'], 60_000)
  await ask(short)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_001 })
  await expect(ask(short)).rejects.toBeInstanceOf(UnauthorizedError)
  await expect(auth.authenticate({})).rejects.toBeInstanceOf(UnauthorizedError)
})

it('takes a system-scoped administrator', async () => {
  const token = identity.issue({ system: { all: true } }, ['admin', 'reader'])
  await expect(contextOf(auth)({ 'x-auth-token': token }, 'r')).resolves.toMatchObject({ isAdmin: true, projectId: '' })
})

it('logs in again when its own token is no longer good', async () => {
  await ask(identity.issue({ project: { id: 'p1' } }, ['member']))
  identity.revokeAll()
  await expect(ask(identity.issue({ project: { id: 'p2' } }, ['member']))).resolves.toMatchObject({ projectId: 'p2' })
  expect(identity.asked).toEqual(['POST', 'GET', 'GET', 'POST', 'GET'])
})

it('goes on with known tokens while Keystone is away, and answers 503 for others', async () => {
  const token = identity.issue({ project: { id: 'p1' } }, ['member'])
  const api = await startApi({ contextOf: contextOf(auth) })
  const status = async (value: string): Promise<number> =>
    (await api.app.inject({ method: 'GET', url: '/v2.0/networks', headers: { 'x-auth-token': value } })).statusCode
  expect(await status(token)).toBe(200)
  identity.trouble = 500
  expect(await status('other')).toBe(503)
  await identity.stop()
  expect(await status('other')).toBe(503)
  expect(await status(token)).toBe(200)
  await api.close()
})

it('says what is wrong with its own account', async () => {
  auth = keystoneAuth({ authUrl, ...account, password: 'wrong' })
  await expect(ask('x')).rejects.toMatchObject({
    status: 503,
    message: expect.stringContaining("'neutron' got 401") as string,
  })
})

it('logs in once when many notice at once that its own token is no longer good', async () => {
  await ask(identity.issue({ project: { id: 'p1' } }, ['member']))
  identity.revokeAll()
  const tokens = Array.from({ length: 20 }, () => identity.issue({ project: { id: 'p2' } }, ['member']))
  await Promise.all(tokens.map((token) => ask(token)))
  expect(identity.asked.filter((method) => method === 'POST')).toHaveLength(2)
})

it('keeps what it knows of good tokens in a flood of bad ones', { timeout: 30_000 }, async () => {
  const token = identity.issue({ project: { id: 'p1' } }, ['member'])
  await ask(token)
  vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(new Response('{}', { status: 404 })))
  for (let guess = 0; guess <= 10_000; guess += 1) await ask(`guess ${String(guess)}`).catch(() => undefined)
  vi.mocked(fetch).mockRejectedValue(new Error('away'))
  await expect(ask(token)).resolves.toMatchObject({ projectId: 'p1' })
  await expect(ask('guess 0')).rejects.toMatchObject({ status: 503 })
  await expect(ask('guess 10000')).rejects.toBeInstanceOf(UnauthorizedError)
  vi.restoreAllMocks()
})

it('reads what a Keystone answers: dates in microseconds, a catalog, domains, several roles', async () => {
  const scope = {
    project: { id: 'p9', name: 'demo', domain: { id: 'default', name: 'Default' } },
    is_domain: false,
    is_admin_project: true,
    audit_ids: ['3T2dc1CGQxyJsHdDu1xkcw'],
    catalog: [{ id: 'c', type: 'network', name: 'neutron', endpoints: [{ interface: 'public', url: 'http://n' }] }],
  }
  const token = identity.issue(scope, ['Member', 'reader'])
  await expect(contextOf(auth)({ 'x-auth-token': token }, 'r')).resolves.toEqual({
    projectId: 'p9',
    userId: 'u1',
    roles: ['member', 'reader'],
    isAdmin: false,
    requestId: 'r',
  })
})
