import type { Socket } from 'node:net'

interface Refusal {
  readonly status: string
  readonly type: string
  readonly message: string
}

const MALFORMED: Refusal = {
  status: '400 Bad Request',
  type: 'HTTPBadRequest',
  message: 'The server could not comply with the request since it is either malformed or otherwise incorrect.',
}
const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    type: 'HTTPRequestHeaderFieldsTooLarge',
    message: 'The request headers are longer than this server reads.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    type: 'HTTPRequestTimeout',
    message: 'The request took longer to arrive than this server waits.',
  },
}

/** Answers what never became a request (no HTTP, headers without end, a body that does not come), and hangs up. */
export function refuseConnection(error: Error & { readonly code?: string }, socket: Socket): void {
  // Reset by the other side, or an answer is on its way already: a second one would be taken for the next request's.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy()
    return
  }
  const { status, type, message } = REFUSALS[error.code ?? ''] ?? MALFORMED
  const body = JSON.stringify({ NeutronError: { type, message, detail: '' } })
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\nConnection: close\r\n\r\n${body}`,
  )
}
