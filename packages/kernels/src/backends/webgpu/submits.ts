import { answered } from './answered.js'
import type { Binding } from './buffers.js'
import { bindBuffers, BUFFER_USAGE, createBuffer } from './buffers.js'

const TARGET_MS = 50
/** Of a shader that was never timed, in multiply-adds or steps of like cost. */
const FIRST_COST = 2 ** 27
const MAX_GROWTH = 8
/** A submit that took less says that a shader is no slower than was thought, not how fast it is. */
const TELLING_MS = 5
const SLOT_BYTES = 256
const SLOTS = 256
/** Bytes that the uniforms of one device take. */
export const UNIFORM_BYTES = SLOTS * SLOT_BYTES

/** One dispatch. */
export interface Step {
  readonly pipeline: GPUComputePipeline
  /** Behind the uniform words, in order. */
  readonly bindings: readonly GPUBuffer[]
  /** The shader's uniform, at most 64 words. */
  readonly words: Uint32Array
  readonly groups: readonly [x: number, y: number]
  /** Multiply-adds or steps of like cost. */
  readonly cost: number
}

const MAX_GROUPS = 65535

/** So many groups and a few more as a plane, since a line of them has an end. */
export function planeOf(groups: number): [x: number, y: number] {
  const across = Math.min(groups, MAX_GROUPS)
  return [across, Math.ceil(groups / across)]
}

/** Turns steps into submits of about 50 ms each; steps of one call run in order. */
export interface Submits {
  /** The cost of a step of this shader that takes a whole submit, by its measured speed. */
  capacity(pipeline: GPUComputePipeline): number
  /** Adds a step, first submitting those before it when all together would take too long. */
  add(step: Step): Promise<void>
  /** Submits what was added and waits for it. `check` throws to end the work. */
  flush(): Promise<void>
}

/** What the submits of one device share. */
export interface SubmitState {
  readonly device: GPUDevice
  readonly uniforms: GPUBuffer
  /** Cost that a shader gets through in a millisecond. */
  readonly speeds: Map<GPUComputePipeline, number>
}

export function submitState(device: GPUDevice): SubmitState {
  const uniforms = createBuffer(device, UNIFORM_BYTES, BUFFER_USAGE.uniform | BUFFER_USAGE.copyDst)
  return { device, uniforms, speeds: new Map() }
}

/** The submits of one call; `check` is asked before each and throws to end the work. */
export function openSubmits(state: SubmitState, check: () => void): Submits {
  let steps: Step[] = []
  const speed = (pipeline: GPUComputePipeline) => state.speeds.get(pipeline) ?? FIRST_COST / TARGET_MS
  const expectedMs = (some: readonly Step[]) => some.reduce((ms, { pipeline, cost }) => ms + cost / speed(pipeline), 0)
  const flush = async () => {
    if (steps.length === 0) return
    check()
    const taken = steps
    steps = []
    const started = performance.now()
    submit(state, taken)
    await answered(state.device.queue.onSubmittedWorkDone())
    const tookMs = performance.now() - started
    const ratio = Math.max(tookMs < TELLING_MS ? 1 : 0, Math.min(MAX_GROWTH, expectedMs(taken) / Math.max(1, tookMs)))
    const learned = new Map(taken.map(({ pipeline }) => [pipeline, speed(pipeline) * ratio]))
    for (const [pipeline, faster] of learned) state.speeds.set(pipeline, faster)
  }
  return {
    capacity: (pipeline) => speed(pipeline) * TARGET_MS,
    async add(step) {
      if (steps.length === SLOTS || expectedMs([...steps, step]) > TARGET_MS) await flush()
      steps.push(step)
    },
    flush,
  }
}

function submit({ device, uniforms }: SubmitState, steps: readonly Step[]): void {
  const words = new Uint32Array((steps.length * SLOT_BYTES) / 4)
  steps.forEach((step, slot) => words.set(step.words, (slot * SLOT_BYTES) / 4))
  device.queue.writeBuffer(uniforms, 0, words)
  const encoder = device.createCommandEncoder()
  const pass = encoder.beginComputePass()
  const uniform: Binding = { buffer: uniforms, offset: 0, size: SLOT_BYTES }
  let last: Step | undefined
  let group: GPUBindGroup | undefined
  steps.forEach((step, slot) => {
    const { pipeline, bindings, groups } = step
    // A group takes longer to make than a dispatch to record.
    if (group === undefined || !hasSameGroup(last, step)) group = bindBuffers(device, pipeline, [uniform, ...bindings])
    pass.setPipeline(pipeline)
    pass.setBindGroup(0, group, [slot * SLOT_BYTES])
    pass.dispatchWorkgroups(...groups)
    last = step
  })
  pass.end()
  device.queue.submit([encoder.finish()])
}

function hasSameGroup(last: Step | undefined, { pipeline, bindings }: Step): boolean {
  return last?.pipeline === pipeline && bindings.every((buffer, i) => buffer === last.bindings[i])
}
