import type { AuditReport, PlanReport } from '@netloom/agent-runtime'
import type { Explanation } from '@netloom/agent-runtime'
import type { Command } from 'commander'
import { Failure } from '../base/failure.ts'
import { askAgents, describeUnanswered, type Unanswered } from '../inspect/ask-agents.ts'
import { findAgents, type AgentChoice } from '../inspect/find-agents.ts'
import { findNames, findObjects, type KnownObjects } from '../inspect/find-objects.ts'
import { withNames } from '../inspect/with-names.ts'
import { describeAudits, isContent } from '../output/describe-audits.ts'
import { describeExplanations } from '../output/describe-explanations.ts'
import { describePlans } from '../output/describe-plan.ts'
import { print } from '../output/print.ts'
import { withJson, type GlobalOptions } from './global-options.ts'

type InspectOptions = GlobalOptions & AgentChoice

interface AuditOptions extends InspectOptions {
  readonly repair: boolean
}

const FAILURE = 1
/** The command did what it should, and found what is not as it should be. */
const FOUND = 3

export function addInspections(program: Command): void {
  withAgents(program.command('plan'))
    .description('what agents would do now, with the reason of each command; nothing is done')
    .action(async (options: InspectOptions) => {
      const { answers, unanswered } = await askAgents<PlanReport>(await findAgents(options), 'plan')
      const plans = withNames(answers.map(flat), await namesFor(options))
      show(plans, unanswered, options, describePlans)
    })
  withAgents(program.command('explain <what>'))
    .description(
      'why something exists on a host: a device (vxlan-100), a key of `plan`, a VM, network, port or subnet by name or id, an address, a MAC',
    )
    .action(explain)
  withAgents(program.command('audit'))
    .description('have agents read their host now, compare, repair, and tell what they found now and before')
    .option('--no-repair', `only compare; exit status ${String(FOUND)} when something is not as it should be`)
    .action(async (options: AuditOptions) => {
      const agents = await findAgents(options)
      const { answers, unanswered } = await askAgents<AuditReport>(agents, options.repair ? 'audit' : 'compare')
      const audits = withNames(answers.map(flat), await namesFor(options))
      show(audits, unanswered, options, describeAudits)
      if (process.exitCode === undefined && !audits.every((audit) => isContent(audit, options.repair)))
        process.exitCode = options.repair ? FAILURE : FOUND
    })
}

async function explain(what: string, options: InspectOptions): Promise<void> {
  const agents = await findAgents(options)
  const objects = options.socket === undefined ? await findObjects(options.name, what) : undefined
  const words = [what, ...(objects?.causes ?? [])]
  const asked = await Promise.all(words.map((word) => askAgents<readonly Explanation[]>(agents, 'explain', word)))
  const unanswered = asked[0]?.unanswered ?? []
  const hosts = agents.flatMap(({ label }) => {
    const all = asked.flatMap(({ answers }) =>
      answers.filter(({ host }) => host === label).flatMap(({ answer }) => answer),
    )
    const explanations = [...new Map(all.map((one) => [one.key, one])).values()]
    return unanswered.some(({ host }) => host === label) ? [] : [{ host: label, explanations }]
  })
  if (unanswered.length === 0 && hosts.every(({ explanations }) => explanations.length === 0)) {
    throw new Failure(`explain ${what}: ${nothingOf(hosts.map(({ host }) => host).join(', '), objects)}`)
  }
  show(withNames(hosts, objects?.names ?? new Map()), unanswered, options, describeExplanations)
}

/** An agent that is asked at its socket need not be of any lab. */
const namesFor = ({ socket, name }: InspectOptions): Promise<ReadonlyMap<string, string>> =>
  socket === undefined ? findNames(name) : Promise.resolve(new Map())

function nothingOf(where: string, objects: KnownObjects | undefined): string {
  if (objects !== undefined && objects.causes.length > 0)
    return `nothing on ${where} is there for ${objects.causes.map((cause) => withName(cause, objects)).join(', ')}`
  return `nothing on ${where} is called that; name a device, a VM, network, port or subnet, an address, a MAC or a key of \`netloom plan\``
}

const withName = (cause: string, { names }: KnownObjects): string => {
  const name = names.get(cause)
  return name === undefined ? cause : `${cause} (${name})`
}

const flat = <T extends object>({
  host,
  answer,
}: {
  readonly host: string
  readonly answer: T
}): { host: string } & T => ({
  host,
  ...answer,
})

/** Answers of those who gave one; agents that gave none make a failure of the command, and are named. */
function show<T extends { readonly host: string }>(
  reports: readonly T[],
  unanswered: readonly Unanswered[],
  { json }: GlobalOptions,
  describe: (reports: readonly T[]) => string,
): void {
  print([...reports, ...unanswered], json === true, () => describe(reports))
  if (unanswered.length === 0) return
  process.exitCode = FAILURE
  if (json !== true) for (const line of describeUnanswered(unanswered)) process.stderr.write(`netloom: ${line}\n`)
}

function withAgents(command: Command): Command {
  return withJson(command)
    .option('--host <host>', 'one host; default all of the lab')
    .option('--name <lab>', 'name of the lab', 'lab')
    .option('--socket <path>', 'inspection socket of an agent outside a lab')
}
