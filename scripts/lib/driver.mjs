import { existsSync } from 'node:fs'
import path from 'node:path'
import { root } from './paths.mjs'

/**
 * The environment in which WebGPU finds SwiftShader, a software Vulkan driver, if .ci/swiftshader unpacked it; else
 * nothing. The driver is added to those of the machine: where there is a real GPU, it still comes first.
 */
export function driverEnv(folder = path.join(root, 'build/swiftshader'), libraries = process.env.LD_LIBRARY_PATH) {
  const driver = path.join(folder, 'vk_swiftshader_icd.json')
  if (!existsSync(driver)) return {}
  return { VK_ADD_DRIVER_FILES: driver, LD_LIBRARY_PATH: libraries ? `${folder}:${libraries}` : folder }
}
