import type { Explanation } from '@netloom/agent-runtime'
import type { DeviceState } from '@netloom/core'
import { describeObject } from '../inspect/with-names.ts'

export interface HostExplanations {
  readonly host: string
  readonly explanations: readonly Explanation[]
}

/** A tunnel port is there for every network that uses it. */
const MOST_RIVALS = 8

const STATUS: Readonly<Record<Explanation['status'], string>> = {
  applied: 'is as wanted',
  missing: 'is wanted, and missing',
  differs: 'is there, but differs',
  unwanted: 'is there, and nothing asks for it',
}

/** Object, revision, rule and state of each thing, by host; names of objects, where known, beside their ids. */
export function describeExplanations(hosts: readonly HostExplanations[]): string {
  return hosts
    .filter(({ explanations }) => explanations.length > 0)
    .flatMap(({ host, explanations }) => [`${host}:`, ...explanations.flatMap(describeOne)])
    .join('\n')
}

function describeOne({ key, status, cause, desired, actual, rivals }: Explanation): readonly string[] {
  return [
    `  ${key} ${STATUS[status]}`,
    `    because of ${describeObject(cause)}, revision ${String(cause.revision)}: ${cause.rule}`,
    ...(desired === undefined ? [] : [`    wanted: ${describeState(desired)}`]),
    ...(actual === undefined || status === 'applied' ? [] : [`    found:  ${describeState(actual)}`]),
    ...rivals
      .slice(0, MOST_RIVALS)
      .map((rival) => `    also asked for by ${describeObject(rival.cause)}: ${rival.cause.rule}`),
    ...(rivals.length > MOST_RIVALS ? [`    and by ${String(rivals.length - MOST_RIVALS)} more`] : []),
  ]
}

/** `kind field=value …` */
export function describeState(state: DeviceState): string {
  const fields = Object.entries(state).filter(([name, value]) => name !== 'kind' && value !== undefined)
  return [
    state.kind,
    ...fields.map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`),
  ].join(' ')
}
