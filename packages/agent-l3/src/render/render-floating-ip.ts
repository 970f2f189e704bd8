import type { Rendered } from '@netloom/core'
import type { FloatingIpItem } from '../wire/router-items.ts'
import { namespaceOf } from './names.ts'
import { isActive, type ServedInterface, type ServedRouter } from './served-router.ts'
import type { NamespaceAddressState, RouterElementsState } from './states.ts'

/** One floating IP: nothing of it depends on others. Nothing while the router has no way to its network. Pure. */
export function renderFloatingIp(served: ServedRouter, item: FloatingIpItem): readonly Rendered[] {
  const { router, gateway } = served
  if (gateway?.networkId !== item.networkId) return []
  const namespace = namespaceOf(router.id)
  const elements: RouterElementsState = {
    ...{ kind: 'router-table', part: 'elements', namespace, owner: `floating-ip/${item.id}` },
    elements: [
      { map: 'floating', key: item.floatingIp, value: item.fixedIp },
      { map: 'fixed', key: item.fixedIp, value: item.floatingIp },
    ],
  }
  return [
    { state: elements, rule: 'floating IP' },
    // On the host that is active alone, whatever the others are ready for.
    ...(isActive(served)
      ? [{ state: floatingAddress(namespace, gateway, item.floatingIp), rule: 'address of the floating IP' }]
      : []),
  ]
}

/** The router answers for it. */
export const floatingAddress = (
  namespace: string,
  { inner, macAddress }: ServedInterface,
  address: string,
): NamespaceAddressState => ({ kind: 'namespace-address', namespace, inner, address: `${address}/32`, macAddress })
