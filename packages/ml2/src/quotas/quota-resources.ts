import { QUOTA_RESOURCES, type QuotaLimits, type ServiceModule, UNLIMITED_QUOTAS } from '@netloom/core'

/** What is limited here: what Neutron limits, in its order, then what services add. */
export function quotaResources(limits: QuotaLimits): readonly string[] {
  const known: readonly string[] = QUOTA_RESOURCES
  return [...known, ...Object.keys(limits).filter((name) => !known.includes(name))]
}

/** Limits of projects that have none of their own: those that services declare, unless the options say otherwise. */
export function limitsWith(
  services: readonly Pick<ServiceModule, 'quotas'>[],
  given: QuotaLimits = UNLIMITED_QUOTAS,
): QuotaLimits {
  return { ...Object.assign({}, ...services.map(({ quotas }) => quotas)), ...given } as QuotaLimits
}
