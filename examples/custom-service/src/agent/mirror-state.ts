import type { DeviceState } from '@netloom/core'

/** Frames that cross a device in one direction (as its host sees it) are copied to another device. */
export interface MirrorState extends DeviceState {
  readonly kind: 'port-mirror'
  readonly device: string
  readonly target: string
  /** `ingress` = what the port sends, `egress` = what it is sent. */
  readonly hook: 'ingress' | 'egress'
  /** 16 bytes in hex that the kernel keeps with it: whose it is. */
  readonly cookie: string
}
