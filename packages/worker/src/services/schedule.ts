/** A computation that is due: the chain's time of its deadline in Unix seconds, and how long it takes. */
export interface Due {
  readonly deadlineS: number
  readonly ms: number
}

export interface Scheduling {
  /** What is waiting or running already. */
  readonly queue: readonly Due[]
  /** What one more job takes. */
  readonly job: Due
  readonly nowS: number
  readonly most: number
}

/** How many jobs more fit beside the queue, up to `most`, when the earliest deadline is computed first and none is missed. */
export function fitting({ queue, job, nowS, most }: Scheduling): number {
  let count = most
  while (count > 0 && !isTimely([...queue, ...Array<Due>(count).fill(job)], nowS)) count -= 1
  return count
}

function isTimely(dues: readonly Due[], nowS: number): boolean {
  let endMs = nowS * 1000
  return dues
    .toSorted((one, other) => one.deadlineS - other.deadlineS)
    .every(({ deadlineS, ms }) => (endMs += ms) <= deadlineS * 1000)
}
