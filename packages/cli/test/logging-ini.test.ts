import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readIniFiles } from '@netloom/core/kit'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readLoggingIni, type LoggingIni } from '../src/compose/logging-ini.ts'
import { appendedFile } from '../src/logs/log-file.ts'

const read = (text: string): LoggingIni =>
  readLoggingIni(readIniFiles([{ path: 'x.ini', text: `[DEFAULT]\n${text}\n` }]).sections, 'neutron-server')

describe('logging options', () => {
  it.each([
    ['', { debug: false }],
    ['debug = True', { debug: true }],
    ['log_file = a.log', { debug: false, file: 'a.log' }],
    ['log_file = a.log\nlog_dir = /var/log/neutron', { debug: false, file: '/var/log/neutron/a.log' }],
    ['log_file = /tmp/a.log\nlog_dir = /var/log/neutron', { debug: false, file: '/tmp/a.log' }],
    ['log_dir = /var/log/neutron', { debug: false, file: '/var/log/neutron/neutron-server.log' }],
    ['logdir = /var/log/neutron', { debug: false, file: '/var/log/neutron/neutron-server.log' }],
  ])('%j means %j', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  it('debug that is no boolean is refused', () => {
    expect(() => read('debug = perhaps')).toThrow(/debug/)
  })
})

describe('a log file', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'netloom-log-'))
  })
  afterEach(() => {
    vi.restoreAllMocks()
    rmSync(folder, { recursive: true })
  })

  it('is added to, and made anew a second after it was moved away', () => {
    const path = join(folder, 'a.log')
    const now = vi.spyOn(performance, 'now').mockReturnValue(0)
    const file = appendedFile(path)
    file.write(Buffer.from('one\n'))
    renameSync(path, `${path}.1`)
    now.mockReturnValue(2_000)
    file.write(Buffer.from('two\n'))
    now.mockReturnValue(4_000)
    file.write(Buffer.from('three\n'))
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('one\n')
    expect(readFileSync(path, 'utf8')).toBe('two\nthree\n')
  })
})
