import { join } from 'node:path'
import type { ServiceProgram } from '@netloom/dataplane/service'
import { CONFIG_FILE, PROBLEMS_FILE, SECRETS_FILE, WANTED_FILE } from '../render/haproxy-options.ts'
import { namespaceOf } from '../render/names.ts'
import { parseConfiguration } from '../render/parse-configuration.ts'
import { socketOf } from '../render/socket-paths.ts'
import { structureText } from '../render/structure.ts'

/** haproxy processes whose files are below `directory`. */
export const haproxyProgram = (directory: string): ServiceProgram => ({
  program: 'haproxy',
  directory,
  namespaceOf,
  word: (folder) => join(folder, CONFIG_FILE),
  files: [WANTED_FILE, CONFIG_FILE, SECRETS_FILE, PROBLEMS_FILE],
  // It takes the sockets on which its predecessor listens, which then serves what it has accepted and ends.
  successor: { flag: '-x', words: (folder, pid) => [socketOf(folder), '-sf', String(pid)] },
  essence: (files) => ({
    structure: structureText(parseConfiguration(files[CONFIG_FILE] ?? '')),
    secrets: files[SECRETS_FILE] ?? '',
  }),
})
