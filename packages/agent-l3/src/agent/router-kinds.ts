import { type Clock, type DeviceKind, systemClock } from '@netloom/core'
import {
  AddressAnnouncer,
  namespaceAddressKind,
  namespaceKind,
  namespacePortKind,
  metadataProxyProgram,
  namespaceRouteKind,
  namespaceSettingsKind,
  NamespaceWatch,
  serviceProcessKind,
  ServiceNamespaces,
  ServiceProcesses,
} from '@netloom/dataplane/service'
import { advertisementsDirectory } from '../render/advertisements.ts'
import type { L3Options } from '../render/l3-options.ts'
import { namespaceOf } from '../render/names.ts'
import { ROUTER_SETTINGS } from '../render/router-settings.ts'
import { vrrpDirectory } from '../render/vrrp.ts'
import { advertiserKind } from './advertiser-kind.ts'
import { routerTableKind } from './router-table/router-table-kind.ts'
import { HaStates } from './vrrp/ha-states.ts'
import { vrrpKind } from './vrrp/vrrp-kind.ts'
import { SERVICE_NAMES } from './service-names.ts'

/** What a host needs for routers: kinds that share what they know of one host's namespaces. */
export function routerKinds(
  options: L3Options = {},
  clock: Clock = systemClock,
  states: HaStates = new HaStates(),
): readonly DeviceKind[] {
  const namespaces = new ServiceNamespaces(SERVICE_NAMES)
  const announcer = new AddressAnnouncer(clock)
  return [
    namespaceKind(namespaces),
    routerTableKind(namespaces, new NamespaceWatch(namespaces, clock)),
    namespaceSettingsKind(namespaces, Object.keys(ROUTER_SETTINGS)),
    {
      ...namespacePortKind(namespaces, announcer),
      close: () => {
        announcer.stop()
        return Promise.resolve()
      },
    },
    namespaceAddressKind(namespaces, announcer),
    namespaceRouteKind(namespaces),
    vrrpKind(vrrpDirectory(options), { namespaces, announcer, states, clock }),
    ...proxyKinds(options, namespaces, clock),
    advertiserKind(advertisementsDirectory(options), namespaces, clock),
  ]
}

/** Also where no guest is answered: what an earlier life has started is ended. */
function proxyKinds(
  { metadataDirectory: directory }: L3Options,
  namespaces: ServiceNamespaces,
  clock: Clock,
): readonly DeviceKind[] {
  if (directory === undefined) return []
  const processes = new ServiceProcesses(metadataProxyProgram({ directory, namespaceOf }), namespaces, clock)
  return [serviceProcessKind(processes, { kind: 'metadata-proxy', order: 45 })]
}
