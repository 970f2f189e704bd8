import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CONTRACT, type DriverPackage } from '../../src/index.ts'
import { resolveDriver } from '../../src/registry.ts'

const builtIn: DriverPackage = {
  kind: 'type',
  name: 'vxlan',
  fromIni: () => ({ contract: CONTRACT, kind: 'type', name: 'vxlan', register: () => undefined }),
}
const source = (kind: string, name: string, exportName: string): string =>
  `export const ${exportName} = { kind: '${kind}', name: '${name}', fromIni: () => ({ kind: '${kind}', name: '${name}', register() {} }) }\n`

let base = ''
async function install(name: string, manifest: object, files: Readonly<Record<string, string>>): Promise<void> {
  const folder = join(base, 'node_modules', name)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, type: 'module', ...manifest }))
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text)
}
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'netloom-resolve-'))
  await writeFile(join(base, 'package.json'), JSON.stringify({ dependencies: { '@acme/sdn': '1' } }))
  await install(
    'netloom-type-foo',
    { exports: { '.': { import: './main.js' } } },
    { 'main.js': source('type', 'foo', 'foo') },
  )
  await install('netloom-mech-bar', { main: 'bar.js' }, { 'bar.js': source('mechanism', 'bar', 'driverPackage') })
  const drivers = { acme: 'acmeMechanism', empty: 'nothing' }
  await install(
    '@acme/sdn',
    { exports: './index.js', netloom: { drivers } },
    { 'index.js': source('mechanism', 'acme', 'acmeMechanism') },
  )
  await install('netloom-type-vxlan', { main: 'x.js' }, { 'x.js': source('type', 'impostor', 'x') })
})
afterAll(() => rm(base, { recursive: true }))

describe('a driver name', () => {
  it('means the built-in first', async () => {
    expect(await resolveDriver('type', 'vxlan', [builtIn], [base])).toBe(builtIn)
  })

  it.each([
    ['type', 'foo'],
    ['mechanism', 'bar'],
    ['mechanism', 'acme'],
  ] as const)('%s %s means an installed package', async (kind, alias) => {
    expect(await resolveDriver(kind, alias, [builtIn], [base])).toMatchObject({ kind, name: alias })
  })

  it('is looked for in one directory after the other', async () => {
    const driver = await resolveDriver('type', 'foo', [], ['/nonexistent', base])
    expect(driver).toMatchObject({ kind: 'type', name: 'foo' })
  })

  it('means the package that the directory itself is, where its author tries it', async () => {
    const folder = join(base, 'node_modules')
    for (const [name, kind, alias] of [
      ['netloom-type-foo', 'type', 'foo'],
      ['@acme/sdn', 'mechanism', 'acme'],
    ] as const)
      expect(await resolveDriver(kind, alias, [], [join(folder, name)])).toMatchObject({ kind, name: alias })
  })

  it('that nobody knows aborts with what was found and what to install', async () => {
    const unknown = resolveDriver('type', 'gre', [builtIn], [base])
    await expect(unknown).rejects.toThrow(
      /^type_drivers = gre: no such driver; found: vxlan, .*foo \(netloom-type-foo\).*or install netloom-type-gre$/,
    )
    await expect(resolveDriver('type', 'gre', [], ['/nonexistent'])).rejects.toThrow(
      /found: none; or install netloom-type-gre/,
    )
  })

  it('of a package that does not export it aborts, naming the package', async () => {
    await expect(resolveDriver('mechanism', 'empty', [], [base])).rejects.toThrow(
      /package @acme\/sdn exports no mechanism driver/,
    )
  })
})
