/** Most items that are kept beside one. */
export const MAXIMUM_TOGETHER = 1000;
/** Items that are kept beside one, unless a command says otherwise. */
export const DEFAULT_TOGETHER = 10;
