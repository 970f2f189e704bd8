import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { postgresBinaries } from '../postgres/binaries.mjs'
import { installDebianPackages } from './debian.mjs'

const clusters = '/etc/postgresql-common/createcluster.conf'

/**
 * Installs Debian's PostgreSQL server for the tests, which run one of their own. No database of the system is made or started.
 * Tests that need it say that they are skipped when this is not possible, so nothing here is an error.
 */
export async function installPostgres(say) {
  if (postgresBinaries() !== undefined) return
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    say('not installed; tests on PostgreSQL will be skipped (apt-get install --no-install-recommends postgresql)')
    return
  }
  say('installing the server for its tests')
  // First what decides about clusters, then the server, whose installation would make one that starts with the machine.
  await installDebianPackages(['postgresql-common'])
  const before = existsSync(clusters) ? readFileSync(clusters, 'utf8') : undefined
  if (before !== undefined) writeFileSync(clusters, `${before}\ncreate_main_cluster = false\n`)
  try {
    const { code, output } = await installDebianPackages(['postgresql'])
    if (code !== 0) say(`not installed, its tests will be skipped:\n${output.split('\n').slice(-5).join('\n')}`)
  } finally {
    if (before !== undefined) writeFileSync(clusters, before)
  }
}
