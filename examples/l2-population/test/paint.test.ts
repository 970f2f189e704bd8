import { execFile } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const SOURCES = new URL('../src/', import.meta.url)
const ESCAPE = '\u001B'
const script = `import { Claims } from ${JSON.stringify(new URL('../dist/claims.js', import.meta.url).href)}
const claims = new Claims()
claims.check('holds', true)
claims.check('fails', false, 'evidence')
claims.close()`

it('what the demo prints into a pipe has no colours', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  expect(stdout).toContain('1 claims do not hold')
  expect(stdout).not.toContain(ESCAPE)
})

it('only one file asks Node for colours', async () => {
  const asking: string[] = []
  for (const name of await readdir(SOURCES))
    if ((await readFile(new URL(name, SOURCES), 'utf8')).includes('styleText')) asking.push(name)
  expect(asking).toEqual(['paint.ts'])
})
