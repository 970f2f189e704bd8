import { InvalidArgumentError, Option, type Command } from 'commander'
import { AUTH_STRATEGIES } from '../compose/server-ini.ts'
import { collect } from './global-options.ts'
import type { ServerCommandOptions } from '../run/run-server.ts'

export function addServer(program: Command): void {
  program
    .command('server')
    .description('run a controller: Neutron’s API and the agents’ link on one port')
    .option('--config-file <file>', 'INI file as Neutron reads it; may be repeated, a later one wins', collect, [])
    .option(
      '--listen <address>',
      'where clients and agents connect; default bind_host and bind_port, else 127.0.0.1:9696',
    )
    .option(
      '--store <place>',
      'SQLite file, or postgresql://USER@HOST/NAME; default [database] connection if that is PostgreSQL, else ./netloom.sqlite',
    )
    .addOption(
      new Option('--auth <strategy>', 'how clients show who they are; default auth_strategy, else token').choices(
        AUTH_STRATEGIES,
      ),
    )
    .option(
      '--token-file <file>',
      'where the strategy token keeps its tokens; made at the first start, with one for an administrator',
    )
    .option('--local-tokens', 'tokens of --token-file count beside Keystone’s (auth_strategy = keystone)')
    .option('--agent-token-file <file>', 'file with one secret for the agents of all hosts; on loopback only')
    .option('--tls-cert <file>', 'serve over TLS with this certificate (PEM); default [ssl] cert_file with use_ssl')
    .option('--tls-key <file>', 'its key; default [ssl] key_file. Both are read again on SIGHUP')
    .option('--insecure-listen', 'listen beyond loopback without TLS: tokens cross the network in the clear')
    .addOption(
      new Option(
        '--requests-per-second <n>',
        'of one address, with ten seconds’ worth at once; default requests_per_second of [netloom], else any',
      ).argParser(parseRate),
    )
    .addOption(
      new Option(
        '--project-requests-per-second <n>',
        'of one project, likewise; default project_requests_per_second of [netloom], else any',
      ).argParser(parseRate),
    )
    .addOption(
      new Option(
        '--max-event-loop-delay <ms>',
        'requests are refused with 503 while the event loop lags by more; 0 = never; default max_event_loop_delay of [netloom], else 1000',
      ).argParser(parseDelay),
    )
    .action(async (options: ServerCommandOptions) => {
      // Loaded when needed: the store and the sockets would hold up every other command.
      const { runServer } = await import('../run/run-server.ts')
      await runServer(options)
    })
}

function parseRate(text: string): number {
  const rate = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text) || rate < 0.1) throw new InvalidArgumentError('write a number from 0.1')
  return rate
}

function parseDelay(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('write milliseconds, or 0 for never')
  return Number(text)
}
