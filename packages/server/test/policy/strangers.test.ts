import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contextOf, tokenAuth } from '../../src/index.ts'
import { startApi, type Api } from '../support/start-api.ts'
import { actionPath, NO_SUCH_ID, objectsAt } from './routes.ts'

const REFUSAL = {
  error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' },
}
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const

let api: Api
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-strangers-'))
  api = await startApi({ contextOf: contextOf(await tokenAuth({ file: join(folder, 'tokens.json') })) })
})
afterAll(async () => {
  await api.close()
  await rm(folder, { recursive: true })
})

/** Every path of every resource, its actions and its tags, and some that are not there. */
const PATHS = [
  ...new Set([
    ...objectsAt({}).flatMap((at) => [
      at.path,
      `${at.path}/${at.id}`,
      `${at.path}.json`,
      ...at.actions.map((action) => actionPath(at, action)),
    ]),
    '/',
    '/extensions',
    '/extensions/quotas',
    '/nothing',
    `/networks/${NO_SUCH_ID}/nothing`,
  ]),
]

describe.each([
  ['nobody', {}],
  ['somebody with a bad token', { 'x-auth-token': 'guess' }],
  ['somebody with a token of another kind', { authorization: 'Basic YTpi' }],
])('%s', (_, headers) => {
  it('gets the same 401 on every path, whatever is or is not there', async () => {
    const answers = new Set<string>()
    for (const path of PATHS) {
      for (const method of METHODS) {
        const {
          statusCode,
          body,
          headers: given,
        } = await api.app.inject({
          method,
          url: `/v2.0${path}`,
          headers: { ...headers, 'content-type': 'application/json' },
          ...(method !== 'GET' && method !== 'HEAD' && { payload: '{"broken' }),
        })
        const challenge = String(given['www-authenticate'])
        answers.add(
          `${String(statusCode)} ${challenge} ${method === 'HEAD' ? '' : body} ${method === 'HEAD' ? 'HEAD' : ''}`,
        )
      }
    }
    expect(PATHS.length).toBeGreaterThan(60)
    expect([...answers].sort()).toEqual(
      [`401 Bearer realm="netloom" ${JSON.stringify(REFUSAL)} `, '401 Bearer realm="netloom"  HEAD'].sort(),
    )
  })
})

it('the first administrator gets in', async () => {
  const token = (await readFile(join(folder, 'tokens.json.admin'), 'utf8')).trim()
  const { statusCode } = await api.app.inject({
    method: 'GET',
    url: '/v2.0/networks',
    headers: { 'x-auth-token': token },
  })
  expect(statusCode).toBe(200)
})
