import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'

const ROOT = new URL('../../../', import.meta.url)
const GUIDE = new URL('docs/writing-a-service.md', ROOT)

it('samples of the guide are pieces of this package, line by line', async () => {
  const guide = await readFile(GUIDE, 'utf8')
  const samples = [...guide.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms)]
  expect(samples.length).toBe(guide.split('```ts\n').length - 1)
  for (const [, file = '', sample = ''] of samples) {
    const source = await readFile(new URL(file, ROOT), 'utf8')
    expect({ file, found: plain(source).includes(plain(sample)) }).toEqual({ file, found: true })
  }
})

/** Without the indentation, which differs inside functions. */
const plain = (text: string): string => text.replaceAll(/^ +/gm, '')
