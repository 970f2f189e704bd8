import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, DeviceKind, HostAccess, HostEvent } from '@netloom/core'
import {
  type AddressAnnouncer,
  AddressWatch,
  applyEach,
  endProcess,
  serviceProcessKind,
  ServiceProcesses,
  type ServiceNamespaces,
  type ServiceProcessState,
  type ServiceProgram,
} from '@netloom/dataplane/service'
import { namespaceOf } from '../../render/names.ts'
import { CHECK_FILE, VRRP_FILE } from '../../render/vrrp.ts'
import type { HaStates } from './ha-states.ts'
import { movedLines } from './moved-lines.ts'

/** After the links and routes of the agent, before who advertises. */
const ORDER = 43.5
/** Milliseconds after a take-over at which neighbours hear of it: the switch of this host may plug the router only by then. */
const ANNOUNCEMENTS = [0, 150, 300, 600, 1_000]

const keepalived = (directory: string): ServiceProgram => ({
  program: 'keepalived',
  directory,
  namespaceOf,
  word: (folder) => join(folder, VRRP_FILE),
  files: [VRRP_FILE, CHECK_FILE],
  reload: 'SIGHUP',
})

export interface VrrpParts {
  readonly namespaces: ServiceNamespaces
  readonly announcer: AddressAnnouncer
  readonly states: HaStates
  readonly clock: Clock
}

/** Who is active, as keepalived decides and the kernel says. */
export function vrrpKind(
  directory: string,
  { namespaces, announcer, states, clock }: VrrpParts,
): DeviceKind<ServiceProcessState> {
  const processes = new ServiceProcesses(keepalived(directory), namespaces, clock)
  const base = serviceProcessKind(processes, { kind: 'router-vrrp', order: ORDER })
  const watch = new AddressWatch(clock)
  const follow = async (host: HostAccess, { id, namespace, files }: ServiceProcessState): Promise<void> => {
    const moved = movedLines(files[VRRP_FILE])
    if (moved !== undefined) states.set(id, await watch.expect(id, host, namespace, moved.followed))
  }
  const forget = (id: string): void => {
    watch.forget(id)
    states.set(id, false)
  }
  return {
    ...base,
    read: async (host, scope) => {
      const found = await base.read(host, scope)
      for (const state of found) await follow(host, state)
      return found
    },
    apply: (steps, host) =>
      applyEach(steps, async ({ op, state }) => {
        if (op === 'remove') {
          forget(state.id)
          await processes.remove(state)
          return
        }
        await processes.serve(state, host, () => cleanUp(state, host))
        await follow(host, state)
      }),
    watch: (listener) => {
      const stops = [base.watch?.(listener), watch.start((id, isHere) => void changed(id, isHere, listener))]
      return () => {
        for (const stop of stops) stop?.()
      }
    },
  }

  async function changed(id: string, isHere: boolean, listener: (event: HostEvent) => void): Promise<void> {
    states.set(id, isHere)
    const namespace = namespaceOf(id)
    for (const device of namespaces.devicesOf(namespace)) listener({ type: 'touched', device })
    if (!isHere) return
    const text = await readFile(join(directory, id, VRRP_FILE), 'utf8').catch(() => '')
    const addresses = (movedLines(text)?.addresses ?? []).map(({ inner, macAddress, address }) => ({
      ...{ namespace, device: inner, macAddress, address: address.split('/')[0] ?? '' },
    }))
    for (const pause of ANNOUNCEMENTS)
      clock.after(pause, () => {
        if (states.isActive(id)) announcer.announce(addresses)
      })
  }
}

/**
 * What a keepalived that was killed has left: the process that spoke for it, its pid files, and addresses and routes, which another host
 * has by now. The next one begins on standby and would leave them.
 */
async function cleanUp(
  { directory, namespace, files, arguments: line }: ServiceProcessState,
  host: HostAccess,
): Promise<void> {
  const word = join(directory, VRRP_FILE)
  if (line.includes(word))
    for (const name of ['pid-vrrp', 'pid'])
      await endProcess({ pidFile: join(directory, name), program: 'keepalived', word })
  const lines = movedLines(files[VRRP_FILE])?.lines ?? []
  // What is not there is what we want.
  await host.batch(
    'ip',
    [...lines.map((one) => `addr del ${one}`), 'route flush proto keepalived', '-6 route flush proto keepalived'],
    { netns: namespace },
  )
}
