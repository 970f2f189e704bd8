import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from '@netloom/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountOf, barrier, chooseAccount, keptOut, type Account } from '../src/service.ts'
import { isRoot } from './lab-host.ts'

describe.runIf(isRoot)('the user of a process', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'netloom-account-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  function choose(
    users: readonly string[],
    others: readonly Account[] = [],
  ): readonly [user: string, ...log: string[]] {
    const log: string[] = []
    const note = (_: object, text: string): void => void log.push(text)
    const logger: Logger = { debug: note, info: note, warn: note, error: note }
    const obstacle = (account: Account) => keptOut(barrier(join(folder, 'config'), account), account)
    const { user } = chooseAccount({ program: 'echod', users, others, obstacle, remedy: 'echo_user' }, logger)
    return [user, ...log]
  }

  it('is the first of those that the host has, when it gets at what it needs', async () => {
    await chmod(folder, 0o711)
    expect(choose(['nobody'])).toEqual(['nobody', 'echod runs as nobody'])
    expect(choose(['nobody-of-that-name', 'nobody'])).toEqual([
      'nobody',
      'echod runs as nobody: this host has no user nobody-of-that-name',
    ])
  })

  it('is root where a folder keeps that one out, which the log says with the remedy', async () => {
    await chmod(folder, 0o700)
    expect(choose(['nobody'])).toEqual([
      'root',
      `echod runs as root: nobody may not enter ${folder} (chmod o+x ${folder})`,
    ])
  })

  it('is root where no user but root is known', () => {
    expect(choose(['nobody-of-that-name'])).toEqual(['root', 'echod runs as root: no user but root is known here'])
  })

  it('is known by name and by number, with its group', () => {
    const nobody = accountOf('nobody')!
    expect(accountOf(String(nobody.uid))).toEqual(nobody)
    expect(nobody).toMatchObject({ user: 'nobody', group: expect.any(String) as string })
    expect(accountOf('nobody-of-that-name')).toBeUndefined()
  })
})
