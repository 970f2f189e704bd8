import { CONTRACT } from '../base/contract.ts'
import type { ConfigurationProblem } from '../errors/configuration-error.ts'
import type { ServiceModule } from '../service/service-module.ts'
import type { DriverModule, ModuleKind } from './driver-module.ts'

const KINDS: readonly string[] = ['type', 'mechanism', 'extension', 'service'] satisfies readonly ModuleKind[]

type AnyModule = DriverModule | ServiceModule

/** What is wrong with the modules that somebody put together; `[]` = they can be loaded. Each at `modules[<its place>]`. */
export function judgeModules(modules: readonly unknown[]): readonly ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = []
  const places = new Map<string, number>()
  for (const [place, module] of modules.entries()) {
    const where = `modules[${String(place)}]`
    if (!isModule(module)) {
      problems.push({ where, problem: NO_MODULE, remedy: REMEDY })
      continue
    }
    const value = described(module)
    if (!KINDS.includes(module.kind)) {
      problems.push({ where, value, problem: `has no known kind`, remedy: `kinds are ${KINDS.join(', ')}` })
      continue
    }
    const foreign = foreignContract(module)
    if (foreign !== undefined) problems.push({ where, value, ...foreign })
    const key = `${module.kind} ${module.name}`
    const before = places.get(key)
    if (before === undefined) places.set(key, place)
    else
      problems.push({
        where,
        value,
        problem: `is listed twice, at modules[${String(before)}], too`,
        remedy: module.kind === 'service' ? 'list each service once' : 'list each driver once',
      })
  }
  return problems
}

const NO_MODULE = 'is no module { contract, kind, name, register } or, of a service, { …, start }'
const REMEDY = 'put in what the factory of a driver package returns: vxlan(), linuxbridge(), …'

function foreignContract({
  contract,
  packageName = 'its package',
}: AnyModule): Pick<ConfigurationProblem, 'problem' | 'remedy'> | undefined {
  const theirs: unknown = contract
  if (theirs === CONTRACT) return undefined
  const ours = String(CONTRACT)
  const release = `install a release of ${packageName} for contract ${ours}`
  return typeof theirs === 'number'
    ? {
        problem: `is made for contract ${String(theirs)}, and this netloom has contract ${ours}`,
        remedy: theirs > CONTRACT ? `${release}, or a newer netloom` : release,
      }
    : {
        problem: `says no contract, and this netloom has contract ${ours}`,
        remedy: `${release}; its modules carry \`contract: CONTRACT\` of @netloom/core`,
      }
}

const described = ({ kind, name, packageName }: AnyModule): string =>
  `${kind === 'service' ? 'service' : `${kind} driver`} '${name}'${packageName === undefined ? '' : ` of ${packageName}`}`

function isModule(module: unknown): module is AnyModule {
  if (typeof module !== 'object' || module === null) return false
  const { kind, name, register, start } = module as Readonly<Record<string, unknown>>
  const begin = kind === 'service' ? start : register
  return typeof kind === 'string' && typeof name === 'string' && name !== '' && typeof begin === 'function'
}
