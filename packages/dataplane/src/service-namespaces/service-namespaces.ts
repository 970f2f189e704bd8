import type { ServiceNames } from './service-names.ts'

/**
 * What the kinds of one service tell each other about its namespaces on one host: whose they are, and which links lead there.
 * One for each host; the kinds that share it are applied in order, namespaces first.
 */
export class ServiceNamespaces {
  private readonly foreign = new Set<string>()
  private readonly pairs = new Map<string, Set<string>>()

  constructor(readonly names: ServiceNames) {}

  /** A namespace that we want is another agent's. */
  markForeign(name: string): void {
    this.foreign.add(name)
  }

  /** It is no other agent's, or not any more. */
  markOurs(name: string): void {
    this.foreign.delete(name)
  }

  /** @throws for a namespace in which nothing may be made, since it is another agent's. */
  requireOurs(name: string): void {
    if (this.foreign.has(name)) throw new Error(`namespace ${name} belongs to another agent`)
  }

  /** The other end of `device` is in the namespace. */
  addPair(device: string, namespace: string): void {
    const devices = this.pairs.get(namespace) ?? new Set()
    this.pairs.set(namespace, devices.add(device))
  }

  /** The pair has gone. */
  removePair(device: string): void {
    for (const [namespace, devices] of this.pairs)
      if (devices.delete(device) && devices.size === 0) this.pairs.delete(namespace)
  }

  /** All that a scoped read must name to see a namespace whole: one that has lost its name is known by its pairs alone. */
  devicesOf(namespace: string): readonly string[] {
    return [namespace, ...(this.pairs.get(namespace) ?? [])]
  }
}
