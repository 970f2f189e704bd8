import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { agentTokens, tokenAuth, TokenFile } from '../src/index.ts'
import { Client } from './client.ts'
import { listen, type Listening } from './support/listen.ts'

const LIFE = 6_000

let folder: string
let file: string
let server: Listening
const clients: Client[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-agents-'))
  file = join(folder, 'tokens.json')
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.terminate()
  await server.close()
  await rm(folder, { recursive: true })
})

/** How the controller answers a hello; a status when there is no link at all. */
async function answerTo(token: string | undefined, host: string): Promise<string> {
  const client = new Client(server.agentUrl, token)
  clients.push(client)
  try {
    await client.opened()
  } catch (error) {
    return /\d{3}$/.exec(String(error))?.[0] ?? String(error)
  }
  client.hello(host)
  const frame = await client.next()
  return frame.type === 'refused' ? frame.code : frame.type
}

describe('tokens of agents', () => {
  it(
    'are each good for one host, until they are revoked or expire, and never for the API',
    { timeout: 30_000 },
    async () => {
      const tokens = new TokenFile(file)
      const one = await tokens.add({ host: 'h1' })
      const two = await tokens.add({ host: 'h2' }, { expiresAt: new Date(Date.now() + LIFE) })
      server = await listen({ agentTokens: await agentTokens({ file }) })
      expect(await answerTo(one.token, 'h1')).toBe('welcome')
      expect(await answerTo(one.token, 'h2')).toBe('WrongHost')
      expect(await answerTo(two.token, 'h2')).toBe('welcome')
      for (const stranger of [undefined, '', 'x', one.id]) expect(await answerTo(stranger, 'h1')).toBe('401')
      const auth = await tokenAuth({ file })
      await expect(auth.authenticate({ 'x-auth-token': one.token })).rejects.toMatchObject({ status: 401 })
      await tokens.revoke(one.id)
      await sleep(LIFE)
      for (const { token } of [one, two]) {
        await expect.poll(() => answerTo(token, 'h1'), { timeout: 5_000, interval: 200 }).toBe('401')
      }
    },
  )

  it('begin with one for this host, which only its owner can read; a second start makes no other', async () => {
    const told: string[] = []
    const onFirstToken = (path: string, host: string): void => void told.push(`${host} ${path}`)
    await tokenAuth({ file })
    const first = await agentTokens({ file, firstHost: 'here', onFirstToken })
    await agentTokens({ file, firstHost: 'here', onFirstToken })
    expect(told).toEqual([`here ${file}.agent`])
    expect((await stat(`${file}.agent`)).mode & 0o777).toBe(0o600)
    const token = (await readFile(`${file}.agent`, 'utf8')).trim()
    expect(await first.hostOf(token)).toBe('here')
    expect(await first.hostOf((await readFile(`${file}.admin`, 'utf8')).trim())).toBeUndefined()
    server = await listen({ agentTokens: first })
    expect(await answerTo(token, 'here')).toBe('welcome')
  })

  it('may stand beside one secret for all hosts, on loopback', async () => {
    const { token } = await new TokenFile(file).add({ host: 'h1' })
    server = await listen({ agentToken: 'lab', agentTokens: await agentTokens({ file }) })
    expect([await answerTo('lab', 'h2'), await answerTo(token, 'h1'), await answerTo(token, 'h3')]).toEqual([
      'welcome',
      'welcome',
      'WrongHost',
    ])
  })
})
