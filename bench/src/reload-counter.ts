import { watch } from 'node:fs'

/** Counts how often a DHCP server is told to read its files: the mark in its folder is written each time. */
export interface ReloadCount {
  readonly times: number
  close(): void
}

export function countReloads(folder: string): ReloadCount {
  let times = 0
  const watcher = watch(folder, (_, name) => {
    if (name === 'read') times += 1
  })
  return {
    get times() {
      return times
    },
    close: () => {
      watcher.close()
    },
  }
}
