import type { ConfigurationProblem, ServiceModule } from '@netloom/core'
import { BUILT_IN_PLUGINS, nearestName } from '@netloom/core/kit'
import { ENGINE_NAMES } from './engine-names.ts'
import { judgeShape } from './judge-shape.ts'
import { serviceLabel } from './service-label.ts'
import { circleAmong, whoIs } from './service-order.ts'

/**
 * What is wrong with what services declare, each alone and all together; `[]` = they can start. One line for each fault, with
 * package, field and remedy.
 */
export function judgeServices(services: readonly ServiceModule[]): readonly ConfigurationProblem[] {
  const shapes = services.flatMap(judgeShape)
  if (shapes.length > 0) return shapes
  return [...services.flatMap((service) => missing(service, services)), ...circular(services), ...collisions(services)]
}

function missing(service: ServiceModule, services: readonly ServiceModule[]): readonly ConfigurationProblem[] {
  return (service.requires ?? [])
    .filter((name) => !BUILT_IN_PLUGINS.includes(name) && whoIs(name, services) === undefined)
    .map((name) => {
      const nearest = nearestName(name, [...BUILT_IN_PLUGINS, ...services.map((one) => one.name)])
      return {
        where: `${serviceLabel(service)}: requires`,
        value: name,
        problem: 'no such service is loaded',
        remedy:
          `${nearest === undefined ? '' : `did you mean ${nearest}? Otherwise `}load ${name}, too ` +
          `(service_plugins in [DEFAULT], modules in code), or leave ${service.name} out`,
      }
    })
}

function circular(services: readonly ServiceModule[]): readonly ConfigurationProblem[] {
  const circle = circleAmong(services)
  const [first] = circle
  if (first === undefined) return []
  const path = [...circle, first].map(({ name }) => name).join(' requires ')
  const packages = [...new Set(circle.flatMap(({ packageName = [] }) => packageName))].join(', ')
  return [
    {
      where: `${serviceLabel(first)}: requires`,
      problem: `none of them can start first: ${path}`,
      remedy: `take one out of requires${packages === '' ? '' : ` in ${packages}`}`,
    },
  ]
}

/** Every name that a service claims for itself, by the field that claims it. */
const CLAIMS: Readonly<Record<string, (service: ServiceModule) => readonly string[]>> = {
  aliases: ({ aliases = [] }) => aliases,
  tables: ({ tables = [] }) => tables,
  topics: ({ topics = {} }) => Object.keys(topics),
  quotas: ({ quotas = {} }) => Object.keys(quotas),
  sharedTypes: ({ sharedTypes = {} }) => Object.keys(sharedTypes),
  taggedTypes: ({ taggedTypes = {} }) => Object.keys(taggedTypes),
  entities: ({ entities = {} }) => Object.keys(entities),
}

function collisions(services: readonly ServiceModule[]): readonly ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = []
  for (const [field, claimed] of Object.entries(CLAIMS)) {
    const owners = new Map<string, string>()
    for (const name of engineNames(field)) owners.set(name, 'the engine')
    for (const service of services) {
      for (const name of claimed(service)) {
        const owner = owners.get(name)
        if (owner === undefined) owners.set(name, serviceLabel(service))
        else
          problems.push({
            where: `${serviceLabel(service)}: ${field}`,
            value: name,
            problem: `${owner} has it already`,
            remedy: 'give it another name, or load one of the two',
          })
      }
    }
  }
  return [...problems, ...sameHistory(services), ...sameAgents(services)]
}

const engineNames = (field: string): readonly string[] =>
  field === 'entities' ? ['L2'] : ((ENGINE_NAMES as Readonly<Record<string, readonly string[]>>)[field] ?? [])

/** Tables that remember migrations cannot tell `net-taps` from `net_taps`. */
function sameHistory(services: readonly ServiceModule[]): readonly ConfigurationProblem[] {
  const histories = new Map<string, ServiceModule>()
  return services.flatMap((service) => {
    const key = service.name.replaceAll('-', '_')
    const before = histories.get(key)
    histories.set(key, service)
    if (before === undefined || before.name === service.name) return []
    const problem = `its schema history would be that of ${serviceLabel(before)}`
    return [{ where: `${serviceLabel(service)}: name`, value: service.name, problem, remedy: 'give it another name' }]
  })
}

/** Agents of one type report to one service. */
function sameAgents(services: readonly ServiceModule[]): readonly ConfigurationProblem[] {
  const owners = new Map<string, string>()
  return services.flatMap((service) =>
    Object.entries(service.entities ?? {}).flatMap(([entity, { agentType }]) => {
      const owner = owners.get(agentType)
      owners.set(agentType, `${entity} of ${serviceLabel(service)}`)
      if (owner === undefined) return []
      const where = `${serviceLabel(service)}: entities.${entity}.agentType`
      return [
        { where, value: agentType, problem: `such agents report for ${owner}`, remedy: 'name another agent type' },
      ]
    }),
  )
}
