import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runInUserModeKernel, whyNoUserModeKernel } from '../../src/lab/index.ts'

const isRoot = process.geteuid?.() === 0
const why = isRoot ? await whyNoUserModeKernel() : 'a user-mode kernel with this file system needs root'
if (why !== undefined) console.warn(`skipped: ${why}`)

interface Seen {
  readonly troubles: readonly unknown[]
  readonly pings: Readonly<Record<string, string>>
  readonly answeredBy: Readonly<Record<string, string>>
  readonly requests: readonly string[]
  readonly audits: readonly number[]
  readonly linksLeft: readonly string[]
}

/** One boot for all: a kernel and a bundle cost more than everything that happens in them. */
describe.runIf(why === undefined)('VLAN networks on Linux bridges, in a kernel with 802.1Q', () => {
  let folder = ''
  let seen: Seen | undefined

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'netloom-vlan-'))
    await bundle(folder)
    const { exitCode, output } = await runInUserModeKernel(`exec node ${folder}/vlan-hosts.mjs`)
    if (exitCode !== 0) throw new Error(output)
    seen = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Seen
  })

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  it('are wired without trouble, and an audit finds nothing to do', () => {
    expect(seen?.troubles).toEqual([])
    expect(seen?.audits).toEqual([0, 0])
  })

  it('reach the other host, each its own port behind the same address', () => {
    expect(seen?.pings).toMatchObject({ '1005': '0', '1006': '0', '1006 to 10.0.0.9': '0' })
    expect(seen?.answeredBy).toEqual({ '1005': 'fa:16:3e:00:02:05', '1006': 'fa:16:3e:00:02:06' })
  })

  it('do not reach what only the other network has', () => {
    expect(seen?.pings['1005 to 10.0.0.9']).not.toBe('0')
  })

  it('travel with their tag', () => {
    const tags = seen?.requests.map((line) => /802\.1Q.*: vlan (\d+)/.exec(line)?.[1] ?? 'untagged')
    expect(tags).toEqual(['1005', '1005', '1005', '1006', '1006', '1006', '1006'])
  })

  it('leave nothing but the interface and the ports’ devices behind', () => {
    expect(seen?.linksLeft).toEqual(['eth1', 'lo', 'tap11005000-00', 'tap11006000-00'])
  })
})

/** From the sources, so that a stale build can never pass. */
async function bundle(outDir: string): Promise<void> {
  const entry = fileURLToPath(new URL('uml/vlan-hosts.ts', import.meta.url))
  const conditions = ['source', 'module', 'node']
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions },
    ssr: { noExternal: true, resolve: { conditions } },
    build: { ssr: entry, outDir, target: 'node20', rolldownOptions: { output: { entryFileNames: 'vlan-hosts.mjs' } } },
  })
}
