import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'

const ROOT = new URL('../../../', import.meta.url)

it('samples of the guide to drivers that name a file are pieces of it, line by line', async () => {
  const guide = await readFile(new URL('docs/writing-a-driver.md', ROOT), 'utf8')
  const samples = [...guide.matchAll(/^```ts\n\/\/ (examples\/\S+)\n(.*?)^```$/gms)]
  expect(samples.map(([, file]) => file)).toContain('examples/custom-mechanism-driver/src/agent/switch-package.ts')
  for (const [, file = '', sample = ''] of samples) {
    const source = await readFile(new URL(file, ROOT), 'utf8')
    expect({ file, sample: source.includes(sample) ? sample : undefined }).toEqual({ file, sample })
  }
})
