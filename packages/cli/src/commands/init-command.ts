import { isIP } from 'node:net'
import type { SwitchHostFile } from '@netloom/core'
import type { Offer } from '@netloom/core/discovery'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { Option, type Command } from 'commander'
import { parseListen } from '../compose/parse-listen.ts'
import { readToken } from '../compose/read-token.ts'
import { Failure } from '../base/failure.ts'
import { controllerFiles } from '../init/controller-files.ts'
import { hostFiles } from '../init/host-files.ts'
import type { InitFile, InitPlaces } from '../init/init-file.ts'
import { writeFiles } from '../init/write-files.ts'
import { requireSwitch } from '../compose/choose-switch.ts'
import { describeOffers, findHostPackages, loadSwitch } from '../compose/host-packages.ts'
import { splitNames } from '../lab/state/split-names.ts'
import { PACKAGE_ROOT } from '../base/package-root.ts'
import { print } from '../output/print.ts'
import { withJson, type GlobalOptions } from './global-options.ts'

interface InitOptions extends GlobalOptions {
  readonly role: 'controller' | 'host'
  readonly dir: string
  readonly unitDir: string
  readonly listen: string
  readonly mechanism: string
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly host: string
  readonly controller?: string
  readonly localIp?: string
  readonly tokenFile?: string
  readonly caFile?: string
  readonly dhcp?: true
  readonly force?: true
}

const NETLOOM = join(PACKAGE_ROOT, 'bin', 'netloom.mjs')

export function addInit(program: Command): void {
  withJson(program.command('init'))
    .description('write INI file, secret and systemd units of a controller or a host; nothing is started')
    .addOption(
      new Option('--role <role>', 'what this machine is').choices(['controller', 'host']).makeOptionMandatory(),
    )
    .option('--dir <folder>', 'for INI file and secret', '/etc/netloom')
    .option('--unit-dir <folder>', 'for systemd units', '/etc/systemd/system')
    .option(
      '--mechanism <name>',
      'switch, by its mechanism driver: linuxbridge, openvswitch or an installed one; of a controller also several with commas',
      'linuxbridge',
    )
    .option('--force', 'replace files that are there')
    .option('--listen <address>', 'controller: where clients and agents connect', '127.0.0.1:9696')
    .option('--tls-cert <file>', 'controller: certificate (PEM); needed beyond loopback')
    .option('--tls-key <file>', 'controller: its key')
    .option('--host <name>', 'host: its name, as ports name it', hostname())
    .option('--controller <url>', 'host: agent link of the controller, wss://ADDRESS:9696/agent')
    .option('--local-ip <address>', 'host: its address that tunnels end at')
    .option('--token-file <file>', 'host: its token, from `netloom token create --agent --host NAME` on the controller')
    .option('--ca-file <file>', 'host: authorities that the controller is verified with (PEM)')
    .option('--dhcp', 'host: serve DHCP, too')
    .action(async (options: InitOptions) => {
      const files = await filesOf(options)
      await writeFiles(files, options.force === true)
      const written = files.map(({ path, mode }) => ({ path, mode: mode.toString(8).padStart(4, '0') }))
      print({ written, next: nextOf(options) }, options.json === true, ({ next }) =>
        [...written.map(({ path, mode }) => `${mode} ${path}`), '', ...next].join('\n'),
      )
    })
}

async function filesOf(options: InitOptions): Promise<readonly InitFile[]> {
  const places: InitPlaces = {
    directory: options.dir,
    unitDirectory: options.unitDir,
    command: `${process.execPath} --max-semi-space-size=8 ${NETLOOM}`,
  }
  const found = await findHostPackages()
  const mechanisms = splitNames(options.mechanism)
  const offers = mechanisms.map((name) => requireSwitch('--mechanism', name, found))
  const [mechanism = '', second] = mechanisms
  if (options.role === 'controller') {
    const { tlsCert, tlsKey, listen } = options
    const { host } = parseListen(listen)
    if ((tlsCert === undefined) !== (tlsKey === undefined))
      throw new Failure('--tls-cert and --tls-key: name both', 'usage')
    if (tlsCert === undefined && !['127.0.0.1', '::1', 'localhost'].includes(host))
      throw new Failure(
        `--listen ${listen}: tokens would cross the network in the clear; name --tls-cert and --tls-key`,
        'usage',
      )
    return controllerFiles(
      { listen, mechanisms, ...(tlsCert !== undefined && tlsKey !== undefined && { tlsCert, tlsKey }) },
      places,
    )
  }
  if (second !== undefined)
    throw new Failure(
      `--mechanism ${options.mechanism}: a host has one; write one of ${describeOffers(found.switches)}`,
      'usage',
    )
  const { host, controller, localIp = '', caFile, dhcp = false } = options
  if (controller === undefined) throw new Failure('--controller: is missing; write wss://ADDRESS:9696/agent', 'usage')
  if (isIP(localIp) === 0) throw new Failure(`--local-ip ${localIp}: is no address; name one of \`ip addr\``, 'usage')
  const token = await readToken(options.tokenFile)
  if (token === undefined)
    throw new Failure(
      `--token-file: is missing; on the controller: netloom token create --agent --host ${host} --token-file /var/lib/netloom/tokens.json`,
      'usage',
    )
  const file = await hostFileOf(offers, localIp)
  return hostFiles({ host, controller, mechanism, file, token, dhcp, ...(caFile !== undefined && { caFile }) }, places)
}

async function hostFileOf([offer]: readonly Offer[], localIp: string): Promise<SwitchHostFile> {
  const file = offer === undefined ? undefined : (await loadSwitch(offer, '--mechanism')).hostFile?.(localIp)
  return file ?? { ini: `# Options of ${offer?.name ?? ''}: see its documentation. Tunnels end at ${localIp}.\n` }
}

function nextOf({ role, dhcp, dir }: InitOptions): readonly string[] {
  if (role === 'controller')
    return [
      `look at ${dir}/controller.ini, then: systemctl daemon-reload && systemctl enable --now netloom-server`,
      'the administrator’s token is in /var/lib/netloom/tokens.json.admin then',
      'for each host: netloom token create --agent --host NAME --token-file /var/lib/netloom/tokens.json',
    ]
  const units = ['netloom-agent', ...(dhcp === true ? ['netloom-dhcp-agent'] : [])].join(' ')
  return [
    `look at ${dir}/agent.ini (physical networks are named there), then: systemctl daemon-reload && systemctl enable --now ${units}`,
  ]
}
