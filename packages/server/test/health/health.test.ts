import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApi, type Api } from '../support/start-api.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.close())

const get = async (url: string): Promise<{ status: number; body: string }> => {
  const { statusCode, body } = await api.app.inject({ url })
  return { status: statusCode, body }
}

describe('health', () => {
  it('says that the process is alive and that requests can be served', async () => {
    expect(await get('/healthz')).toEqual({ status: 200, body: '{"status":"ok"}' })
    expect(await get('/readyz')).toEqual({ status: 200, body: '{"status":"ready","parts":{"store":"ok","feed":"ok"}}' })
  })
})
