import { ConfigurationError, type ConfigurationProblem } from '../errors/configuration-error.ts'
import { nearestName } from './nearest-name.ts'

/** Why a value of an option is refused; undefined = it is good. */
export type OptionCheck = (value: unknown) => string | undefined

/** An option that is true or false. */
export const flagOption: OptionCheck = (value) => (typeof value === 'boolean' ? undefined : 'write true or false')

/** What a service's options may be. */
export interface ServiceOptionRules<Options extends object> {
  /** Of its factory function, for messages: `dhcp` of `dhcp({ … })`. */
  readonly service: string
  readonly defaults: Required<Options>
  readonly checks: Readonly<Record<keyof Options, OptionCheck>>
}

/**
 * Options of a service's factory function with its defaults; undefined is as good as not named.
 * @throws {ConfigurationError} naming every bad option, and those that there are for one that there is not
 */
export function parseServiceOptions<Options extends object>(
  { service, defaults, checks }: ServiceOptionRules<Options>,
  options: Options,
): Required<Options> {
  const given = Object.entries(options).filter(([, value]) => (value as unknown) !== undefined)
  const problems = given.flatMap(([name, value]): readonly ConfigurationProblem[] => {
    const check = Object.hasOwn(checks, name) ? checks[name as keyof Options] : unknown(name, Object.keys(checks))
    const remedy = check(value)
    if (remedy === undefined) return []
    return [{ where: `${service}.${name}`, value: String(value), problem: 'is not allowed', remedy }]
  })
  if (problems.length > 0) throw new ConfigurationError(problems)
  return Object.freeze({ ...defaults, ...Object.fromEntries(given) }) as Required<Options>
}

function unknown(name: string, known: readonly string[]): OptionCheck {
  const nearest = nearestName(name, known)
  const meant = nearest === undefined ? '' : `did you mean ${nearest}? `
  return () => `${meant}there are: ${known.join(', ')}`
}
