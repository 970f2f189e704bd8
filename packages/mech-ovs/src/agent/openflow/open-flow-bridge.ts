import type { Clock, Logger } from '@netloom/core'

export interface OpenFlowBridgeOptions {
  readonly name: string
  /** Its management socket. */
  readonly path: string
  readonly logger: Logger
  readonly clock: Clock
}

/** The flows of one bridge, over its management socket. */
export class OpenFlowBridge {
  constructor(readonly options: OpenFlowBridgeOptions) {}

  close(): Promise<void> {
    return Promise.resolve()
  }
}
