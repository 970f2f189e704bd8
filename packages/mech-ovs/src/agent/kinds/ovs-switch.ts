import type { DeviceKind } from '@netloom/core'
import type { OpenvswitchOptions } from './openvswitch-options.ts'
import type { SwitchNames } from './switch-names.ts'

/** One host's Open vSwitch: its database, its flows, and the names behind their numbers. */
export class OvsSwitch implements SwitchNames {
  readonly kinds: readonly DeviceKind[] = []

  constructor(readonly options: OpenvswitchOptions) {}

  portNumber(_bridge: string, _port: string): number | undefined {
    return undefined
  }

  portName(_bridge: string, _number: number): string | undefined {
    return undefined
  }

  localVlan(_segmentId: string): number {
    return 1
  }
}
