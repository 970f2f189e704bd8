import { existsSync, watch, type FSWatcher } from 'node:fs'
import type { HostEvent } from '@netloom/core'
import { NAMESPACE_PREFIX } from '../render/names.ts'

const NAMESPACES = '/var/run/netns'

type Listener = (event: HostEvent) => void
/** Calls when somebody has changed our table in the namespace, or taken it away. Returns the way to stop. */
type WatchTables = (namespace: string, gone: () => void) => () => void

/** Tells when namespaces of routers come, and when somebody changes the tables in those that filter. */
export class WatchedNamespaces {
  private readonly wanted = new Set<string>()
  private readonly stops = new Map<string, () => void>()
  private listener: Listener | undefined
  private folder: FSWatcher | undefined

  constructor(private readonly watchTables: WatchTables) {}

  begin(listener: Listener): () => void {
    this.listener = listener
    if (existsSync(NAMESPACES)) {
      this.folder = watch(NAMESPACES, (_event, name) => {
        if (name?.startsWith(NAMESPACE_PREFIX) === true) this.changed(name)
      })
      this.folder.on('error', () => undefined)
    }
    for (const namespace of this.wanted) this.start(namespace)
    return () => {
      this.listener = undefined
      this.folder?.close()
      for (const stop of this.stops.values()) stop()
      this.stops.clear()
    }
  }

  add(namespace: string): void {
    this.wanted.add(namespace)
    this.start(namespace)
  }

  remove(namespace: string): void {
    this.wanted.delete(namespace)
    this.stops.get(namespace)?.()
    this.stops.delete(namespace)
  }

  /** It has come, or gone: a watch in one that was there before sees nothing of the new one. */
  private changed(namespace: string): void {
    this.stops.get(namespace)?.()
    this.stops.delete(namespace)
    this.listener?.({ type: 'touched', device: namespace })
  }

  private start(namespace: string): void {
    if (this.listener === undefined || this.stops.has(namespace)) return
    const stop = this.watchTables(namespace, () => this.listener?.({ type: 'touched', device: namespace }))
    this.stops.set(namespace, stop)
  }
}
