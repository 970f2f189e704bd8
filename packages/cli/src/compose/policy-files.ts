import { readFile, readdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import type { PolicyText } from '@netloom/api'
import type { PolicyOptions } from '@netloom/server'
import { readPolicyIni } from '@netloom/api'

/** A file that is named and not there overrules nothing, as in oslo.policy: Neutron's packages name one that they do not bring. */
export interface FoundPolicy extends PolicyOptions {
  readonly warnings: readonly ConfigurationProblem[]
}

/** Where oslo.policy looks when nothing is said. */
const DEFAULT_FILES = ['policy.yaml', 'policy.json']
const DEFAULT_DIRECTORY = 'policy.d'

/**
 * The policy files of a controller, found as oslo.policy does: what `[oslo_policy]` names, and what is beside the configuration
 * files whether it is named or not.
 * @throws {ConfigurationError} when one that is there cannot be read
 */
export async function readPolicyFiles(sections: IniSections, configFiles: readonly string[]): Promise<FoundPolicy> {
  const problems: ConfigurationProblem[] = []
  const warnings: ConfigurationProblem[] = []
  const ini = readPolicyIni(sections, problems)
  const folders = [...new Set(configFiles.map((file) => dirname(resolve(file))))]
  const files = [
    ...(ini.policyFile === undefined
      ? await present(folders.flatMap((folder) => DEFAULT_FILES.map((name) => join(folder, name)))).then((all) =>
          all.slice(0, 1),
        )
      : await named(ini.policyFile, folders, warnings)),
    ...(ini.policyDirectories === undefined
      ? await inDirectories(folders.map((folder) => join(folder, DEFAULT_DIRECTORY)))
      : await inDirectories(await Promise.all(ini.policyDirectories.map((one) => directory(one, folders, warnings))))),
  ]
  if (problems.length > 0) throw new ConfigurationError(problems)
  const { defaultRule, enforceScope } = ini
  return { files, enforceScope, warnings, ...(defaultRule !== undefined && { defaultRule }) }
}

/** Relative to a folder of the configuration files, or to where the command was started. */
const places = (name: string, folders: readonly string[]): readonly string[] => [
  ...new Set([...folders.map((folder) => resolve(folder, name)), resolve(name)]),
]

async function named(
  name: string,
  folders: readonly string[],
  warnings: ConfigurationProblem[],
): Promise<readonly PolicyText[]> {
  const [found] = await present(places(name, folders))
  if (found !== undefined) return [found]
  warnings.push({
    where: '[oslo_policy] policy_file',
    value: name,
    problem: 'is not there: the default rules are in force',
    remedy: 'put it there, or remove the option',
  })
  return []
}

async function directory(name: string, folders: readonly string[], warnings: ConfigurationProblem[]): Promise<string> {
  for (const place of places(name, folders)) {
    if ((await readdir(place).catch(() => undefined)) !== undefined) return place
  }
  warnings.push({
    where: '[oslo_policy] policy_dirs',
    value: name,
    problem: 'is not there: no rule comes from it',
    remedy: 'make it, or remove the option',
  })
  return name
}

async function inDirectories(folders: readonly string[]): Promise<readonly PolicyText[]> {
  const names = await Promise.all(
    folders.map(async (folder) => {
      const all = await readdir(folder).catch(() => [])
      return all
        .filter((name) => /^[^.].*\.(ya?ml|json)$/.test(name))
        .sort()
        .map((name) => join(folder, name))
    }),
  )
  return Promise.all(names.flat().map(async (path) => ({ path, text: await readFile(path, 'utf8') })))
}

/** Those of the files that are there; one that is there and cannot be read is an error. */
async function present(paths: readonly string[]): Promise<readonly PolicyText[]> {
  const texts = await Promise.all(
    paths.map(async (path) => {
      try {
        return [{ path, text: await readFile(path, 'utf8') }]
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
        const problem = error instanceof Error ? error.message : String(error)
        throw new ConfigurationError([{ where: path, problem, remedy: 'make it readable, or move it away' }])
      }
    }),
  )
  return texts.flat()
}
