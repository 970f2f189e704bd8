import { type Clock, type HostAccess, type HostEvent, systemClock } from '@netloom/core'
import {
  makeFolder,
  readText,
  removeFile,
  replaceFile,
  type ServedProcess,
  type ServiceProcesses,
} from '@netloom/dataplane/service'
import type { CertificateStore } from '../certificates/certificate-store.ts'
import { configurationText, type HaproxyConfiguration } from '../render/configuration.ts'
import { CONFIG_FILE, PROBLEMS_FILE, SECRETS_FILE, STATE_FILE, WANTED_FILE } from '../render/haproxy-options.ts'
import { parseConfiguration } from '../render/parse-configuration.ts'
import type { HaproxyState } from '../render/states.ts'
import { idleSocketNameOf, SOCKET_FOLDER, socketNameOf } from '../render/socket-paths.ts'
import { structureText } from '../render/structure.ts'
import { EMPTY_STATE, stateFile } from '../runtime/read-servers.ts'
import { BalancerSecrets, type TakenSecrets } from './balancer-secrets.ts'
import type { BalancerStatuses } from './balancer-statuses.ts'
import { HaproxyServers } from './haproxy-servers.ts'
import { HaproxyWatch } from './haproxy-watch.ts'
import { type JudgedConfiguration, judgeConfiguration, withoutListeners } from './judge-configuration.ts'

export interface HaproxyWorkOptions {
  readonly processes: ServiceProcesses
  readonly statuses: BalancerStatuses
  readonly store: CertificateStore
  readonly clock?: Clock
}

/** What is done for balancers on one host: files judged before they are used, members changed, processes that take over. */
export class HaproxyWork {
  private readonly servers = new HaproxyServers()
  private readonly secrets: BalancerSecrets
  private readonly observer: HaproxyWatch

  constructor(private readonly options: HaproxyWorkOptions) {
    const { clock = systemClock, statuses, store } = options
    this.secrets = new BalancerSecrets(store)
    this.observer = new HaproxyWatch({ clock, statuses, servers: this.servers, secrets: this.secrets })
  }

  watch(listener: (event: HostEvent) => void): () => void {
    return this.observer.start(listener)
  }

  /** Whether a process that has read its file lacks members, or certificates have changed since. */
  async isStale({ id, directory, files, namespace }: ServedProcess): Promise<boolean> {
    this.options.statuses.setProblems(id, problemsIn(files[PROBLEMS_FILE]))
    this.observer.expect({ id, directory, namespace })
    const effective = parseConfiguration(files[CONFIG_FILE] ?? '')
    return (await this.servers.differ(directory, effective)) || (await this.secrets.haveChanged(directory))
  }

  async serve(state: HaproxyState, host: HostAccess): Promise<void> {
    const { directory, id, namespace } = state
    await makeFolder(directory)
    await makeFolder(SOCKET_FOLDER)
    const taken = await this.secrets.take(state)
    const known = await this.known(state, taken)
    const isTold = known !== undefined && (await this.change(directory, known.configuration, known.before))
    // What differs in members alone has been judged before.
    const judged = known ?? (await this.judged(state, taken, host))
    const problems = { ...state.problems, ...judged.problems }
    const files = {
      ...state.files,
      [CONFIG_FILE]: configurationText(judged.configuration),
      [SECRETS_FILE]: taken.text,
      [PROBLEMS_FILE]: `${JSON.stringify(problems)}\n`,
    }
    await this.options.processes.serve({ ...state, files }, host, () => this.dump(directory))
    if (!isTold) await this.settle(state, judged.configuration)
    this.options.statuses.setProblems(id, problems)
    this.observer.expect({ id, directory, namespace })
  }

  /** What lies outside of a balancer's folder. */
  async clean({ directory }: Pick<HaproxyState, 'directory'>): Promise<void> {
    for (const name of [socketNameOf(directory), idleSocketNameOf(directory)]) await removeFile(SOCKET_FOLDER, name)
  }

  forget({ id, directory }: Pick<HaproxyState, 'id' | 'directory'>): void {
    this.observer.forget(id)
    this.servers.forget(directory)
    this.options.statuses.forget(id)
  }

  /** What becomes of a balancer of which nothing but members differs from its files; undefined = more does. */
  private async known(state: HaproxyState, taken: TakenSecrets): Promise<KnownConfiguration | undefined> {
    const { directory, configuration } = state
    const texts = await Promise.all(
      [CONFIG_FILE, WANTED_FILE, SECRETS_FILE, PROBLEMS_FILE].map((name) => readText(directory, name)),
    )
    const [config = '', wanted = '', secrets, problemText] = texts
    if (secrets !== taken.text || structureText(parseConfiguration(wanted)) !== structureText(configuration))
      return undefined
    // Listeners that haproxy has refused are refused again.
    const frontends = new Set(configuration.sections.map(({ name }) => name))
    const refused = Object.entries(problemsIn(problemText)).filter(([id]) => frontends.has(id))
    const problems = { ...Object.fromEntries(refused), ...taken.problems }
    const before = parseConfiguration(config)
    const after = withoutListeners(configuration, new Set(Object.keys(problems)))
    return structureText(before) === structureText(after) ? { before, configuration: after, problems } : undefined
  }

  private async judged(state: HaproxyState, taken: TakenSecrets, host: HostAccess): Promise<JudgedConfiguration> {
    const wanted = withoutListeners(state.configuration, new Set(Object.keys(taken.problems)))
    const { configuration, problems } = await judgeConfiguration(wanted, state.directory, host)
    return { configuration, problems: { ...taken.problems, ...problems } }
  }

  /** What the process knows of members' health, for the one that takes over. */
  private async dump(directory: string): Promise<void> {
    const text = await this.servers.text(directory)
    await replaceFile(directory, STATE_FILE, text === undefined ? EMPTY_STATE : stateFile(text))
  }

  private async settle(state: HaproxyState, configuration: HaproxyConfiguration): Promise<void> {
    this.servers.forget(state.directory)
    // What the old process knew of weights may have come along.
    await this.change(state.directory, configuration, configuration)
    await this.secrets.tidy(state)
  }

  private async change(directory: string, after: HaproxyConfiguration, before: HaproxyConfiguration): Promise<boolean> {
    try {
      await this.servers.change(directory, after, before)
      return true
    } catch {
      return false
    }
  }
}

interface KnownConfiguration extends JudgedConfiguration {
  readonly before: HaproxyConfiguration
}

function problemsIn(text: string | undefined): Readonly<Record<string, string>> {
  try {
    return JSON.parse(text ?? '{}') as Readonly<Record<string, string>>
  } catch {
    return {}
  }
}
