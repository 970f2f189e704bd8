import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { IniSections } from '@netloom/core'
import { readIniFiles } from '@netloom/core/kit'
import { readPolicyFiles } from '../src/compose/policy-files.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-policy-'))
})
afterEach(() => rm(folder, { recursive: true }))

const sections = (options: string): IniSections =>
  readIniFiles([{ path: 'neutron.conf', text: `[oslo_policy]\n${options}\n` }]).sections
const names = async (options: string): Promise<readonly string[]> => {
  const { files } = await readPolicyFiles(sections(options), [join(folder, 'neutron.conf')])
  return files.map(({ path }) => path.slice(folder.length + 1))
}

describe('policy files', () => {
  it('are found beside the configuration when no option names them', async () => {
    expect(await names('')).toEqual([])
    await writeFile(join(folder, 'policy.yaml'), '')
    await mkdir(join(folder, 'policy.d'))
    for (const name of ['b.yaml', 'a.json', 'notes.txt', '.hidden.yaml'])
      await writeFile(join(folder, 'policy.d', name), '')
    expect(await names('')).toEqual(['policy.yaml', 'policy.d/a.json', 'policy.d/b.yaml'])
  })

  it('are those that the options name, relative to the configuration', async () => {
    await mkdir(join(folder, 'rules'))
    await writeFile(join(folder, 'own.yaml'), '')
    await writeFile(join(folder, 'rules', 'x.yaml'), '')
    expect(await names('policy_file = own.yaml\npolicy_dirs = rules')).toEqual(['own.yaml', 'rules/x.yaml'])
  })

  it('that are named and not there overrule nothing, with a warning', async () => {
    const { files, warnings } = await readPolicyFiles(sections('policy_file = none.yaml\npolicy_dirs = none'), [
      join(folder, 'neutron.conf'),
    ])
    expect(files).toEqual([])
    expect(warnings).toMatchObject([
      { where: '[oslo_policy] policy_file', value: 'none.yaml', problem: expect.stringContaining('is not there') },
      { where: '[oslo_policy] policy_dirs', value: 'none', problem: expect.stringContaining('is not there') },
    ])
  })

  it('that are there and cannot be read stop the start', async () => {
    await mkdir(join(folder, 'policy.yaml'))
    await expect(names('')).rejects.toThrow(/policy\.yaml.*make it readable/s)
  })

  it('cannot have the deprecated defaults, and the error says so', async () => {
    await expect(names('enforce_new_defaults = False')).rejects.toThrow(/enforce_new_defaults.*cannot be obeyed/s)
    expect(await names('enforce_new_defaults = True\nenforce_scope = True')).toEqual([])
  })
})
