// Random work of every flat kernel, as its folder in the package brings it.
export { FLAT_WORKS } from '../../../packages/kernels/dist/conformance/flat-works.test.support.js'
