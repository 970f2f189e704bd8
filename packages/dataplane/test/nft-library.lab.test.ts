import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addNamespaces, deleteNamespaces, runInNamespace } from '../src/index.ts'
import { KernelAccess } from '../src/kernel/kernel-access.ts'
import { nftLibraryFeature } from '../src/probe/nft-library-feature.ts'

const netns = `nlt-${randomUUID().slice(0, 8)}`
beforeAll(() => addNamespaces([netns]))
afterAll(() => deleteNamespaces([netns]))

describe('a transaction of nftables', () => {
  it('is done in the namespace of its host, all or nothing, and says what was wrong', async () => {
    const host = new KernelAccess('h', netns)
    await host.nft('add table inet a\nadd set inet a s { type ipv4_addr; }\nadd element inet a s { 10.0.0.1 }\n')
    expect(await runInNamespace(netns, ['nft', 'list', 'set', 'inet', 'a', 's'])).toContain('10.0.0.1')
    await expect(host.nft('add element inet a s { 10.0.0.2 }\nadd rule inet a nowhere accept\n')).rejects.toThrow(
      /No such file or directory/,
    )
    expect(await runInNamespace(netns, ['nft', 'list', 'set', 'inet', 'a', 's'])).not.toContain('10.0.0.2')
    await host.close()
  })

  it('is done by the library where process and host share a namespace, without holding up the process', async () => {
    expect(await nftLibraryFeature()).toEqual({ name: 'nftables in process', ok: true })
    const elements = Array.from(
      { length: 40_000 },
      (_, n) => `10.${String(n >> 16)}.${String((n >> 8) & 255)}.${String(n & 255)}`,
    )
    const script = `
      import { NftTransactions } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}
      const nft = new NftTransactions(undefined)
      await nft.run('add table inet b')
      const before = performance.eventLoopUtilization()
      const began = performance.now()
      await nft.run('add set inet b s { type ipv4_addr; elements = { ${elements.join(', ')} }; }')
      const took = performance.now() - began
      const { active } = performance.eventLoopUtilization(before)
      const refused = await nft.run('add rule inet b nowhere accept').catch((error) => error.message)
      const small = performance.now()
      await nft.run('add element inet b s { 192.0.2.1 }')
      console.log(JSON.stringify({ active, took, refused, small: performance.now() - small }))
      await nft.close()`
    const said = await runInNamespace(netns, ['node', '--input-type=module', '-'], { input: script })
    const { active, took, refused, small } = JSON.parse(said) as Record<string, number> & { refused: string }
    console.log(
      `40,000 elements in ${took!.toFixed(0)} ms, event loop busy for ${active!.toFixed(0)} ms of them; one more ${small!.toFixed(1)} ms`,
    )
    expect(refused).toContain('No such file or directory')
    expect(active).toBeLessThan(took! / 2)
    expect(await runInNamespace(netns, ['nft', 'list', 'set', 'inet', 'b', 's'])).toContain('192.0.2.1')
  })
})
