import { addNamespaces, deleteNamespaces } from '@netloom/dataplane'
import { execa } from 'execa'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { netnsPrefix, temporaryFolder, until } from './scratch.ts'

const SCHEMA = '/usr/share/openvswitch/vswitch.ovsschema'
const START_MS = 10_000

/** A host's Open vSwitch without an agent: daemons of its own in a namespace of its own, switching in user space. */
export interface StandaloneOvs {
  readonly netns: string
  /** Its run directory, with `db.sock` and `<bridge>.mgmt`. */
  readonly directory: string
  /** Each call is a process, which waits until the switch has done it. Resolves to what it printed. */
  readonly vsctl: (...args: readonly string[]) => Promise<string>
  /** Each call is a process. `input` is what it reads. */
  readonly ofctl: (args: readonly string[], input?: string) => Promise<string>
  close(): Promise<void>
}

let made = 0

export async function standaloneOvs(): Promise<StandaloneOvs> {
  made += 1
  const netns = `${netnsPrefix(process.pid)}ovs${String(made)}`
  const directory = join(temporaryFolder(), 'ovs')
  await mkdir(directory)
  await addNamespaces([netns])
  await execa('ovsdb-tool', ['create', join(directory, 'conf.db'), SCHEMA])
  const env = { OVS_RUNDIR: directory, OVS_LOGDIR: directory, OVS_DBDIR: directory, OVS_SYSCONFDIR: directory }
  const start = (...command: readonly string[]) =>
    execa('ip', ['netns', 'exec', netns, ...command, '--pidfile', '--no-chdir', '-vconsole:off', '-vsyslog:off'], {
      env,
      reject: false,
      stdio: 'ignore',
      forceKillAfterDelay: 2_000,
    })
  const vsctl = async (...args: readonly string[]): Promise<string> =>
    (await execa('ovs-vsctl', [`--db=unix:${directory}/db.sock`, '--timeout=20', ...args])).stdout
  const database = start('ovsdb-server', `${directory}/conf.db`, `--remote=punix:${directory}/db.sock`)
  await until('ovsdb-server answers', START_MS, async () => vsctl('--no-wait', 'init').catch(() => undefined))
  const vswitchd = start('ovs-vswitchd', `unix:${directory}/db.sock`)
  return {
    netns,
    directory,
    vsctl,
    ofctl: async ([command = '', bridge = '', ...rest], input = '') => {
      const target = `unix:${directory}/${bridge}.mgmt`
      return (await execa('ovs-ofctl', ['-O', 'OpenFlow14', command, target, ...rest], { input })).stdout
    },
    async close() {
      vswitchd.kill()
      await vswitchd
      database.kill()
      await database
      await deleteNamespaces([netns])
    },
  }
}
