import {
  type ConfigurationProblem,
  DEFAULT_QUOTAS,
  type IniSections,
  QUOTA_RESOURCES,
  type QuotaLimits,
} from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'

const MOST = 2 ** 31 - 1

/**
 * Limits of `[quotas]`, Neutron's where a file says nothing. Any negative number is "no limit". `default_quota` is for what
 * has no option of its own; `quota_driver` and `track_quota_usage` have no effect: there is one way to count.
 */
export function readQuotas(
  sections: IniSections,
  problems: ConfigurationProblem[],
  ofServices: Readonly<Record<string, number>> = {},
): QuotaLimits {
  const section = new IniSectionReader(sections, 'quotas', problems)
  const limit = (option: string): number | undefined => {
    const value = section.integer(option, -MOST, MOST)
    return value === undefined ? undefined : Math.max(-1, value)
  }
  const fallback = limit('default_quota')
  const defaults: readonly (readonly [string, number])[] = [
    ...QUOTA_RESOURCES.map((resource) => [resource, DEFAULT_QUOTAS[resource]] as const),
    ...Object.entries(ofServices),
  ]
  const limits = defaults.map(([resource, own]) => {
    return [resource, limit(`quota_${resource}`) ?? (own === -1 ? fallback : undefined) ?? own] as const
  })
  return Object.fromEntries(limits) as QuotaLimits
}
