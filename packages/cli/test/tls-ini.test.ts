import { readIniFiles } from '@netloom/core/kit'
import { describe, expect, it } from 'vitest'
import { tlsFiles } from '../src/compose/read-certificate.ts'
import { readServerIni, type ServerIni } from '../src/compose/server-ini.ts'

const read = (text: string): ServerIni => readServerIni(readIniFiles([{ path: 'neutron.conf', text }]).sections)

describe('use_ssl and [ssl] of neutron.conf', () => {
  it('name certificate and key; without use_ssl they say nothing, as in Neutron', () => {
    const ssl = '[ssl]\ncert_file = /c.pem\nkey_file = /k.pem\n'
    expect(read(`[DEFAULT]\nuse_ssl = True\n${ssl}`).tls).toEqual({ certFile: '/c.pem', keyFile: '/k.pem' })
    expect(read(ssl).tls).toBeUndefined()
  })

  it.each([
    ['a missing key', 'cert_file = /c.pem', /\[ssl\] key_file: is missing, and use_ssl needs it/],
    ['client certificates', 'cert_file = /c\nkey_file = /k\nca_file = /a', /ca_file = \/a: has no effect here/],
    ['ciphers', 'cert_file = /c\nkey_file = /k\nciphers = X', /ciphers = X: has no effect here/],
  ])('are refused with %s', (_, ssl, message) => {
    expect(() => read(`[DEFAULT]\nuse_ssl = True\n[ssl]\n${ssl}\n`)).toThrow(message)
  })
})

it('--tls-cert and --tls-key come before the files, and belong together', () => {
  const ini = { certFile: '/ini.pem', keyFile: '/ini.key' }
  expect(tlsFiles(undefined, undefined, ini)).toBe(ini)
  expect(tlsFiles('/c', '/k', ini)).toEqual({ certFile: '/c', keyFile: '/k' })
  expect(() => tlsFiles('/c', undefined, undefined)).toThrow('--tls-cert /c: needs --tls-key, too')
  expect(() => tlsFiles(undefined, '/k', undefined)).toThrow('--tls-key /k: needs --tls-cert, too')
})
