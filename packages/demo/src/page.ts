import { formatEther } from 'viem'
import { CLASSES, DIGIT_SIDE, FEATURES } from './digits.js'
import { lifetimeOf } from './job-table.js'
import { signed } from './report.js'
import type { JobStory, Story } from './story.js'

const STEP_COLOURS: Readonly<Record<string, string>> = {
  accept: '#7aa2c8',
  commit: '#4f7fb0',
  reveal: '#2f5f94',
  approve: '#3f9a5f',
  finalize: '#3f9a5f',
  fraud: '#c0453c',
  timeout: '#c0453c',
}

/** One self-contained HTML page: the digits with the labels that were bought, and the jobs' timeline. */
export function renderPage(story: Story): string {
  const right = `${(story.accuracy * 100).toFixed(2)} %`
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Quern: ${story.digits.count} digits, computed by strangers and proved</title>
<style>${STYLE}</style>
<h1>${story.digits.count} handwritten digits, computed by strangers and proved</h1>
<p>${right} of the labels are right. Every label equals a local recomputation bit for bit.
All took ${story.seconds.toFixed(0)} seconds.</p>
<h2>The jobs</h2>
${timeline(story.jobs)}
<h2>Who gained and lost</h2>
${parties(story)}
<h2>The digits</h2>
<p>Each picture carries the label that was bought; a red one differs from what the writer meant.</p>
<canvas id="digits" role="img" aria-label="The digits with their labels"></canvas>
<script>${script(story)}</script>
</html>
`
}

const STYLE = `
body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1d2733;background:#fbfaf7}
h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.9rem}
th,td{text-align:left;padding:.25rem .6rem .25rem 0;border-bottom:1px solid #ddd8cc;white-space:nowrap}
.track{position:relative;height:1.1rem;background:#ece8de;border-radius:3px;min-width:16rem}
.track i{position:absolute;top:0;bottom:0;border-radius:3px}
canvas{width:100%;height:auto;image-rendering:pixelated;background:#fff;border:1px solid #ddd8cc}`

function timeline(jobs: readonly JobStory[]): string {
  const times = jobs.flatMap((job) => job.steps.map((step) => step.at))
  const from = Math.min(...times)
  const span = Math.max(1, Math.max(...times) - from)
  const rows = jobs.map((job) => {
    const bars = job.steps.map((step, i) => {
      const until = job.steps[i + 1]?.at ?? step.at + span / 60
      const left = (((step.at - from) / span) * 100).toFixed(2)
      const width = Math.max(0.6, ((until - step.at) / span) * 100).toFixed(2)
      const title = `${step.name}: ${step.at - from} s, ${step.gas} gas${step.shared > 1 ? ` for ${step.shared} jobs` : ''}`
      const colour = STEP_COLOURS[step.name] ?? '#8a8f98'
      return `<i style="left:min(${left}%,99.4%);width:${width}%;background:${colour}" title="${escape(title)}"></i>`
    })
    const state = job.sampled ? `${job.state} (sampled)` : job.state
    return `<tr><td>${job.request}/${job.shard}<td>${escape(job.worker)}<td>${escape(state)}<td>${lifetimeOf(job)} s<td style="width:50%"><div class="track">${bars.join('')}</div>`
  })
  return `<table><tr><th>job<th>worker<th>state<th>life<th>accept, commit, reveal, settle${rows.join('')}</table>`
}

function parties(story: Story): string {
  const rows = story.parties.map(
    (party) =>
      `<tr><td>${escape(party.name)}<td>${escape(party.role)}<td>${signed(party.coin)} ETH<td>${signed(party.qrn)} QRN<td>${formatEther(party.claimable)} QRN`,
  )
  return `<table><tr><th>party<th>role<th>coin<th>QRN<th>claimable after the epoch${rows.join('')}</table>`
}

function script(story: Story): string {
  const side = DIGIT_SIDE
  const pixels = new Uint8Array(story.digits.count * side * side)
  for (let row = 0; row < story.digits.count; row++) {
    pixels.set(
      new Uint8Array(story.digits.features.subarray(row * FEATURES, row * FEATURES + side * side)),
      row * side * side,
    )
  }
  const encode = (bytes: Uint8Array) => JSON.stringify(Buffer.from(bytes).toString('base64'))
  return `
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
const pixels = bytes(${encode(pixels)}), labels = bytes(${encode(story.labels)}), truth = bytes(${encode(story.digits.labels)})
const side = ${side}, classes = ${CLASSES}, columns = 25, width = 84, height = 60
const canvas = document.getElementById('digits')
canvas.width = columns * width
canvas.height = Math.ceil(labels.length / columns) * height
const context = canvas.getContext('2d')
const picture = new OffscreenCanvas(side, side)
const ink = picture.getContext('2d')
context.font = 'bold 24px system-ui,sans-serif'
context.imageSmoothingEnabled = false
labels.forEach((label, i) => {
  const x = (i % columns) * width, y = Math.floor(i / columns) * height
  const image = ink.createImageData(side, side)
  for (let p = 0; p < side * side; p++) {
    const grey = 255 - pixels[i * side * side + p] * 2
    image.data.set([grey, grey, grey, 255], p * 4)
  }
  ink.putImageData(image, 0, 0)
  context.drawImage(picture, x, y + 2, side * 2, side * 2)
  const right = label === truth[i]
  context.fillStyle = right ? '#e4efe6' : '#f6d9d5'
  context.fillRect(x + side * 2, y + 2, width - side * 2 - 4, side * 2)
  context.fillStyle = right ? '#2f6f45' : '#b3261e'
  context.fillText(label < classes ? String(label) : '?', x + side * 2 + 5, y + 38)
})`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
