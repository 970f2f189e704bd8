import { ConfigurationError, type ConfigurationProblem, type ServiceModule, type StartedService } from '@netloom/core'
import { z } from 'zod'
import { showValue, valueAt } from '../judgement/show-value.ts'
import { serviceLabel } from './service-label.ts'

const fn = z.unknown().refine((value) => typeof value === 'function', 'must be a function')
const object = z.unknown().refine((value) => typeof value === 'object' && value !== null, 'must be an object')
const HOOK = /^(create|update|delete)(Network|Subnet|Port)(Precommit|Postcommit)$/
const listener = object.refine((value) => {
  const { name } = value as { readonly name?: unknown }
  return typeof name === 'string' && !('bindPort' in value)
}, 'must be an object with a name and hooks of a mechanism driver; a service binds no port: remove bindPort')
const handler = object.refine(
  (value) =>
    ['report', 'reportAll'].every((name) => typeof (value as Readonly<Record<string, unknown>>)[name] === 'function'),
  'must be { report(agent, reports), reportAll(agent, ids) }',
)
const standby = object.refine(
  (value) =>
    ['hostsOf', 'onHost'].every((name) => typeof (value as Readonly<Record<string, unknown>>)[name] === 'function'),
  'must be { hostsOf(ports, db), onHost(host, of, db) }',
)
const shape = z.strictObject(
  {
    services: z.record(z.string(), object, 'must be services by name').optional(),
    listeners: z.array(listener, 'must be a list').optional(),
    followers: z.array(object, 'must be a list').optional(),
    extensionHooks: object.optional(),
    portExtensions: fn.optional(),
    standby: standby.optional(),
    reports: z.record(z.string(), handler, 'must be handlers by entity').optional(),
    sweep: fn.optional(),
    close: fn.optional(),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? 'may have services, listeners, extensionHooks, portExtensions, standby, followers, reports, sweep and close'
        : 'must be an object { services, … }',
  },
)

/** What a service's `start` returned, beside the names that are there already. @throws {ConfigurationError} */
export function judgeStarted(module: ServiceModule, started: StartedService, taken: ReadonlyMap<string, string>): void {
  const label = serviceLabel(module)
  const problem = (field: string, value: unknown, text: string, remedy: string): ConfigurationProblem => ({
    where: `${label}: start() returned${field === '' ? '' : ` ${field}`}`,
    ...(value !== undefined && { value: showValue(value) }),
    problem: text,
    remedy,
  })
  const issues = shape.safeParse(started).error?.issues ?? []
  if (issues.length > 0) {
    throw new ConfigurationError(
      issues.map(({ path, message }) =>
        problem(path.map(String).join('.'), valueAt(started, path), 'which is not allowed', `it ${message}`),
      ),
    )
  }
  const { services = {}, reports = {}, listeners = [] } = started
  const { entities = {}, taggedTypes = {} } = module
  const problems = [
    ...Object.keys(services).flatMap((name) => {
      const owner = taken.get(name)
      return owner === undefined
        ? []
        : [problem(`services.${name}`, undefined, `${owner} has it already`, 'give it another name')]
    }),
    ...Object.keys(entities)
      .filter((entity) => !Object.hasOwn(reports, entity))
      .map((entity) => problem('no', undefined, `handler for entity ${entity}`, `add reports.${entity}`)),
    ...Object.keys(reports)
      .filter((entity) => !Object.hasOwn(entities, entity))
      .map((entity) => problem(`reports.${entity}`, undefined, 'no agent may report for it', `add entities.${entity}`)),
    ...Object.entries(taggedTypes)
      .filter(([, { service }]) => typeof valueAt(services, [service, 'get']) !== 'function')
      .map(([type, { service }]) =>
        problem(
          `no services.${service}.get`,
          undefined,
          `which says who sees the tags of ${type}`,
          `add it, or correct taggedTypes.${type}.service`,
        ),
      ),
    ...listeners.flatMap(({ name, ...hooks }) => {
      const odd = Object.keys(hooks).filter((key) => /(Pre|Post)commit$/.test(key) && !HOOK.test(key))
      return odd.map((key) =>
        problem(`listener '${name}'`, key, 'there is no such hook', 'name it as mechanism drivers do'),
      )
    }),
  ]
  if (problems.length > 0) throw new ConfigurationError(problems)
}
