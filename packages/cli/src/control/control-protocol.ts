/** One request per line on the controller's Unix-domain socket: `{ id, method, params }` → `{ id, result }` or `{ id, error }`. */
export interface ControlRequest {
  readonly id: number
  readonly method: string
  readonly params: readonly unknown[]
}

export interface ControlError {
  readonly code: string
  readonly status: number
  readonly message: string
}

export type ControlResponse =
  { readonly id: number; readonly result: unknown } | { readonly id: number; readonly error: ControlError }
