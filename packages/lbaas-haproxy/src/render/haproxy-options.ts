/** How this host runs haproxy. Neutron: `lbaas_agent.ini`; what is absent has Neutron's default. */
export interface HaproxyOptions {
  /** Folder with a folder for each balancer. `[haproxy] loadbalancer_state_path`, default `<state_path>/lbaas`. */
  readonly directory: string
  /** Folder of the certificates that listeners name. `[certificates] storage_path`. */
  readonly certificates?: string
  /** Whom haproxy runs as. `[haproxy] user`, which Neutron does not have; a driver chooses one where it is absent. */
  readonly user?: string
  /** `[haproxy] user_group`. */
  readonly group?: string
  /** Connections of one balancer at the same time; a listener's own limit may raise it. `[haproxy] connection_limit`. */
  readonly connectionLimit?: number
  /** Seconds that a process lives on for its connections after a reload. `[haproxy] hard_stop_after`. */
  readonly hardStopAfter?: number
}

/** Neutron's `state_path` where no file names one. */
export const STATE_PATH = '/var/lib/neutron'
export const DEFAULT_CONNECTION_LIMIT = 2_000
/** Octavia has none, and old processes that live as long as their longest connection. */
export const DEFAULT_HARD_STOP_AFTER = 1_800
/** neutron-lbaas: `[certificates] storage_path`. */
export const CERTIFICATES_PATH: string = `${STATE_PATH}/lbaas/certificates`

export const WANTED_FILE = 'wanted.cfg'
export const CONFIG_FILE = 'haproxy.cfg'
/** Which certificates the process has, and from which text. */
export const SECRETS_FILE = 'secrets.json'
/** Listeners that are left out, and why. */
export const PROBLEMS_FILE = 'problems.json'
export const STATE_FILE = 'servers'
