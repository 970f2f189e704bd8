import { addressKey, parseAddress } from '@netloom/core/kit'
import { type LivePlace, sendLive } from './send-live.ts'

const bytesOf = (text: string): Buffer => {
  const address = parseAddress(text)
  return address === undefined ? Buffer.alloc(0) : Buffer.from(addressKey(address), 'hex')
}

/** An ARP request, and the bytes by which its answer is known. Pure. */
export function arpRequest(
  mac: string,
  own: string,
  wanted: string,
): { readonly frame: Buffer; readonly token: Buffer } {
  const [source, sender, target] = [Buffer.from(mac.replaceAll(':', ''), 'hex'), bytesOf(own), bytesOf(wanted)]
  const head = Buffer.from('ffffffffffff', 'hex')
  const body = Buffer.from('0806' + '0001' + '0800' + '06' + '04' + '0001', 'hex')
  const frame = Buffer.concat([head, source, body, source, sender, Buffer.alloc(6), target, Buffer.alloc(18)])
  return { frame, token: Buffer.concat([target, source, sender]) }
}

/** Whether anybody answers for an address: without an answer a sender sends nothing. Of IPv4; of IPv6 nobody is asked. */
export async function hasAnybody(from: LivePlace, mac: string, own: string, wanted: string): Promise<boolean> {
  if (wanted.includes(':')) return false
  const { frame, token } = arpRequest(mac, own, wanted)
  return (await sendLive(from, from, frame, token)) !== undefined
}
