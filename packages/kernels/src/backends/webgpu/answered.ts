/** Submits are sized to take some 50 ms, and a shader's compilation takes seconds: a device that is silent for so long hangs. */
const HUNG_MS = 30_000

/** What a device answers; rejects when it hangs. */
export async function answered<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let timer: unknown
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${HUNG_MS / 1000} s`)), HUNG_MS)
  })
  try {
    return await Promise.race([answer, silence])
  } finally {
    clearTimeout(timer as number)
  }
}
