import type { DeviceKind, DeviceState } from '@netloom/core'

/** The kinds of one host, asked by state. */
export class KindTable {
  constructor(private readonly kinds: ReadonlyMap<string, DeviceKind>) {}

  /** @throws {Error} when no kind of that name is registered on the host. */
  of(state: DeviceState): DeviceKind {
    const kind = this.kinds.get(state.kind)
    if (kind === undefined)
      throw new Error(`no device kind "${state.kind}" on this host; it has ${[...this.kinds.keys()].join(', ')}`)
    return kind
  }

  key(state: DeviceState): string {
    return this.of(state).key(state)
  }

  equal(desired: DeviceState, actual: DeviceState): boolean {
    return this.of(desired).equal(desired, actual)
  }

  parents(state: DeviceState): readonly string[] {
    return this.of(state).parents(state)
  }

  /** Link a scoped read of which returns this state; kinds that say nothing put it second in their keys. */
  device(state: DeviceState, key: string = this.key(state)): string {
    return this.of(state).device?.(state) ?? secondWord(key)
  }
}

/** `fdb vxlan-100 …` → `vxlan-100`; asked for every one of tens of thousands of keys. */
export function secondWord(key: string): string {
  const start = key.indexOf(' ') + 1
  const end = key.indexOf(' ', start)
  return start === 0 ? '' : key.slice(start, end < 0 ? undefined : end)
}
