import { Failure } from '../base/failure.ts'

/** What the controller refused, in Neutron's words. */
export class RefusedError extends Failure {
  constructor(
    readonly status: number,
    /** Neutron's exception type, e.g. `IpAddressInUse`. */
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

/** Neutron: `{"NeutronError": {"type", "message", "detail"}}`; other servers on the way have bodies of their own. */
export function refusal(status: number, body: string): RefusedError {
  const { type, message } = parse(body)
  return new RefusedError(status, type ?? 'HTTPError', message ?? `the controller answered ${String(status)}: ${body}`)
}

function parse(body: string): { readonly type?: string; readonly message?: string } {
  try {
    const { NeutronError: error } = JSON.parse(body) as { readonly NeutronError?: unknown }
    if (typeof error === 'string') return { message: error }
    return error ?? {}
  } catch {
    return {}
  }
}
