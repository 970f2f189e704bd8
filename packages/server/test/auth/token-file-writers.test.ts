import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tokenAuth, TokenFile, type Authenticator } from '../../src/index.ts'
import { TokenWriter, buildTokenWriter } from '../support/token-writers.ts'

let build: string
let script: string
let folder: string
let file: string

beforeAll(async () => {
  build = await mkdtemp(join(tmpdir(), 'netloom-writer-'))
  script = await buildTokenWriter(build)
}, 60_000)
afterAll(() => rm(build, { recursive: true }))
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-tokens-'))
  file = join(folder, 'tokens.json')
  return () => rm(folder, { recursive: true })
})

const isUsable = (auth: Authenticator, token: string): Promise<boolean> =>
  auth.authenticate({ 'x-auth-token': token }).then(
    () => true,
    () => false,
  )

describe('a token file with many writers', () => {
  it('keeps every create and every revocation of 20 processes at once', { timeout: 120_000 }, async () => {
    const tokens = new TokenFile(file)
    const old = await Promise.all(Array.from({ length: 20 }, () => tokens.add({ projectId: 'old', roles: ['reader'] })))
    const running = await tokenAuth({ file })
    const writers = old.map(() => new TokenWriter(script, file))
    await Promise.all(writers.map((writer) => writer.started()))
    for (const [n, writer] of writers.entries()) writer.createAndRevoke(old[n]!.id)
    await Promise.all(writers.map((writer) => writer.ended()))

    const made = writers.flatMap((writer) => [...writer.created.values()])
    expect(made).toHaveLength(20)
    for (const auth of [await tokenAuth({ file }), running]) {
      // a running controller looks at the file once a second
      await expect.poll(() => isUsable(auth, made[0]!), { timeout: 5_000 }).toBe(true)
      expect(await Promise.all(made.map((token) => isUsable(auth, token)))).toEqual(made.map(() => true))
      expect(await Promise.all(old.map(({ token }) => isUsable(auth, token)))).toEqual(old.map(() => false))
    }
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual(['tokens.json'])
  })

  it('is whole, and locked for nobody, after a writer is killed at any instant', { timeout: 120_000 }, async () => {
    const tokens = new TokenFile(file)
    for (let round = 0; round < 8; round += 1) {
      const writers = [new TokenWriter(script, file), new TokenWriter(script, file)]
      await Promise.all(writers.map((writer) => writer.started()))
      for (const writer of writers) writer.changeForEver()
      await sleep(20 + Math.random() * 80)
      await Promise.all(writers.map((writer) => writer.kill()))

      const before = performance.now()
      const { id } = await tokens.add({ projectId: 'after', roles: ['reader'] })
      expect(performance.now() - before).toBeLessThan(5_000)
      const ids = new Set((await tokens.read()).map((entry) => entry.id))
      expect(ids).toContain(id)
      for (const { created, revoked } of writers) {
        // the one whose removal was under way may be there or not
        const kept = [...created.keys()].filter((one) => !revoked.has(one))
        expect(kept.slice(0, -2).filter((one) => !ids.has(one))).toEqual([])
        expect([...revoked].filter((one) => ids.has(one))).toEqual([])
      }
      expect(await readdir(folder)).toEqual(['tokens.json'])
    }
  })

  it('gives one administrator a token when ten controllers start at once', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => tokenAuth({ file })))
    const token = (await readFile(`${file}.admin`, 'utf8')).trim()
    expect(await Promise.all(all.map((auth) => isUsable(auth, token)))).toEqual(all.map(() => true))
    expect(await new TokenFile(file).read()).toHaveLength(1)
  })
})

describe('a token that expires', () => {
  it('is refused from then on, and dropped by the next change of the file', async () => {
    const tokens = new TokenFile(file)
    const { token } = await tokens.add(
      { projectId: 'p', roles: ['reader'] },
      { expiresAt: new Date(Date.now() + 1_000) },
    )
    const auth = await tokenAuth({ file })
    expect(await isUsable(auth, token)).toBe(true)
    await sleep(1_050)
    await expect(auth.authenticate({ 'x-auth-token': token })).rejects.toMatchObject({ status: 401 })
    await tokens.add({ projectId: 'q', roles: ['reader'] })
    expect((await tokens.read()).map((entry) => entry.kind === 'client' && entry.projectId)).toEqual(['q'])
  })
})
