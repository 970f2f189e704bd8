import type { FirewallStatus } from '../model/firewall.ts'

export const STATUSES: readonly FirewallStatus[] = [
  'ACTIVE',
  'DOWN',
  'ERROR',
  'INACTIVE',
  'PENDING_CREATE',
  'PENDING_UPDATE',
]
