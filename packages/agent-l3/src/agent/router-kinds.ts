import { type Clock, type DeviceKind, systemClock } from '@netloom/core'
import {
  AddressAnnouncer,
  namespaceAddressKind,
  namespaceKind,
  namespacePortKind,
  namespaceRouteKind,
  namespaceSettingsKind,
  NamespaceWatch,
  ServiceNamespaces,
} from '@netloom/dataplane/service'
import { ROUTER_SETTINGS } from '../render/router-settings.ts'
import { routerTableKind } from './router-table/router-table-kind.ts'
import { SERVICE_NAMES } from './service-names.ts'

/** What a host needs for routers: kinds that share what they know of one host's namespaces. */
export function routerKinds(clock: Clock = systemClock): readonly DeviceKind[] {
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
  ]
}
