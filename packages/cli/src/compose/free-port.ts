import { createServer } from 'node:net'
import { Failure } from '../base/failure.ts'
import { listenFailure } from './listen-failure.ts'

/**
 * A port nobody listens on now: `wanted`, or any one for 0. Asked before anything is made, so that nothing is left behind.
 * @throws {Failure} when the wanted one is taken or the address is not ours
 */
export async function freePort(host: string, wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error) => {
      reject(listenFailure(error, host, wanted) ?? new Failure(error.message))
    })
    probe.listen(wanted, host, () => {
      const address = probe.address()
      probe.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : wanted)
      })
    })
  })
}
