/** A task that cannot succeed, with a code that the parent branches on. */
export class TaskError extends Error {
  constructor(
    readonly code:
      | 'KERNEL_UNKNOWN'
      | 'KERNEL_CANCELLED'
      | 'INPUT_SIZE'
      | 'INPUT_ROOT'
      | 'INPUT_COUNT'
      | 'OUTPUT_ROOT'
      | 'SELF_CHECK'
      | 'UNCHECKED',
    message: string,
  ) {
    super(message)
    this.name = 'TaskError'
  }
}
