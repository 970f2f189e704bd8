import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { debianPackage } from '../pipe/missing-tool.ts'
import type { Trial } from './feature.ts'

const SCHEMA = '/usr/share/openvswitch/vswitch.ovsschema'
const SILENT_OR_FAILED = 'said=$("$@" 2>&1) && test -z "$said" || { echo "$said" >&2; exit 1; }'
const END_PATIENCE_MS = 3_000

/** An instance of Open vSwitch of the probe's own: database, sockets and pids are in `directory`, nothing of the system's is touched. */
export function openvswitchTrials(directory: string): readonly Trial[] {
  const database = `unix:${directory}/db.sock`
  const here = (...command: readonly string[]): readonly string[] => [
    'env',
    ...['OVS_RUNDIR', 'OVS_LOGDIR', 'OVS_DBDIR', 'OVS_SYSCONFDIR'].map((name) => `${name}=${directory}`),
    ...command,
  ]
  // It succeeds when the database took it; that the switch could not do it is only said.
  const vsctl = (line: string): readonly string[] =>
    here('sh', '-c', SILENT_OR_FAILED, 'sh', 'ovs-vsctl', `--db=${database}`, '--timeout=4', ...line.split(' '))
  const daemon = (...command: readonly string[]): readonly string[] =>
    here(...command, '--detach', '--no-chdir', '--pidfile', '-vconsole:off', '-vsyslog:off', '-vfile:off')
  const tunnel = (type: string): Trial => ({
    name: `ovs ${type}`,
    commands: [
      vsctl(
        `add-port probe ${type}0 -- set interface ${type}0 type=${type} options:remote_ip=192.0.2.2 options:key=flow`,
      ),
    ],
    fix: `use an Open vSwitch that knows ${type} tunnels`,
  })
  return [
    {
      name: 'ovs-vswitchd',
      commands: [
        here('ovsdb-tool', 'create', `${directory}/conf.db`, SCHEMA),
        daemon('ovsdb-server', `${directory}/conf.db`, `--remote=p${database}`),
        vsctl('--no-wait init'),
        daemon('ovs-vswitchd', database),
      ],
      fix: `apt-get install ${debianPackage('ovs-vswitchd')}`,
    },
    {
      name: 'ovs netdev datapath',
      commands: [vsctl('add-br probe -- set bridge probe datapath_type=netdev')],
      fix: 'load the kernel module tun (modprobe tun), or use datapath_type system',
    },
    tunnel('vxlan'),
    tunnel('gre'),
    tunnel('geneve'),
    {
      name: 'ovs system datapath',
      commands: [vsctl('add-br probe-sys -- set bridge probe-sys datapath_type=system')],
      fix: 'load the kernel module (modprobe openvswitch), or use datapath_type netdev',
    },
  ]
}

/** Runs `work` with a folder for an instance, and ends what has been started there. */
export async function withOpenvswitchFolder<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'netloom-probe-'))
  try {
    return await work(directory)
  } finally {
    await endDaemon(directory, 'ovs-vswitchd')
    await endDaemon(directory, 'ovsdb-server')
    await rm(directory, { recursive: true, force: true })
  }
}

/** Ends the daemon whose pid file is in `directory`, and makes sure first that it is that daemon. */
async function endDaemon(directory: string, name: string): Promise<void> {
  const pid = Number(await readFile(join(directory, `${name}.pid`), 'utf8').catch(() => ''))
  const isOurs = async (): Promise<boolean> =>
    pid > 0 && (await readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => '')).includes(directory)
  const deadline = performance.now() + END_PATIENCE_MS
  for (
    let signal: NodeJS.Signals | 0 = 'SIGTERM';
    await isOurs();
    signal = performance.now() > deadline ? 'SIGKILL' : 0
  ) {
    process.kill(pid, signal)
    await sleep(5)
  }
}
