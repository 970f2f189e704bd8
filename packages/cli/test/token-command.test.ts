import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { agentTokens, tokenAuth } from '@netloom/server'
import { Command } from 'commander'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { addToken } from '../src/commands/token-command.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-token-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** What `netloom token …` prints. */
async function token(file: string, ...words: readonly string[]): Promise<string> {
  const said: string[] = []
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0)
  try {
    const program = new Command('netloom').exitOverride()
    addToken(program)
    await program.parseAsync(['node', 'netloom', 'token', ...words, '--token-file', file])
  } finally {
    write.mockRestore()
  }
  return said.join('')
}

it('makes tokens that a controller takes, lists them without their secret, and revokes them', async () => {
  const file = join(folder, 'tokens.json')
  await tokenAuth({ file })
  const secret = (await token(file, 'create', '--project', 'web', '--role', 'reader')).trim()
  const ask = async (): Promise<unknown> =>
    (await tokenAuth({ file })).authenticate({ 'x-auth-token': secret }).catch((error: unknown) => error)
  expect(await ask()).toMatchObject({ projectId: 'web', roles: ['reader'] })
  const listed = await token(file, 'list', '--json')
  expect(listed).not.toContain(secret)
  const { id } = (JSON.parse(listed) as readonly { id: string; projectId: string }[]).find(
    ({ projectId }) => projectId === 'web',
  )!
  await token(file, 'revoke', id)
  expect(await ask()).toMatchObject({ status: 401 })
  await expect(token(file, 'revoke', id)).rejects.toThrow('none of that id')
})

it('refuses roles that there are not, and a file that no controller has', async () => {
  const file = join(folder, 'none.json')
  await expect(token(file, 'create', '--project', 'p', '--role', 'king')).rejects.toThrow('no such role')
  await expect(token(file, 'list')).rejects.toThrow('is not there')
})

it('makes tokens for the agents of one host, and ones that expire', async () => {
  const file = join(folder, 'agents.json')
  await tokenAuth({ file })
  const secret = (await token(file, 'create', '--agent', '--host', 'compute1', '--expires', '30d')).trim()
  expect(await (await agentTokens({ file })).hostOf(secret)).toBe('compute1')
  const listed = JSON.parse(await token(file, 'list', '--json')) as readonly { host?: string; expiresAt?: string }[]
  const { expiresAt } = listed.find(({ host }) => host === 'compute1')!
  expect(Date.parse(String(expiresAt)) - Date.now()).toBeGreaterThan(29.9 * 86_400_000)
  expect(await token(file, 'list')).toContain('compute1')
})

it.each([
  [['--agent'], '--agent: needs --host'],
  [['--agent', '--host', 'h', '--project', 'p'], 'have no --project'],
  [['--host', 'h', '--project', 'p'], '--host: is for agents'],
  [[], '--project: is missing'],
  [['--project', 'p', '--expires', '30'], '--expires 30: no span of time'],
  [['--project', 'p', '--expires', '0d'], '--expires 0d: no span of time'],
  [['--project', 'p', '--expires', '999999d'], 'no span of time'],
])('refuses token create %s', async (words, message) => {
  const file = join(folder, 'refused.json')
  await tokenAuth({ file })
  await expect(token(file, 'create', ...words)).rejects.toThrow(message)
})
