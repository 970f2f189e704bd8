import type { Agent } from '@netloom/core'
import type { StoredRouter } from '../rows/router-rows.ts'

/** Whether an agent could have the router at all, by what it says of itself. */
export function couldRun({ configurations }: Agent, router: Pick<StoredRouter, 'gatewayNetworkId' | 'ha'>): boolean {
  if (!isCentral(configurations['agentMode'])) return false
  // its host has keepalived, and it is of a version that knows what to do with it
  if (router.ha !== null && configurations['haRouters'] !== true) return false
  // an agent that is only for routers with a gateway
  return router.gatewayNetworkId !== null || configurations['handleInternalOnlyRouters'] !== false
}

/** Agents in mode `dvr` have distributed routers alone. */
export const isCentral = (mode: unknown): boolean => mode === undefined || mode === 'legacy' || mode === 'dvr_snat'
