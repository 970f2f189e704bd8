import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SecretKind } from '../render/names.ts'
import { judgeAuthorities, judgeCertificate, judgeRevocations } from './judge-secret.ts'

/** Text of a secret as haproxy reads it. */
export interface Secret {
  readonly pem: string
}

/** Where certificates come from. @throws {Error} saying what is wrong with the one that is named */
export interface CertificateStore {
  load(kind: SecretKind, ref: string): Promise<Secret>
}

const ID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i
/** A file of the store, by its name. */
const FILE = /^file:(?:\/\/)?([\w][\w.@+-]{0,200})$/
const MOST_BYTES = 1 << 20

/**
 * Certificates of a folder on this host, as neutron-lbaas' and Octavia's `local_cert_manager` have them: `<id>.crt` with
 * `<id>.key` and, where there are intermediates, `<id>.int`; or `<id>.pem` with all of them. A reference is an id, a URL that
 * ends with one (Barbican's), or `file:<name>`.
 */
export class LocalCertificateStore implements CertificateStore {
  constructor(private readonly folder: string) {}

  async load(kind: SecretKind, ref: string): Promise<Secret> {
    const pem = await this.text(ref)
    if (kind === 'certificate') return { pem: judgeCertificate(pem, ref) }
    return { pem: kind === 'authority' ? judgeAuthorities(pem, ref) : judgeRevocations(pem, ref) }
  }

  private async text(ref: string): Promise<string> {
    const name = FILE.exec(ref)?.[1]
    if (name !== undefined) return this.read(name, ref)
    const id = ref.split('/').at(-1) ?? ''
    if (!ID.test(id))
      throw new Error(`${ref} names no certificate: write an id, a URL that ends with one, or file:<name>`)
    const whole = await this.read(`${id}.pem`, ref).catch(() => undefined)
    if (whole !== undefined) return whole
    const [certificate, key, others] = await Promise.all([
      this.read(`${id}.crt`, ref),
      this.read(`${id}.key`, ref).catch(() => ''),
      this.read(`${id}.int`, ref).catch(() => ''),
    ])
    return [certificate, key, others].map((text) => (text === '' || text.endsWith('\n') ? text : `${text}\n`)).join('')
  }

  private async read(name: string, ref: string): Promise<string> {
    try {
      const text = await readFile(join(this.folder, name))
      if (text.length > MOST_BYTES) throw new Error('it is too large')
      return text.toString('utf8')
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? `there is no ${name}` : String(error)
      throw new Error(`certificate ${ref} cannot be read: ${reason} in ${this.folder}`, { cause: error })
    }
  }
}
