import type { AuditReport, PlanReport } from '@netloom/agent-runtime'
import type { Explanation } from '@netloom/core'
import type { Command } from 'commander'
import { Failure } from '../failure.ts'
import { askAgent, type Question } from '../inspect/ask-agent.ts'
import { findAgents, type AgentChoice } from '../inspect/find-agents.ts'
import { describeAudits } from '../output/describe-audits.ts'
import { describeExplanations } from '../output/describe-explanations.ts'
import { describePlans } from '../output/describe-plan.ts'
import { print } from '../output/print.ts'
import { withJson, type GlobalOptions } from './global-options.ts'

type InspectOptions = GlobalOptions & AgentChoice

export function addInspections(program: Command): void {
  withAgents(program.command('plan'))
    .description('what agents would do now, with the reason of each command; nothing is done')
    .action(async (options: InspectOptions) => {
      const plans = await ask<PlanReport>(options, 'plan')
      print(plans, options.json === true, describePlans)
    })
  withAgents(program.command('explain <what>'))
    .description('why something exists on a host: a device (vxlan-100), a key of `plan`, or an API object (port/<id>)')
    .action(explain)
  withAgents(program.command('audit'))
    .description('have agents read their host now, compare, repair, and tell what they found now and before')
    .action(async (options: InspectOptions) => {
      const audits = await ask<AuditReport>(options, 'audit')
      print(audits, options.json === true, describeAudits)
      if (audits.some(({ found }) => found.some(({ failed }) => failed.length > 0))) process.exitCode = 1
    })
}

async function explain(what: string, options: InspectOptions): Promise<void> {
  const agents = await findAgents(options)
  const hosts = await Promise.all(
    agents.map(async ({ label, socket }) => ({
      host: label,
      explanations: (await askAgent(socket, 'explain', what)) as readonly Explanation[],
    })),
  )
  if (hosts.every(({ explanations }) => explanations.length === 0)) {
    const where = agents.map(({ label }) => label).join(', ')
    throw new Failure(
      `explain ${what}: nothing on ${where} is called that; name a device, a key of \`netloom plan\` or port/<id>`,
    )
  }
  print(hosts, options.json === true, describeExplanations)
}

/** Asks every chosen agent; each answer gets its host's name. */
async function ask<Report extends object>(
  options: AgentChoice,
  question: Question,
): Promise<readonly ({ readonly host: string } & Report)[]> {
  const agents = await findAgents(options)
  return Promise.all(
    agents.map(async ({ label, socket }) => ({ host: label, ...((await askAgent(socket, question)) as Report) })),
  )
}

function withAgents(command: Command): Command {
  return withJson(command)
    .option('--host <host>', 'one host; default all of the lab')
    .option('--name <lab>', 'name of the lab', 'lab')
    .option('--socket <path>', 'inspection socket of an agent outside a lab')
}
