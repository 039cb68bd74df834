/** Durable boundaries, in the order in which a job crosses them. At each of them the process may die. */
export const crashPoints = [
  'outbox.intended',
  'outbox.signed',
  'outbox.broadcast',
  'outbox.confirmed',
  'runner.result-written',
  'runner.computed',
  'sealer.protected',
] as const

export type CrashPoint = (typeof crashPoints)[number]
