import type { DeviceKind } from '../driver/device-kind.ts'
import type { DeviceState } from './device-state.ts'

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
  device(state: DeviceState): string {
    const kind = this.of(state)
    return kind.device?.(state) ?? kind.key(state).split(' ', 2)[1] ?? ''
  }
}
