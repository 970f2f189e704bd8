import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'

// Packages with a README that shows their own package.json.
it.each(['custom-mechanism-driver', 'custom-service'])(
  'examples/%s shows the field that its package.json has',
  async (name) => {
    const folder = new URL(`../../../examples/${name}/`, import.meta.url)
    const [, shown = '{}'] = /^```json\n(.*?)^```$/ms.exec(await readFile(new URL('README.md', folder), 'utf8')) ?? []
    const { netloom } = JSON.parse(await readFile(new URL('package.json', folder), 'utf8')) as { netloom: unknown }
    expect(JSON.parse(shown)).toEqual({ netloom })
  },
)

it('examples/top-of-rack shows a start that its package.json has', async () => {
  const folder = new URL('../../../examples/top-of-rack/', import.meta.url)
  const readme = await readFile(new URL('README.md', folder), 'utf8')
  expect(/^```sh\n(.*?)^```$/ms.exec(readme)?.[1]).toBe('npm start\n')
  const { scripts } = JSON.parse(await readFile(new URL('package.json', folder), 'utf8')) as { scripts: object }
  expect(scripts).toHaveProperty('start')
})
