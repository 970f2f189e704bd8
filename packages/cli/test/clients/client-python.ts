import { spawnSync } from 'node:child_process'

/** Debian's: the client and the SDK are installed for it, whatever other Python comes first in PATH. */
export const CLIENT_PYTHON = '/usr/bin/python3'

function clientsMissing(): string | undefined {
  const { status, error } = spawnSync(CLIENT_PYTHON, ['-c', 'import openstackclient, openstack, neutronclient'])
  if (status === 0) return undefined
  const reason =
    error?.message ?? 'python3-openstackclient, python3-openstacksdk or python3-neutronclient is not installed'
  // Where all is set up by ourselves a missing client is a fault.
  if (process.env['CI'] === 'true') throw new Error(reason)
  return reason
}

/** Why the real clients cannot be run here; undefined when they can. `npm test` installs them. */
export const missing: string | undefined = clientsMissing()
if (missing !== undefined) console.warn(`the real clients are not tried: ${missing}`)
