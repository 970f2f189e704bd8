import { readFile } from 'node:fs/promises'
import type { Certificate } from '@netloom/server'
import { Failure } from '../base/failure.ts'
import type { TlsFiles } from './tls-ini.ts'

/** What the command line says comes before what the files say. @throws {Failure} when only one of the two is named */
export function tlsFiles(
  cert: string | undefined,
  key: string | undefined,
  ini: TlsFiles | undefined,
): TlsFiles | undefined {
  if (cert === undefined && key === undefined) return ini
  const certFile = cert ?? ini?.certFile
  const keyFile = key ?? ini?.keyFile
  if (certFile === undefined) throw new Failure(`--tls-key ${String(key)}: needs --tls-cert, too`, 'usage')
  if (keyFile === undefined) throw new Failure(`--tls-cert ${String(cert)}: needs --tls-key, too`, 'usage')
  return { certFile, keyFile }
}

/** @throws {Failure} when a file cannot be read */
export async function readCertificate({ certFile, keyFile }: TlsFiles): Promise<Certificate> {
  const [cert, key] = await Promise.all([readPem('--tls-cert', certFile), readPem('--tls-key', keyFile)])
  return { cert, key }
}

function readPem(option: string, file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new Failure(`${option} ${file}: ${error instanceof Error ? error.message : String(error)}`, 'usage')
  })
}
