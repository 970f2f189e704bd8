import { ConfigurationError, type ConfigurationProblem, type ServiceModule } from '@netloom/core'
import { nearestName } from '@netloom/core/kit'
import { judgeModules } from '@netloom/core/registry'
import { z } from 'zod'
import { judgeServices } from '../services/judge-services.ts'
import { showValue, valueAt } from '../judgement/show-value.ts'
import { ml2Shape } from './ml2-shape.ts'
import type { NetloomOptions } from './netloom-options.ts'
import { count, having, MOST, numberAbove, strict } from './values.ts'

const deadline = numberAbove(0).optional()
const shapes = (ofServices: readonly string[]): Readonly<Record<keyof NetloomOptions, z.ZodType>> => ({
  modules: z.array(z.unknown(), 'must be a list of driver modules'),
  store: having(['initialize', 'transaction', 'problem', 'close'], 'a store, such as sqliteStore(…)'),
  ml2: ml2Shape(ofServices).optional(),
  hookDeadlines: strict({ precommit: deadline, postcommit: deadline }, 'must be an object of milliseconds').optional(),
  logger: having(['debug', 'info', 'warn', 'error'], 'a logger').optional(),
  clock: having(['now', 'date', 'after'], 'a clock').optional(),
  retainedChanges: count(0, MOST).optional(),
  mayWatch: z
    .unknown()
    .refine((value) => typeof value === 'function', 'must be a function (agent, topic) => true or false')
    .optional(),
})

/**
 * The options that a controller is made with: names, types, ranges and modules. Options that are `undefined` count as left out.
 * @throws {ConfigurationError} with everything that is wrong: path of the option, value, what is allowed
 */
export function judgeOptions(given: NetloomOptions): NetloomOptions {
  const options = withoutUndefined(given) as NetloomOptions
  const modules: unknown = valueAt(options, ['modules'])
  const counted = servicesAmong(modules).flatMap(({ quotas }) => (isPlain(quotas) ? Object.keys(quotas) : []))
  const optionsShape = strict(shapes(counted), 'must be an object { modules, store, … }')
  const issues = optionsShape.safeParse(options).error?.issues ?? []
  const problems = [
    ...issues.flatMap((issue) => problemsOf(issue, options)),
    ...(Array.isArray(modules) ? problemsOfModules(modules) : []),
  ]
  if (problems.length > 0) throw new ConfigurationError(problems)
  return options
}

function problemsOf(issue: z.core.$ZodIssue, options: unknown): readonly ConfigurationProblem[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((name) => unknownOption(path, name, valueAt(options, path)))
  const where = path.length === 0 ? 'createNetloom' : pathText(path)
  const value = valueAt(options, path)
  if (value === undefined) return [{ where, problem: 'is missing', remedy: `it ${issue.message}` }]
  return [{ where, value: showValue(value), problem: 'is not allowed', remedy: `it ${issue.message}` }]
}

/** Names of the options beside it, by where they stand. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(shapes([])),
  ml2: namesIn(ml2Shape()),
  hookDeadlines: ['precommit', 'postcommit'],
}

function unknownOption(path: readonly PropertyKey[], name: string, beside: unknown): ConfigurationProblem {
  const where = pathText([...path, name])
  const known = NAMES[pathText(path)] ?? Object.keys(beside ?? {}).filter((one) => one !== name)
  const nearest = nearestName(name, known)
  return {
    where,
    problem: 'there is no such option',
    remedy: nearest === undefined ? `remove it; known are ${known.join(', ')}` : `did you mean ${nearest}?`,
  }
}

function problemsOfModules(modules: readonly unknown[]): readonly ConfigurationProblem[] {
  const ofModules = judgeModules(modules)
  const problems = ofModules.length > 0 ? ofModules : judgeServices(servicesAmong(modules))
  if (modules.some((module) => valueAt(module, ['kind']) === 'type')) return problems
  const empty = modules.length === 0
  return [
    ...problems,
    {
      where: 'modules',
      problem: empty ? 'there is none' : 'no type driver is among them, so that no network could be made',
      remedy: 'put in a type driver, such as local() or vxlan(), and a mechanism driver that binds ports',
    },
  ]
}

/** Not judged yet. */
function servicesAmong(modules: unknown): readonly ServiceModule[] {
  if (!Array.isArray(modules)) return []
  return modules.filter((module: unknown): module is ServiceModule => valueAt(module, ['kind']) === 'service')
}

/** `ml2.quotas.port`, `ml2.projectNetworkTypes[0]`, `ml2.physicalNetworkMtus['a.b']` */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${String(step)}]`
    const name = String(step)
    if (!/^[A-Za-z_]\w*$/.test(name)) return `${text}['${name}']`
    return text === '' ? name : `${text}.${name}`
  }, '')
}

function namesIn(shape: z.ZodType): readonly string[] {
  return shape instanceof z.ZodObject ? Object.keys(shape.shape) : []
}

/** Of the options and the groups among them. Modules, stores and the like stay the objects that they are. */
function withoutUndefined(options: unknown): unknown {
  if (!isPlain(options)) return options
  const entries = Object.entries(options).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      name === 'ml2' || name === 'hookDeadlines' ? withoutUndefined(value) : value,
    ]),
  )
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
