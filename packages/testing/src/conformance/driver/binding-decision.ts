import type { BindingContext, BindingDecision, MechanismDriver } from '@netloom/core'
import { isPlain } from './mechanism-driver-writes.ts'

/** Words that say that nothing is bound. */
const NO_VIF: readonly string[] = ['unbound', 'binding_failed', 'distributed']
const STATUSES: readonly unknown[] = ['ACTIVE', 'DOWN', 'BUILD', 'ERROR', 'N/A', undefined]

type Fields = Readonly<Record<string, unknown>>

/** What is wrong with a decision, as whatever a driver may have answered. */
export function decisionProblems(
  decision: BindingDecision,
  { segmentsToBind }: BindingContext,
  { agentType }: Pick<MechanismDriver, 'agentType'>,
): readonly string[] {
  const given = decision as unknown as Fields
  if (typeof given !== 'object') return [`it answered ${String(given)}`]
  const problems: string[] = []
  const chosen = segmentsToBind.find(({ id }) => id === given['segmentId'])
  if (chosen === undefined) problems.push(`segment ${String(given['segmentId'])} was not offered`)
  if (chosen?.networkType === 'x-unknown') problems.push('it bound a segment of a type it cannot know')
  switch (given['type']) {
    case 'bound':
      return [...problems, ...finalProblems(given, agentType)]
    case 'continue':
      return [...problems, ...nextProblems(given['next'])]
    default:
      return [...problems, `its type is '${String(given['type'])}', neither 'bound' nor 'continue'`]
  }
}

function finalProblems({ vifType, vifDetails, status }: Fields, agentType: string | undefined): readonly string[] {
  const problems: string[] = []
  if (typeof vifType !== 'string' || !/^[\w.-]+$/.test(vifType))
    problems.push(`vifType '${String(vifType)}' is no word`)
  else if (NO_VIF.includes(vifType)) problems.push(`vifType '${vifType}' says that nothing is bound`)
  if (typeof vifDetails !== 'object' || vifDetails === null || Array.isArray(vifDetails) || !isPlain(vifDetails))
    problems.push('vifDetails is no plain object')
  if (!STATUSES.includes(status)) problems.push(`status '${String(status)}' is none that a port can have`)
  if (status === 'ACTIVE' && agentType !== undefined)
    problems.push('it says ACTIVE, and its agent has wired nothing yet; leave status out')
  return problems
}

function nextProblems(next: unknown): readonly string[] {
  if (!Array.isArray(next) || next.length === 0) return ['it leaves the next level nothing to bind']
  return (next as readonly Fields[]).flatMap(({ networkType, physicalNetwork, segmentationId }) => [
    ...(typeof networkType === 'string' && networkType !== '' ? [] : ['a segment of the next level has no type']),
    ...(physicalNetwork === undefined || (typeof physicalNetwork === 'string' && physicalNetwork !== '')
      ? []
      : [`physical network ${JSON.stringify(physicalNetwork)} of the next level is no name`]),
    ...(segmentationId === undefined || Number.isSafeInteger(segmentationId)
      ? []
      : [`segmentation id ${JSON.stringify(segmentationId)} of the next level is no whole number`]),
  ])
}
