import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const BIN = fileURLToPath(new URL('../bin/netloom.mjs', import.meta.url))

interface Line {
  readonly level: number
  readonly msg: string
  readonly url?: string
}

it('a server whose files have no [ml2] warns that its networks are local, and they are', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'netloom-no-ml2-'))
  const child = spawn(process.execPath, [BIN, 'server', '--listen', '127.0.0.1:0'], { cwd: folder, stdio: 'pipe' })
  const gone = once(child, 'exit')
  try {
    const lines: Line[] = []
    let url = ''
    for await (const text of createInterface({ input: child.stderr })) {
      const line = JSON.parse(text) as Line
      lines.push(line)
      url = line.url ?? ''
      if (line.msg === 'the controller is ready') break
    }
    const warnings = lines.filter(({ level }) => level === 40).map(({ msg }) => msg)
    expect(warnings).toEqual([
      expect.stringContaining('networks are local, and no port is bound; name a file with [ml2]'),
    ])
    const token = (await readFile(join(folder, 'netloom-tokens.json.admin'), 'utf8')).trim()
    const headers = { 'x-auth-token': token }
    const answer = await fetch(`${url}/v2.0/networks`, { method: 'POST', headers, body: '{"network":{}}' })
    expect(await answer.json()).toMatchObject({ network: { 'provider:network_type': 'local' } })
  } finally {
    child.kill('SIGTERM')
    await gone
    await rm(folder, { recursive: true })
  }
})
