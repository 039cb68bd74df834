/** The board of the requests that the chain itself publishes. */
export const chainBoard = 'chain:'

const folderScheme = 'dir:'

/** Whether a board is a folder. */
export const isFolder = (url: string): boolean => url.startsWith(folderScheme)

/** The folder of a board that is one. */
export const folderOf = (url: string): string => url.slice(folderScheme.length)

/** A board whose folder was moved; others stay as they are. */
export function withFolder(url: string, move: (folder: string) => string): string {
  return isFolder(url) ? `${folderScheme}${move(folderOf(url))}` : url
}
