import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Writes `<id>.crt` and `<id>.key`: a certificate for a name, by itself. */
export async function makeCertificate(folder: string, id: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const [key, certificate] = [join(folder, `${id}.key`), join(folder, `${id}.crt`)]
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-keyout', key, '-out', certificate, '-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`],
  ])
}
