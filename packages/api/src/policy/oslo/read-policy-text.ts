import { createRequire } from 'node:module'
import type { ConfigurationProblem } from '@netloom/core'
import type * as Yaml from 'yaml'
import type { Check } from './check.ts'
import { parseCheck, parseCheckList } from './parse-check.ts'

// Its 80 modules are loaded where there is a policy file to read, which is at few sites.
const require = createRequire(import.meta.url)

export interface PolicyText {
  readonly path: string
  readonly text: string
}

/** A rule of a file, and which file that is. */
export interface WrittenRule {
  readonly name: string
  readonly path: string
  /** As it is written. */
  readonly text: string
  readonly check: Check
}

/** Rules of one file, YAML or JSON, in its order. What cannot be read is added to `problems`. */
export function readPolicyText({ path, text }: PolicyText, problems: ConfigurationProblem[]): readonly WrittenRule[] {
  const { parseDocument } = require('yaml') as typeof Yaml
  const document = parseDocument(text, { uniqueKeys: true })
  const [error] = document.errors
  if (error !== undefined) {
    problems.push({ where: path, problem: `is no YAML: ${firstLine(error.message)}`, remedy: 'correct the file' })
    return []
  }
  const content: unknown = document.toJS({ maxAliasCount: 0 })
  if (content === null || content === undefined) return []
  if (typeof content !== 'object' || Array.isArray(content)) {
    problems.push({ where: path, problem: 'holds no rules', remedy: 'write lines such as create_network: role:member' })
    return []
  }
  return Object.entries(content as Readonly<Record<string, unknown>>).flatMap(([name, value]) => {
    try {
      return [{ name, path, text: typeof value === 'string' ? value : JSON.stringify(value), check: checkOf(value) }]
    } catch (failure) {
      if (!(failure instanceof SyntaxError)) throw failure
      problems.push({ where: `${path} ${name}`, problem: failure.message, remedy: 'correct the rule, or remove it' })
      return []
    }
  })
}

function checkOf(value: unknown): Check {
  if (typeof value === 'string') return parseCheck(value)
  if (Array.isArray(value)) return parseCheckList(value as readonly unknown[])
  throw new SyntaxError('is no check; write "" for everybody, "!" for nobody')
}

const firstLine = (text: string): string => text.split('\n')[0] ?? ''
