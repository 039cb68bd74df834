export const SECOND = 1
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Base units of one QRN, and wei of one ether. */
export const ONE = 10n ** 18n
