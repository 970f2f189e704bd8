/**
 * Order classes of the kinds of this switch: lower is made first and removed last. Flows come before the ports that bring
 * packets to them, so that no packet meets a half-built pipeline; tunnel and patch ports come before the flows that name them.
 */
export const ORDER = {
  bridge: 10,
  localVlan: 15,
  cable: 20,
  flow: 30,
  vif: 50,
} as const
