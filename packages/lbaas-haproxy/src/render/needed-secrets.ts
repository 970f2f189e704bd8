import type { Balancer, Listener } from './balancer.ts'
import { secretFileOf, type SecretKind } from './names.ts'
import type { NeededSecret } from './states.ts'

/** All that a balancer's listeners take from the store of certificates, each once. */
export function neededSecrets({ listeners }: Balancer): readonly NeededSecret[] {
  const needed = new Map<string, NeededSecret>()
  for (const listener of listeners)
    for (const [kind, ref] of secretsOf(listener)) {
      const file = secretFileOf(kind, ref)
      const others = needed.get(file)?.listeners ?? []
      needed.set(file, { kind, ref, file, listeners: [...others, listener.item.id] })
    }
  return [...needed.values()]
}

function secretsOf({ item, pools }: Listener): readonly (readonly [SecretKind, string])[] {
  const found: (readonly [SecretKind, string])[] = []
  const add = (kind: SecretKind, ref: string | null): void => {
    if (ref !== null) found.push([kind, ref])
  }
  if (item.protocol === 'TERMINATED_HTTPS') {
    for (const ref of new Set([item.defaultTlsContainerRef, ...item.sniContainerRefs])) add('certificate', ref)
    if (item.clientAuthentication !== 'NONE' && item.clientCaTlsContainerRef !== null) {
      add('authority', item.clientCaTlsContainerRef)
      add('revocations', item.clientCrlContainerRef)
    }
  }
  for (const { item: pool } of pools.filter((one) => one.item.tlsEnabled)) {
    add('certificate', pool.tlsContainerRef)
    add('authority', pool.caTlsContainerRef)
  }
  return found
}
