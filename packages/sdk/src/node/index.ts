export { publishRequest, readBoard, type BoardEntry } from './board.js'
export {
  folderUri,
  objectReader,
  readObject,
  writeObject,
  type ReaderOptions,
  type ReadObjectOptions,
} from './objects.js'
