/**
 * A writer that puts `label` before each line, for programs that print at the same time. What is written must be bytes of
 * UTF-8; a line is passed on when it has ended, and `end` passes on the rest.
 * @param {string} label
 * @param {(text: string) => void} write
 */
export function labelled(label, write) {
  const decoder = new TextDecoder()
  let rest = ''
  const pass = (text) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()
    if (lines.length > 0) write(lines.map((line) => `${label} | ${line}\n`).join(''))
  }
  return {
    write: (chunk) => pass(decoder.decode(chunk, { stream: true })),
    end() {
      pass(decoder.decode())
      if (rest !== '') write(`${label} | ${rest}\n`)
      rest = ''
    },
  }
}
