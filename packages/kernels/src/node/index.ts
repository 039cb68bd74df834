export { fileSource, type FileSource } from './file-source.js'
