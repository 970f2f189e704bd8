/** Something happened on the host that the agent may have to answer. */
export type HostEvent =
  | { readonly type: 'link-added'; readonly device: string }
  | { readonly type: 'link-removed'; readonly device: string }
  /** A device state vanished or was changed by somebody: re-read `device`. */
  | { readonly type: 'touched'; readonly device: string }
  /** Events were lost: re-read everything. */
  | { readonly type: 'overrun' }
