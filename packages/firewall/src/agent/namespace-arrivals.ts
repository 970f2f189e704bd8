import { existsSync, readdirSync, watch, type FSWatcher } from 'node:fs'
import type { HostEvent } from '@netloom/core'
import { NAMESPACE_PREFIX } from '../render/names.ts'

export const NAMESPACES = '/var/run/netns'
/** Milliseconds between looks for the folder, which comes with the first namespace of a host. */
const LOOK = 200

/** Tells at once when the namespace of a router comes or goes: nothing filters in a new one yet. Returns the way to stop. */
export function watchArrivals(listener: (event: HostEvent) => void, folder: string = NAMESPACES): () => void {
  let watcher: FSWatcher | undefined
  let timer: NodeJS.Timeout | undefined
  const tell = (name: string | null): void => {
    if (name?.startsWith(NAMESPACE_PREFIX) === true) listener({ type: 'touched', device: name })
  }
  const begin = (isFirst: boolean): void => {
    if (!existsSync(folder)) {
      timer = setTimeout(begin, LOOK, false).unref()
      return
    }
    watcher = watch(folder, (_event, name) => {
      tell(name)
    })
    watcher.on('error', () => undefined)
    if (!isFirst) for (const name of readdirSync(folder)) tell(name)
  }
  begin(true)
  return () => {
    clearTimeout(timer)
    watcher?.close()
  }
}
