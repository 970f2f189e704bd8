/** What quotas limit, under Neutron's names, in the order in which it shows them. */
export const QUOTA_RESOURCES = [
  'network',
  'subnet',
  'subnetpool',
  'port',
  'router',
  'floatingip',
  'rbac_policy',
  'security_group',
  'security_group_rule',
  'trunk',
] as const
export type QuotaResource = (typeof QUOTA_RESOURCES)[number]

/** How many objects of each kind a project may have, those of services among them; -1 = any number. */
export type QuotaLimits = Readonly<Record<QuotaResource, number>> & Readonly<Record<string, number | undefined>>

export interface ProjectQuota {
  readonly projectId: string
  readonly limits: QuotaLimits
}

/** `reserved` is what requests under way have taken and not yet written: always 0, as both happen in one transaction. */
export interface QuotaDetail {
  readonly limit: number
  readonly used: number
  readonly reserved: number
}
export type QuotaDetails = Readonly<Record<QuotaResource, QuotaDetail>> & Readonly<Record<string, QuotaDetail>>

/** What a netloom without a configuration has: its embedder decides who may have how much. */
export const UNLIMITED_QUOTAS: QuotaLimits = {
  network: -1,
  subnet: -1,
  subnetpool: -1,
  port: -1,
  router: -1,
  floatingip: -1,
  rbac_policy: -1,
  security_group: -1,
  security_group_rule: -1,
  trunk: -1,
}

/** Neutron's defaults, which configuration files start from. */
export const DEFAULT_QUOTAS: QuotaLimits = {
  network: 100,
  subnet: 100,
  subnetpool: -1,
  port: 500,
  router: 10,
  floatingip: 50,
  rbac_policy: 10,
  security_group: 10,
  security_group_rule: 100,
  trunk: -1,
}
