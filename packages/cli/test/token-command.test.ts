import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tokenAuth } from '@netloom/server'
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
