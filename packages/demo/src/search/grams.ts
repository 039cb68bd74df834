const LETTERS = 4

/** The words of a sentence in small letters; what is no letter is left out. */
export function wordsOf(sentence: string): string[] {
  return sentence
    .toLowerCase()
    .replaceAll(/[^a-z\s]/g, '')
    .split(/\s+/)
    .filter(Boolean)
}

/** The words of a sentence, and all four letters in a row of each, with the word's ends marked: `^and$` → `~^and`, `~and$`. */
export function gramsOf(sentence: string): string[] {
  return wordsOf(sentence).flatMap((word) => [word, ...partsOf(`^${word}$`)])
}

function partsOf(word: string): string[] {
  const count = Math.max(0, word.length - LETTERS + 1)
  return Array.from({ length: count }, (_, first) => `~${word.slice(first, first + LETTERS)}`)
}

/** 32 bits of a text: FNV-1a, with its bits mixed by the last steps of MurmurHash3. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
