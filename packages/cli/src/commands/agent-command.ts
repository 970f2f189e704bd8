import type { Command } from 'commander'
import { collect } from './global-options.ts'
import type { AgentCommandOptions } from '../run/run-agent.ts'

export function addAgent(program: Command): void {
  program
    .command('agent')
    .description('run an agent of this host, or of a namespace of it: one for each role')
    .option(
      '--role <names>',
      'l2 (wires ports), dhcp (serves addresses), an installed one, or several with commas',
      'l2',
    )
    .option('--config-file <file>', 'INI file as Neutron reads it; may be repeated, a later one wins', collect, [])
    .option(
      '--mechanism <name>',
      'switch, by its mechanism driver: linuxbridge, openvswitch or an installed one; default what the files describe',
    )
    .option('--host <name>', 'name of the host, as ports name it; default [DEFAULT] host, else the name of the machine')
    .option('--netns <name>', 'act in this network namespace')
    .option(
      '--controller <url>',
      'agent link of a controller (wss://…/agent), default ws://127.0.0.1:9696/agent; may be repeated',
      collect,
      [],
    )
    .option(
      '--token-file <file>',
      'file with this host’s token; default [netloom] agent_token_file, else ./netloom-tokens.json.agent if it is there',
    )
    .option(
      '--ca-file <file>',
      'authorities that the controller’s certificate is verified with (PEM); default [netloom] ca_file',
    )
    .option('--insecure-controller', 'connect to a controller beyond loopback without TLS')
    .option('--state-dir <folder>', 'keeps the last view, for a start without controller')
    .option('--inspection-socket <path>', 'Unix-domain socket for plan, explain and audit')
    .action(async (options: AgentCommandOptions) => {
      // Loaded when needed: the store and the sockets would hold up every other command.
      const { startAgent } = await import('../run/run-agent.ts')
      await startAgent(options)
    })
}
