import type { Command } from 'commander'
import { collect } from './global-options.ts'
import type { ServerOptions } from '../run/run-server.ts'

export function addServer(program: Command): void {
  program
    .command('server')
    .description('run a controller')
    .option('--config-file <file>', 'INI file as Neutron reads it; may be repeated, a later one wins', collect, [])
    .option('--listen <address>', 'where agents connect', '127.0.0.1:9696')
    .option('--store <file>', 'SQLite file of the store', './netloom.sqlite')
    .option('--control-socket <path>', 'Unix-domain socket for the lab commands')
    .option('--token-file <file>', 'file with the secret that agents must show')
    .action(async (options: ServerOptions) => {
      // Loaded when needed: the store and the sockets would hold up every other command.
      const { runServer } = await import('../run/run-server.ts')
      await runServer(options)
    })
}
