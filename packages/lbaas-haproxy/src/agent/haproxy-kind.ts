import type { DeviceKind, HostAccess } from '@netloom/core'
import {
  applyEach,
  type FoundServedProcess,
  serviceProcessKind,
  type ServiceProcesses,
} from '@netloom/dataplane/service'
import type { HaproxyState } from '../render/states.ts'
import { parseConfiguration } from '../render/parse-configuration.ts'
import { WANTED_FILE } from '../render/haproxy-options.ts'
import type { HaproxyWork } from './haproxy-work.ts'

/** haproxy processes of balancers: their members change while they run, all else in a process that takes over. */
export function haproxyKind(processes: ServiceProcesses, work: HaproxyWork): DeviceKind<HaproxyState> {
  const base = serviceProcessKind(processes, { kind: 'haproxy', order: 44 })
  return {
    ...base,
    equal: (a, b) => base.equal(a, b) && b.isStale !== true,
    read: async (host, scope) =>
      Promise.all((await processes.read(host, scope)).map((found) => foundState(found, work))),
    apply: (steps, host) =>
      applyEach(steps, ({ op, state }) =>
        op === 'remove' ? remove(state, processes, work) : serve(state, host, work),
      ),
    watch: (listener) => {
      const stops = [processes.start(listener), work.watch(listener)]
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}

async function foundState(found: FoundServedProcess, work: HaproxyWork): Promise<HaproxyState> {
  const isStale = found.running && (await work.isStale(found))
  const configuration = parseConfiguration(found.files[WANTED_FILE] ?? '')
  return { kind: 'haproxy', ...found, configuration, secrets: [], problems: {}, ...(isStale && { isStale }) }
}

async function remove(state: HaproxyState, processes: ServiceProcesses, work: HaproxyWork): Promise<void> {
  work.forget(state)
  await processes.remove(state)
  await work.clean(state)
}

const serve = (state: HaproxyState, host: HostAccess, work: HaproxyWork): Promise<void> => work.serve(state, host)
