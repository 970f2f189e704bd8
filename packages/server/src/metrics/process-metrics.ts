import { collectDefaultMetrics, type Registry } from 'prom-client'

const measured = new WeakSet<Registry>()

/**
 * CPU, memory, event-loop lag, collections, open files. Begins with the first call: the observers behind these figures are the
 * process's and live as long, so servers that nobody asks (in tests, say) shall not have any.
 */
export function measureProcess(registry: Registry): void {
  if (measured.has(registry)) return
  measured.add(registry)
  collectDefaultMetrics({ register: registry })
}
