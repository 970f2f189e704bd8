/** A controller is there and does not let this agent connect. */
export class ControllerRefusalError extends Error {
  constructor(
    readonly status: number,
    reason: string,
  ) {
    super(`the controller refuses this agent (${String(status)}): ${reason}`)
  }
}
