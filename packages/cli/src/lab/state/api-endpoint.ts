import { readFile } from 'node:fs/promises'
import type { ApiEndpoint } from '../../api/api-transport.ts'
import { adminTokenFile, type LabState } from './lab-state.ts'
import { nameOption } from './name-option.ts'

/** Where a lab's controller answers, and the token of its administrator: '' while the controller has made none. */
export async function apiEndpoint(state: LabState): Promise<ApiEndpoint> {
  const token = await readFile(adminTokenFile(state), 'utf8').catch(() => '')
  const remedy = `see \`netloom lab status${nameOption(state.name)}\``
  return { url: `http://127.0.0.1:${String(state.port)}`, token: token.trim(), remedy }
}
