import { mkdir, readFile, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { GuestFamily } from './guest-families.ts'
import { agentFiles, type LabRole } from './lab-role.ts'
import { type ProcessRef, replaceFile } from '@netloom/core/files'

export interface LabHost {
  readonly name: string
  readonly netns: string
  readonly vtep: string
  readonly mechanism: string
  /** 1, 2, …: its port on the underlay switch. */
  readonly index: number
  /** The lab runs an Open vSwitch for it, as its mechanism asks. */
  readonly hasOvs?: boolean
  /** In the order in which they are started: first the one that wires ports. */
  readonly agents: readonly LabHostAgent[]
  /** Open vSwitch of the host; absent on hosts whose mechanism asks for none. */
  readonly ovs?: OvsProcesses
}

export interface LabHostAgent {
  readonly role: LabRole
  /** Absent while it has never run. */
  readonly process?: ProcessRef
}

export interface OvsProcesses {
  /** ovsdb-server */
  readonly database: ProcessRef
  /** ovs-vswitchd */
  readonly vswitchd: ProcessRef
}

export interface LabVm {
  readonly name: string
  readonly netns: string
  readonly host: string
  readonly portId: string
  readonly networkId: string
  readonly macAddress: string
  /** With prefix length, as on eth0. */
  readonly addresses: readonly string[]
  readonly mtu: number
  readonly gateways: readonly string[]
  /** How it comes by its addresses; absent for a VM whose addresses are set. */
  readonly families?: readonly GuestFamily[]
}

/** What a lab is made of; kept in `lab.json`, so that every command finds it and `down` can undo it after a crash. */
export interface LabState {
  readonly name: string
  readonly directory: string
  /** INI files for the controller and all agents, in order. */
  readonly configFiles: readonly string[]
  /** Folder whose node_modules hosts and controller find packages in, as `lab up` was run there; absent in labs of before. */
  readonly packagesFrom?: string
  /** What networks are made of whose topology file does not say. */
  readonly networkType: string
  readonly controller?: ProcessRef
  /** Loopback port of the controller; fixed, so that agents and clients find a restarted one. */
  readonly port: number
  readonly hosts: readonly LabHost[]
  readonly vms: readonly LabVm[]
}

const WIRING: LabRole = { name: '', wires: true }

/** Folder of one lab: `$NETLOOM_STATE_DIR/<name>`, by default below /run/netloom. */
export function labDirectory(name: string): string {
  return join(process.env['NETLOOM_STATE_DIR'] ?? '/run/netloom', name)
}

export async function readLabState(name: string): Promise<LabState | undefined> {
  try {
    const state = JSON.parse(await readFile(join(labDirectory(name), 'lab.json'), 'utf8')) as LabState
    // Labs of before name their agents otherwise: those are found by their mark.
    return {
      ...state,
      hosts: state.hosts.map((host) => ({ ...host, agents: (host as Partial<LabHost>).agents ?? [] })),
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Labs that are up, or of which a crash left something. */
export async function labNames(): Promise<readonly string[]> {
  const entries = await readdir(dirname(labDirectory('any')), { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

/** Replaces the file as a whole: a killed command leaves the old or the new one, never half of it. */
export async function writeLabState(state: LabState): Promise<LabState> {
  await mkdir(state.directory, { recursive: true, mode: 0o700 })
  await replaceFile(join(state.directory, 'lab.json'), JSON.stringify(state, undefined, 2))
  return state
}

export async function removeLabState(name: string): Promise<void> {
  await rm(labDirectory(name), { recursive: true, force: true })
}

/** Token of the administrator, made by the controller at its first start. */
export const adminTokenFile = (state: LabState): string => `${tokensFile(state)}.admin`
/** Hashes of all tokens. */
export const tokensFile = (state: LabState): string => join(state.directory, 'tokens.json')
/** Secret between the controller and the agents. */
export const agentTokenFile = (state: LabState): string => join(state.directory, 'agent-token')
/** Of the agent in this role; default: the one that wires ports. */
export const inspectionSocket = (state: LabState, host: string, role: LabRole = WIRING): string =>
  join(state.directory, `${agentFiles(role, host)}.sock`)
export const logFile = (state: LabState, process: string): string => join(state.directory, `${process}.log`)
