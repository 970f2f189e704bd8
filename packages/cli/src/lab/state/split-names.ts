/** `linuxbridge,openvswitch`: hosts take turns. */
export const splitNames = (text: string): readonly string[] => text.split(',').map((name) => name.trim())
