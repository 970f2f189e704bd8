import { createServer } from 'node:net'
import { Failure } from '../failure.ts'

/** A loopback port nobody listens on now: `wanted`, or any one for 0. @throws {Failure} when the wanted one is taken */
export async function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const address = `127.0.0.1:${String(wanted)}`
      const taken = `--listen ${address}: somebody listens there already; name another port, or 0 for any free one`
      reject(error.code === 'EADDRINUSE' ? new Failure(taken) : new Failure(`--listen ${address}: ${error.message}`))
    })
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : wanted)
      })
    })
  })
}
