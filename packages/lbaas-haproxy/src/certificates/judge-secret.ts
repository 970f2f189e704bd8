import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[A-Za-z0-9+/=\s]+-----END \1-----/g

interface Block {
  readonly type: string
  readonly text: string
}

const blocksOf = (pem: string): readonly Block[] =>
  [...pem.matchAll(BLOCK)].map(([text, type = '']) => ({ type, text: `${text.trim()}\n` }))

/**
 * A certificate with its key and intermediates, in the order in which haproxy reads them, and nothing else of the text. Names
 * are the certificate's own affair: one without a common name, and with others, is right (Launchpad 2043582).
 * @throws {Error} saying what is wrong with it
 */
export function judgeCertificate(pem: string, ref: string): string {
  const blocks = blocksOf(pem)
  const certificates = blocks.filter(({ type }) => type === 'CERTIFICATE').map(({ text }) => parsed(text, ref))
  const keys = blocks.filter(({ type }) => type.endsWith('PRIVATE KEY'))
  const [key] = keys
  if (certificates.length === 0) throw new Error(`certificate ${ref} has no certificate in PEM`)
  if (key === undefined || keys.length > 1)
    throw new Error(`certificate ${ref} has ${keys.length === 0 ? 'no private key' : 'several private keys'}`)
  const secret = keyOf(key, ref)
  const own = certificates.find(({ certificate }) => certificate.checkPrivateKey(secret))
  if (own === undefined) throw new Error(`the private key of ${ref} is not that of its certificate`)
  requireValid(own.certificate, ref)
  const others = certificates.filter((one) => one !== own)
  return [own.text, key.text, ...others.map(({ text }) => text)].join('')
}

/** @throws {Error} saying what is wrong with them */
export function judgeAuthorities(pem: string, ref: string): string {
  const certificates = blocksOf(pem).filter(({ type }) => type === 'CERTIFICATE')
  if (certificates.length === 0) throw new Error(`authority ${ref} has no certificate in PEM`)
  return certificates.map(({ text }) => parsed(text, ref).text).join('')
}

/** @throws {Error} saying what is wrong with them */
export function judgeRevocations(pem: string, ref: string): string {
  const lists = blocksOf(pem).filter(({ type }) => type === 'X509 CRL')
  if (lists.length === 0) throw new Error(`list of revocations ${ref} has none in PEM`)
  return lists.map(({ text }) => text).join('')
}

function parsed(text: string, ref: string): { readonly certificate: X509Certificate; readonly text: string } {
  try {
    return { certificate: new X509Certificate(text), text }
  } catch (error) {
    throw new Error(`certificate ${ref} cannot be read: ${reasonOf(error)}`, { cause: error })
  }
}

function keyOf({ text, type }: Block, ref: string): KeyObject {
  if (type.startsWith('ENCRYPTED') || text.includes('ENCRYPTED'))
    throw new Error(`the private key of ${ref} has a passphrase: store it without one`)
  try {
    return createPrivateKey(text)
  } catch (error) {
    throw new Error(`the private key of ${ref} cannot be read: ${reasonOf(error)}`, { cause: error })
  }
}

function requireValid({ validFrom, validTo }: X509Certificate, ref: string): void {
  const now = new Date()
  if (new Date(validTo) < now) throw new Error(`certificate ${ref} ended on ${validTo}`)
  if (new Date(validFrom) > now) throw new Error(`certificate ${ref} begins on ${validFrom}`)
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
