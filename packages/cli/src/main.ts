import { Command, CommanderError } from 'commander'
import { guardStandardStreams } from './output/standard-streams.ts'
import { readVersion } from './read-version.ts'

type AddCommand = (program: Command) => void

const inspections = async (): Promise<AddCommand> => (await import('./commands/inspect-commands.ts')).addInspections

/** Each is loaded when it is asked for: most need half of netloom, and help needs none of it to come soon. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  server: async () => (await import('./commands/server-command.ts')).addServer,
  agent: async () => (await import('./commands/agent-command.ts')).addAgent,
  check: async () => (await import('./commands/check-command.ts')).addCheck,
  config: async () => (await import('./commands/config-command.ts')).addConfig,
  plan: inspections,
  explain: inspections,
  audit: inspections,
  port: async () => (await import('./commands/port-command.ts')).addPort,
  token: async () => (await import('./commands/token-command.ts')).addToken,
  lab: async () => (await import('./commands/lab-command.ts')).addLab,
}

const FAILURE = 1
const USAGE = 2

async function buildProgram(wanted: string | undefined): Promise<Command> {
  const program = new Command('netloom')
    .description('Neutron’s ML2 on real packets: controller, agents, lab')
    .enablePositionalOptions()
    .exitOverride()
    .version(readVersion())
  const one = Object.hasOwn(COMMANDS, wanted ?? '') ? COMMANDS[wanted ?? ''] : undefined
  const loaders = one === undefined ? new Set(Object.values(COMMANDS)) : [one]
  for (const load of loaders) (await load())(program)
  return program
}

/** Runs one command line; sets the exit status: 0 done, 1 failed, 2 wrong usage or configuration. */
async function main(argv: readonly string[]): Promise<void> {
  try {
    await (await buildProgram(argv[2])).parseAsync([...argv])
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
  return isUsage(error) ? USAGE : FAILURE
}

// By shape: the classes would have to be loaded for that, and core may be there twice.
function isUsage(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, kind } = error as { readonly code?: unknown; readonly kind?: unknown }
  return code === 'ConfigurationError' || kind === 'usage'
}

guardStandardStreams()
await main(process.argv)
