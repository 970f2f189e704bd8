/**
 * What services bring, by name. Each package adds its own by module augmentation, so that `netloom.services.mirrors` has a type:
 * `declare module '@netloom/core' { interface NetloomServices { readonly mirrors: MirrorService } }`.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by augmentation alone
export interface NetloomServices {}
