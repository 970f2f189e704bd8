import { Failure } from '../base/failure.ts'

export interface ListenAddress {
  readonly host: string
  readonly port: number
}

/** `ADDRESS:PORT`; an IPv6 address stands in brackets. @throws {Failure} */
export function parseListen(text: string): ListenAddress {
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? []
  const host = bracketed ?? plain
  if (host !== undefined && Number(port) <= 65_535) return { host, port: Number(port) }
  throw new Failure(`--listen ${text}: not ADDRESS:PORT; write for example 127.0.0.1:9696`, 'usage')
}
