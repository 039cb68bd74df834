import { SdkError } from '../errors/base.js'

/** The local chain could not be started, or cannot do what was asked. */
export class DevnetError extends SdkError {
  readonly code: 'PORT_BUSY' | 'CHAIN_PROGRAM_MISSING' | 'CHAIN_STOPPED' | 'CHAIN_SILENT' | 'DEVNET_UNSUPPORTED'
  constructor(args: { code: DevnetError['code']; summary: string; hint: string; cause?: unknown }) {
    super(args.summary, { hint: args.hint, cause: args.cause })
    this.code = args.code
  }
}
