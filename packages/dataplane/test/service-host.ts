import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DeviceState, type Host, silentLogger, type Step } from '@netloom/core'
import { deleteNamespaces, kernelHost, listNamespaces, runInNamespace } from '../src/index.ts'
import {
  namespaceKind,
  namespacePortKind,
  type NamespacePortState,
  type NamespaceState,
  ServiceNamespaces,
  type ServiceNames,
  serviceProcessKind,
  ServiceProcesses,
  type ServiceProcessState,
  type ServiceProgram,
} from '../src/service.ts'
import { LabHost } from './lab-host.ts'

/** A service that nobody has: it echoes. */
export const NAMES: ServiceNames = { namespaces: { 'qecho-': 'echo' }, pairs: { 'qe-': 'tap', 'qx-': 'ext' } }
export const namespaceOf = (id: string): string => `qecho-${id}`

const SERVER = join(import.meta.dirname, 'echo-server.mjs')

/** A host with the kinds of that service: `echo` reads its files again, `mute` is started anew. */
export class ServiceHost {
  private readonly hosts: Host[] = []
  readonly ids: string[] = []

  private constructor(
    readonly lab: LabHost,
    readonly directory: string,
  ) {}

  static async create(name: string): Promise<ServiceHost> {
    return new ServiceHost(await LabHost.create(name), await mkdtemp(join(tmpdir(), 'netloom-service-')))
  }

  /** An agent of the service, as far as the host can tell; with its own memory. */
  agent(agent = 'echo.host1'): Host {
    const namespaces = new ServiceNamespaces(NAMES)
    const program = (kind: string, more: Partial<ServiceProgram>) =>
      serviceProcessKind(new ServiceProcesses({ ...this.program(kind), ...more }, namespaces), { kind, order: 42 })
    const kinds = [
      namespaceKind(namespaces),
      namespacePortKind(namespaces),
      program('echo', { reload: 'SIGHUP' }),
      program('mute', {}),
    ]
    const { netns } = this.lab
    const host = kernelHost({ name: 'host1', agent, netns, kinds, switchKinds: false, logger: silentLogger })
    this.hosts.push(host)
    return host
  }

  newId(): string {
    const id = randomUUID()
    this.ids.push(id)
    return id
  }

  namespace(id: string): NamespaceState {
    return { kind: 'service-namespace', name: namespaceOf(id) }
  }

  port(id: string, change: Partial<NamespacePortState> = {}): NamespacePortState {
    const end = id.slice(0, 8)
    const ends = { namespace: namespaceOf(id), device: `tap${end}`, inner: `qe-${end}` }
    const what = { macAddress: 'fa:16:3e:00:00:01', mtu: 1400, addresses: ['10.1.0.1/24'] }
    return { kind: 'namespace-port', ...ends, ...what, ...change }
  }

  process(id: string, text: string, change: Partial<ServiceProcessState> = {}): ServiceProcessState {
    const { kind = 'echo' } = change
    const directory = join(this.directory, kind, id)
    const line = [process.execPath, SERVER, directory, '10.1.0.1', kind === 'echo' ? '7' : '9']
    const what = { namespace: namespaceOf(id), directory, arguments: line, files: { text }, running: true }
    return { kind, id, ...what, ...change }
  }

  /** What a client on the host's side is told, through the pair. */
  async ask(id: string, port: number): Promise<string> {
    const tap = `tap${id.slice(0, 8)}`
    await runInNamespace(this.lab.netns, ['ip', 'addr', 'replace', '10.1.0.2/24', 'dev', tap])
    const script = `exec 3<>/dev/tcp/10.1.0.1/${String(port)} && timeout 5 cat <&3`
    return runInNamespace(this.lab.netns, ['bash', '-c', script])
  }

  async pid(id: string, kind = 'echo'): Promise<number> {
    return Number(await readFile(join(this.directory, kind, id, 'pid'), 'utf8'))
  }

  async close(): Promise<void> {
    const host = this.agent()
    const processes = (await host.read()).filter(({ kind }) => kind === 'echo' || kind === 'mute')
    await removeFrom(host, ...processes)
    for (const one of this.hosts) await one.close()
    const left = new Set(await listNamespaces('qecho-'))
    await deleteNamespaces(this.ids.map(namespaceOf).filter((name) => left.has(name)))
    await this.lab.close()
    await rm(this.directory, { recursive: true, force: true })
  }

  private program(kind: string): ServiceProgram {
    const directory = join(this.directory, kind)
    return { program: 'node', directory, namespaceOf, word: (folder) => folder, files: ['text'] }
  }
}

const CAUSE = { object: 'echo/test', revision: 1, rule: 'test' }
const keyOf = (host: Host, state: DeviceState): string => host.kinds.get(state.kind)!.key(state)

async function applied(host: Host, steps: readonly Step[]): Promise<readonly (string | undefined)[]> {
  return (await host.apply(steps)).map(({ error }) => error)
}

export const create = (host: Host, ...states: readonly DeviceState[]): Promise<readonly (string | undefined)[]> =>
  applied(
    host,
    states.map((state) => ({ op: 'create', key: keyOf(host, state), state, cause: CAUSE })),
  )

export const removeFrom = (host: Host, ...states: readonly DeviceState[]): Promise<readonly (string | undefined)[]> =>
  applied(
    host,
    states.map((state) => ({ op: 'remove', key: keyOf(host, state), state, cause: CAUSE })),
  )

/** From what the host has to `state`. */
export async function change(host: Host, state: DeviceState): Promise<string | undefined> {
  const key = keyOf(host, state)
  const actual = await found(host, state)
  if (actual === undefined) throw new Error(`${key} is not there`)
  const [error] = await applied(host, [{ op: 'replace', key, state, actual, cause: CAUSE }])
  return error
}

export async function found(host: Host, state: DeviceState): Promise<DeviceState | undefined> {
  const key = keyOf(host, state)
  return (await host.read()).find((one) => keyOf(host, one) === key)
}

/** Whether the host has it as it should be. */
export async function isRight(host: Host, state: DeviceState): Promise<boolean> {
  const actual = await found(host, state)
  return actual !== undefined && host.kinds.get(state.kind)!.equal(state, actual)
}
