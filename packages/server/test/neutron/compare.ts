import { type Deviation, SAME_IN_OTHER_WORDS } from './deviation.ts'
import { DEVIATIONS } from './deviations.ts'
import { canonical } from './normalise.ts'
import type { Answer } from './play.ts'
import {
  BEGINS_WITHOUT_GROUPS,
  COUNTS_REVISIONS,
  IGNORED_ATTRIBUTES,
  IGNORED_QUOTAS,
  NUMBERS_AS_TEXT,
  SHOWN_MORE_OFTEN,
} from './tolerances.ts'

/** What is wrong with our answer; undefined = nothing. `used` gets the deviation that was needed. */
export function compare(scenario: string, theirs: Answer, ours: Answer, used?: Set<Deviation>): string | undefined {
  // what breaks Neutron must not break us
  if (theirs.status >= 500 && ours.status < 500) return undefined
  const wanted = comparable(scenario, theirs)
  const got = comparable(scenario, ours)
  const seen = { ...got, body: withoutExtras(wanted.body, got.body) }
  if (canonical(wanted) === canonical(seen)) return undefined
  const deviation = DEVIATIONS.find((one) => explains(one, scenario, theirs, ours))
  if (deviation === undefined) return show(wanted, seen)
  used?.add(deviation)
  return undefined
}

function explains(
  { scenarios, call, ours: wanted }: Deviation,
  scenario: string,
  theirs: Answer,
  ours: Answer,
): boolean {
  if (scenarios?.includes(scenario) === false || !call.test(theirs.call)) return false
  const { type } = errorOf(ours)
  if (wanted === SAME_IN_OTHER_WORDS) return ours.status === theirs.status && type === errorOf(theirs).type
  return [wanted.status].flat().includes(ours.status) && (wanted.type === undefined || wanted.type === type)
}

function comparable(scenario: string, { hasNoRequestId: _, ...answer }: Answer): Answer {
  return { ...answer, body: comparableBody(answer.body, scenario) }
}

function comparableBody(value: unknown, scenario: string): unknown {
  if (Array.isArray(value)) return value.map((item) => comparableBody(item, scenario))
  if (!isObject(value)) return value
  const ignored = BEGINS_WITHOUT_GROUPS.has(scenario)
    ? IGNORED_ATTRIBUTES
    : { ...IGNORED_ATTRIBUTES, ...IGNORED_QUOTAS }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !(key in ignored))
      .map(([key, part]) => [key, comparablePart(key, part, scenario)]),
  )
}

function comparablePart(key: string, part: unknown, scenario: string): unknown {
  if (key === 'revision_number' && scenario !== COUNTS_REVISIONS) return '<revision>'
  if (key in NUMBERS_AS_TEXT) return String(part)
  if (key === 'security_group_rules' && Array.isArray(part)) {
    return part
      .map((rule) => canonical(comparableRule(rule, scenario)))
      .sort()
      .map((text) => JSON.parse(text) as unknown)
  }
  return comparableBody(part, scenario)
}

/** Rules inside of their group, in any order: Neutron 21 shows their tags there alone, null for no description, and no default group. */
function comparableRule(rule: unknown, scenario: string): unknown {
  const comparable = comparableBody(rule, scenario)
  if (!isObject(comparable)) return comparable
  const { tags: _, belongs_to_default_sg: __, ...shown } = comparable
  return 'description' in shown ? { ...shown, description: shown['description'] ?? '' } : shown
}

function withoutExtras(theirs: unknown, ours: unknown): unknown {
  if (Array.isArray(theirs) && Array.isArray(ours)) return ours.map((item, index) => withoutExtras(theirs[index], item))
  if (!isObject(theirs) || !isObject(ours)) return ours
  return Object.fromEntries(
    Object.entries(ours)
      .filter(([key]) => key in theirs || !(key in SHOWN_MORE_OFTEN))
      .map(([key, part]) => [key, withoutExtras(theirs[key], part)]),
  )
}

function errorOf({ body }: Answer): { readonly type?: string; readonly message?: string } {
  if (typeof body !== 'object' || body === null || !('NeutronError' in body)) return {}
  return body.NeutronError as { type?: string; message?: string }
}

function show(theirs: Answer, ours: Answer): string {
  const differing = theirs.status < 400 && ours.status < 400 ? differences(theirs.body, ours.body, '') : []
  const lines = differing.length > 0 ? differing : [`Neutron ${brief(theirs)}`, `we      ${brief(ours)}`]
  return `${theirs.call}\n${lines.map((line) => `    ${line}`).join('\n')}`
}

const brief = ({ status, body, ...rest }: Answer): string => {
  const { type, message } = errorOf({ status, body, ...rest })
  if (type !== undefined) return `${String(status)} ${type}: ${message ?? ''}`
  const { call: _, ...others } = rest
  return `${String(status)} ${JSON.stringify(others)} ${(JSON.stringify(body) as string | undefined)?.slice(0, 300) ?? ''}`
}

function differences(theirs: unknown, ours: unknown, at: string): readonly string[] {
  if (canonical(theirs) === canonical(ours)) return []
  if (isObject(theirs) && isObject(ours)) {
    return [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].flatMap((key) =>
      differences(theirs[key], ours[key], `${at}.${key}`),
    )
  }
  return [`${at}: Neutron ${JSON.stringify(theirs)}, we ${JSON.stringify(ours)}`]
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
