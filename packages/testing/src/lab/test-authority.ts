import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const openssl = (args: readonly string[]): Promise<unknown> => promisify(execFile)('openssl', [...args])

/** PEM texts of a certificate and its key, and the files that hold them. */
export interface TestCertificate {
  readonly cert: string
  readonly key: string
  readonly certFile: string
  readonly keyFile: string
}

/** A certificate authority of a test's own, good for a day. */
export interface TestAuthority {
  readonly ca: string
  readonly caFile: string
  /** Signs a certificate for these addresses. */
  issue(name: string, addresses?: readonly string[]): Promise<TestCertificate>
}

/** Makes an authority whose files are in `folder`; needs the openssl command. */
export async function testAuthority(folder: string, name = 'ca'): Promise<TestAuthority> {
  const [caFile, caKey] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)]
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  await openssl(['req', '-x509', ...ec, '-keyout', caKey, '-out', caFile, '-days', '1', '-subj', `/CN=${name}`])
  return {
    ca: await readFile(caFile, 'utf8'),
    caFile,
    issue: async (subject, addresses = ['127.0.0.1']) => {
      const [keyFile, certFile] = [join(folder, `${subject}.key`), join(folder, `${subject}.pem`)]
      const names = addresses.map((address) => `IP:${address}`).join(',')
      const signed = ['-CA', caFile, '-CAkey', caKey, '-addext', `subjectAltName=${names}`, '-days', '1']
      await openssl(['req', '-x509', ...ec, ...signed, '-keyout', keyFile, '-out', certFile, '-subj', `/CN=${subject}`])
      const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')])
      return { cert, key, certFile, keyFile }
    },
  }
}
