import type { Database } from './database.js'

/** How far a stream of events was read. */
export interface Cursors {
  find(name: string): string | undefined
  keep(name: string, cursor: string): void
}

export function openCursors(db: Database): Cursors {
  return {
    find: (name) => db.get('SELECT cursor FROM cursors WHERE name = $name', { name })?.['cursor'] as string | undefined,
    keep: (name, cursor) => {
      db.run('INSERT INTO cursors VALUES ($name, $cursor) ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor', {
        name,
        cursor,
      })
    },
  }
}
