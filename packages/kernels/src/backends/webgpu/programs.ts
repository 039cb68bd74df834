import type { FlatKernel, ShardJob, WgslProgram } from '../../kernel.js'
import { createPipeline } from './buffers.js'
import type { GpuEngine } from './engine.js'

/** A kernel's program for one job. */
export interface PreparedProgram extends Pick<WgslProgram, 'inputs' | 'tile'> {
  readonly pipeline: GPUComputePipeline
  readonly constants: Uint32Array
}

/**
 * What stands before a kernel's code. A dispatch computes `rows` × `columns` of the output, whose first word is
 * output[row · stride + column], in a part that begins with row top; row 0 and column 0 of it meet row `first…` of the inputs that they use, and rows of
 * input i begin `stride…` vectors apart, zero behind their elements. A kernel's constants follow as `constant0` …
 */
export function declarations(inputs: number, constants: number): string {
  const each = (count: number, line: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => line(i)).join('\n')
  return `
struct Work {
  rows: u32,
  columns: u32,
  row: u32,
  column: u32,
  stride: u32,
  top: u32,
${each(inputs, (i) => `  first${i}: u32,\n  stride${i}: u32,`)}
${each(constants, (i) => `  constant${i}: u32,`)}
}
@group(0) @binding(0) var<uniform> work: Work;
@group(0) @binding(1) var<storage, read_write> output: array<u32>;
${each(inputs, (i) => `@group(0) @binding(${i + 2}) var<storage, read> input${i}: array<vec4u>;`)}
`
}

/** The program of a job's kernel, compiled once. */
export async function preparedProgram(engine: GpuEngine, job: ShardJob): Promise<PreparedProgram> {
  const { kernel } = job
  const { inputs, tile } = kernel.wgsl
  const constants = kernel.wgsl.constants(job)
  return { inputs, tile, constants, pipeline: await pipelineOf(engine, kernel, constants.length) }
}

function pipelineOf(engine: GpuEngine, kernel: FlatKernel, constants: number): Promise<GPUComputePipeline> {
  const { device, packedDot } = engine.handle
  const { inputs } = kernel.wgsl
  const code = declarations(inputs.length, constants) + kernel.wgsl.code({ packedDot })
  return engine.pipelines.of(code, () => createPipeline(device, code, inputs.length))
}
