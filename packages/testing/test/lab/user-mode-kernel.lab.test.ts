import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { runInUserModeKernel, whyNoUserModeKernel } from '../../src/lab/index.ts'

const isRoot = process.geteuid?.() === 0
const why = isRoot ? await whyNoUserModeKernel() : 'a user-mode kernel with this file system needs root'
if (why !== undefined) console.warn(`skipped: ${why}`)

it.runIf(why === undefined)('runs a script in a kernel of its own and hands back what came of it', async () => {
  const script = 'ls /sys/class/net; echo "to standard error" >&2; exit 7'
  expect(await runInUserModeKernel(script)).toEqual({ exitCode: 7, output: 'lo\nto standard error\n' })
})

it.runIf(why === undefined)('ends a script that does not, and leaves nothing behind', async () => {
  const own = async (): Promise<readonly string[]> =>
    (await readdir(tmpdir())).filter((name) => name.startsWith('netloom-uml-'))
  const before = await own()
  await expect(runInUserModeKernel('sleep 600', { timeoutMs: 3_000 })).rejects.toThrow('no end within 3000 ms')
  expect((await own()).filter((name) => !before.includes(name))).toEqual([])
})
