import type { PlanReport } from '@netloom/agent-runtime'
import { describeObject } from '../inspect/with-names.ts'

export interface HostPlan extends PlanReport {
  readonly host: string
}

/** Commands with the reason of each. */
export function describePlans(plans: readonly HostPlan[]): string {
  return plans.flatMap(describePlan).join('\n')
}

function describePlan({ host, steps, waiting }: HostPlan): readonly string[] {
  const lines = steps.flatMap(({ op, key, cause, commands }) => [
    `  # ${op} ${key}: ${describeObject(cause)} (revision ${String(cause.revision)}), ${cause.rule}`,
    ...commands.map((command) => `  ${command}`),
  ])
  const waits = waiting.map(({ key, link }) => `  # ${key} waits for ${link} to appear`)
  const head = lines.length === 0 ? `${host}: nothing to do` : `${host}: ${String(steps.length)} steps`
  return [head, ...lines, ...waits]
}
