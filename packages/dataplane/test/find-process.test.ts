import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { findProcess } from '../src/service-processes/find-process.ts'

it('a process is found though its pid file ends in what a longer pid left', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'netloom-pid-'))
  const pidFile = join(folder, 'pid')
  const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => 0, 1_000)', pidFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await once(child.stdout, 'data')
    await writeFile(pidFile, `${String(child.pid)}\n67890\n`)
    const found = await findProcess({ pidFile, program: basename(process.execPath), word: pidFile })
    expect(found?.pid).toBe(child.pid)
  } finally {
    child.kill('SIGKILL')
    await rm(folder, { recursive: true })
  }
})
