import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { contextOf, noAuth, tokenAuth, TokenFile, UnauthorizedError } from '../../src/index.ts'
import { startApi } from '../support/start-api.ts'

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-tokens-'))
  file = join(folder, 'tokens.json')
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

const firstToken = async (): Promise<string> => (await readFile(`${file}.admin`, 'utf8')).trim()

it('makes one administrator at the first start, whose token only its owner can read', async () => {
  const auth = await tokenAuth({ file })
  const token = await firstToken()
  expect((await stat(`${file}.admin`)).mode & 0o777).toBe(0o600)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await readFile(file, 'utf8')).not.toContain(token)
  const context = await contextOf(auth)({ 'x-auth-token': token }, 'req-1')
  expect(context).toEqual({
    projectId: 'admin',
    userId: 'admin',
    roles: ['admin', 'manager', 'member', 'reader'],
    isAdmin: true,
    requestId: 'req-1',
  })
  await tokenAuth({ file })
  expect(await firstToken()).toBe(token)
})

it('knows tokens that are added, forgets those that are revoked, while it serves', async () => {
  const auth = await tokenAuth({ file })
  const tokens = new TokenFile(file)
  const { id, token } = await tokens.add({ projectId: 'blue', roles: ['member'] })
  const ask = (): Promise<unknown> => contextOf(auth)({ authorization: `Bearer ${token}` }, 'r')
  await expect
    .poll(ask, { timeout: 3_000 })
    .toMatchObject({ projectId: 'blue', isAdmin: false, roles: ['member', 'reader'] })
  expect(await tokens.revoke(id)).toBe(true)
  expect(await tokens.revoke(id)).toBe(false)
  await expect.poll(() => ask().catch((error: unknown) => error), { timeout: 3_000 }).toBeInstanceOf(UnauthorizedError)
})

it('keeps what it knew when the file is damaged, and does not start from a damaged one', async () => {
  const auth = await tokenAuth({ file })
  const token = await firstToken()
  await writeFile(file, '{"tokens": [{}]}')
  await utimes(file, 1, 1)
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  await expect(auth.authenticate({ 'x-auth-token': token })).resolves.toMatchObject({ projectId: 'admin' })
  await expect(tokenAuth({ file })).rejects.toMatchObject({ code: 'ConfigurationError' })
})

it('answers strangers with 401 and says nothing else', async () => {
  const auth = await tokenAuth({ file })
  const api = await startApi({ contextOf: contextOf(auth) })
  for (const headers of [{}, { 'x-auth-token': 'x' }, { authorization: 'Basic abc' }]) {
    const response = await api.app.inject({ method: 'GET', url: '/v2.0/networks', headers })
    expect(response.statusCode).toBe(401)
    expect(response.headers['www-authenticate']).toBe('Bearer realm="netloom"')
    expect(response.json()).toEqual({
      error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' },
    })
  }
  const known = await api.app.inject({
    method: 'GET',
    url: '/v2.0/networks',
    headers: { 'x-auth-token': await firstToken() },
  })
  expect(known.statusCode).toBe(200)
  await api.close()
})

it('believes everybody when told to', async () => {
  await expect(noAuth().authenticate({})).resolves.toEqual({ projectId: 'admin', roles: ['admin'] })
  await expect(
    noAuth().authenticate({ 'x-project-id': 'blue', 'x-roles': 'Member, reader', 'x-user-id': 'u' }),
  ).resolves.toEqual({ projectId: 'blue', roles: ['Member', 'reader'], userId: 'u' })
})
