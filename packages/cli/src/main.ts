import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { describeError, printError } from './output/print-error.ts'
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
  init: async () => (await import('./commands/init-command.ts')).addInit,
  plan: inspections,
  explain: inspections,
  audit: inspections,
  trace: async () => (await import('./commands/trace-command.ts')).addTrace,
  port: async () => (await import('./commands/port-command.ts')).addPort,
  token: async () => (await import('./commands/token-command.ts')).addToken,
  lab: async () => (await import('./commands/lab-command.ts')).addLab,
}

const FAILURE = 1
const USAGE = 2
/** As a shell tells SIGINT. */
const INTERRUPTED = 130

async function buildProgram(wanted: string | undefined, json: boolean): Promise<Command> {
  const program = new Command('netloom')
    .description('Neutron’s ML2 on real packets: controller, agents, lab')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => {
        if (json) printError(text.replace(/^error: /, '').trim(), USAGE, true)
        else write(text)
      },
    })
    .version(readVersion())
  const one = Object.hasOwn(COMMANDS, wanted ?? '') ? COMMANDS[wanted ?? ''] : undefined
  const loaders = one === undefined ? new Set(Object.values(COMMANDS)) : [one]
  for (const load of loaders) (await load())(program)
  return program
}

/** Runs one command line; sets the exit status: 0 done, 1 failed, 2 wrong usage or configuration. */
async function main(argv: readonly string[]): Promise<void> {
  const json = asksForJson(argv)
  try {
    await (await buildProgram(argv[2], json)).parseAsync([...argv])
  } catch (error) {
    process.exitCode = explain(error, json)
  }
}

function explain(error: unknown, json: boolean): number {
  // commander has said what is wrong by itself, unless a command found it; help and version are no errors.
  if (error instanceof CommanderError && !(error instanceof InvalidArgumentError))
    return error.exitCode === 0 ? 0 : USAGE
  if (process.env['NETLOOM_DEBUG'] !== undefined) console.error(error)
  const status = isUsage(error) ? USAGE : kindOf(error) === 'interrupted' ? INTERRUPTED : FAILURE
  printError(describeError(error), status, json)
  return status
}

/** What follows `--` is another command's. */
function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return argv.slice(0, end === -1 ? undefined : end).includes('--json')
}

// By shape: the classes would have to be loaded for that, and core may be there twice.
function isUsage(error: unknown): boolean {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  return code === 'ConfigurationError' || kindOf(error) === 'usage' || error instanceof InvalidArgumentError
}

function kindOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null ? (error as { readonly kind?: unknown }).kind : undefined
}

guardStandardStreams()
await main(process.argv)
