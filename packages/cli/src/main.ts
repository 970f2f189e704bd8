import { Command, CommanderError } from 'commander'
import { ConfigurationError } from '@netloom/core'
import { addAgent } from './commands/agent-command.ts'
import { addCheck } from './commands/check-command.ts'
import { addConfig } from './commands/config-command.ts'
import { addInspections } from './commands/inspect-commands.ts'
import { addLab } from './commands/lab-command.ts'
import { addServer } from './commands/server-command.ts'
import { Failure } from './failure.ts'
import { readVersion } from './read-version.ts'

const FAILURE = 1
const USAGE = 2

function buildProgram(): Command {
  const program = new Command('netloom')
    .description('Neutron’s ML2 on real packets: controller, agents, lab')
    .enablePositionalOptions()
    .exitOverride()
    .version(readVersion())
  addServer(program)
  addAgent(program)
  addCheck(program)
  addConfig(program)
  addInspections(program)
  addLab(program)
  return program
}

/** Runs one command line; sets the exit status: 0 done, 1 failed, 2 wrong usage or configuration. */
async function main(argv: readonly string[]): Promise<void> {
  try {
    await buildProgram().parseAsync([...argv])
  } catch (error) {
    process.exitCode = explain(error)
  }
}

function explain(error: unknown): number {
  // commander has said what is wrong by itself; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE
  if (process.env['NETLOOM_DEBUG'] !== undefined) console.error(error)
  const message = error instanceof Error ? error.message : String(error)
  for (const line of message.split('\n')) process.stderr.write(`netloom: ${line}\n`)
  if (error instanceof ConfigurationError) return USAGE
  return error instanceof Failure && error.kind === 'usage' ? USAGE : FAILURE
}

await main(process.argv)
