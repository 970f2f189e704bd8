import { InvalidArgumentError, type Command } from 'commander'
import { parseListen } from '../compose/parse-listen.ts'
import { Failure } from '../base/failure.ts'
import { labDown } from '../lab/lab-down.ts'
import { labStatus } from '../lab/lab-status.ts'
import { splitNames } from '../lab/state/split-names.ts'
import { print } from '../output/print.ts'
import { collect, withJson, type GlobalOptions } from './global-options.ts'
import { describeStatus } from './describe-status.ts'

const DEFAULT_PORT = 9696

interface UpOptions extends GlobalOptions {
  readonly hosts?: number
  readonly configFile: readonly string[]
  readonly name: string
  readonly mechanism: string
  readonly networkType: string
  readonly topology?: string
  readonly listen?: string
  readonly role?: string
  readonly dhcp: boolean
}

export function addLabUp(lab: Command): void {
  withJson(lab.command('up'))
    .description('build a lab: hosts, the underlay between them, a controller, and on each host an agent for each role')
    .option('--hosts <n>', 'how many hosts (host1, host2, …); default 2', wholeNumber)
    .option('--config-file <file>', 'INI file as Neutron reads it; may be repeated, a later one wins', collect, [])
    .option('--name <name>', 'name of the lab, several can run side by side', 'lab')
    .option(
      '--mechanism <names>',
      'switch of the hosts, by its mechanism driver: linuxbridge, openvswitch, an installed one, or several with commas: hosts take turns then',
      'linuxbridge',
    )
    .option(
      '--network-type <type>',
      'type of new networks: vxlan, gre, geneve, vlan, flat or an installed one',
      'vxlan',
    )
    .option(
      '--role <names>',
      'what the hosts’ agents do: l2 (wires ports), dhcp (serves addresses), an installed one, or several with commas; default: all that the command brings along but for firewall and metadata',
    )
    .option('--no-dhcp', 'without role dhcp')
    .option('--topology <file>', 'topology file: hosts, networks, ports, VMs')
    .option(
      '--listen <address>',
      'loopback address and port of the controller, 0 = any free port; default 127.0.0.1:9696, or a free port if that is taken',
    )
    .action(async (options: UpOptions) => {
      // Loaded by this command alone: what judges files knows every driver.
      const [{ labUp }, { applyTopology }, { readTopology }, roles] = await Promise.all([
        import('../lab/lab-up.ts'),
        import('../lab/apply/lab-apply.ts'),
        import('../lab/state/topology.ts'),
        options.role === undefined ? usualRoles() : splitNames(options.role),
      ])
      const topology = options.topology === undefined ? undefined : await readTopology(options.topology)
      const say = (text: string): void => {
        if (options.json !== true) process.stderr.write(`… ${text}\n`)
      }
      const started = performance.now()
      const interruption = new AbortController()
      const stopListening = onInterrupt(interruption)
      try {
        await labUp({
          name: options.name,
          hosts: topology !== undefined && topology.hosts.length > 0 ? topology.hosts : (options.hosts ?? 2),
          configFiles: options.configFile,
          mechanisms: splitNames(options.mechanism),
          networkType: options.networkType,
          roles,
          ...(!options.dhcp && { dhcp: false }),
          awaitServices: false,
          ...(options.listen === undefined ? { preferredPort: DEFAULT_PORT } : { port: listenPort(options.listen) }),
          progress: say,
          signal: interruption.signal,
        })
        if (topology !== undefined) {
          interruption.signal.throwIfAborted()
          await applyTopology(topology, { lab: options.name, progress: say, signal: interruption.signal })
        }
        say(`ready after ${((performance.now() - started) / 1000).toFixed(1)} s`)
        print(await labStatus(options.name), options.json === true, describeStatus)
      } catch (error) {
        if (!interruption.signal.aborted) throw error
        await labDown(options.name)
        throw new Failure('interrupted; what was begun is taken back', 'interrupted', { cause: error })
      } finally {
        stopListening()
      }
    })
}

async function usualRoles(): Promise<readonly string[]> {
  const [{ builtInRoles }, { findHostPackages }] = await Promise.all([
    import('../compose/choose-roles.ts'),
    import('../compose/host-packages.ts'),
  ])
  return builtInRoles(await findHostPackages())
}

/** The first Ctrl-C (or SIGTERM) gives up in good order. Returns the way to stop listening. */
function onInterrupt(interruption: AbortController): () => void {
  const hear = (): void => {
    process.stderr.write('… interrupted: taking back what was begun\n')
    interruption.abort()
  }
  process.once('SIGINT', hear)
  process.once('SIGTERM', hear)
  return () => {
    process.off('SIGINT', hear)
    process.off('SIGTERM', hear)
  }
}

function wholeNumber(value: string): number {
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < 1) throw new InvalidArgumentError('write a whole number from 1.')
  return number
}

/** The lab listens on loopback only; the agents are there. */
function listenPort(listen: string): number {
  const { host, port } = parseListen(listen)
  if (host === '127.0.0.1' || host === 'localhost') return port
  throw new Failure(
    `--listen ${listen}: a lab listens on loopback only; write 127.0.0.1:${String(port)}, or use netloom server`,
    'usage',
  )
}
