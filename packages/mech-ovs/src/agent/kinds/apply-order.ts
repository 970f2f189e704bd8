/**
 * Order classes of the kinds of this switch: lower is made first and removed last. Flows come before all ports, so that no
 * packet meets a half-built pipeline and no cable closes a loop: a port has its number before it exists (see `SwitchNames`).
 */
export const ORDER = {
  bridge: 10,
  localVlan: 15,
  flow: 30,
  port: 50,
} as const
