// Reads one {"id", "exam"} a line and writes what the reference makes of it, one a line; then, to
// the error stream, how many milliseconds went into classifying alone.
const { ISNCSCI } = require('isncsci')

const LINES_AT_ONCE = 2000
let lines = []
let spent = 0n

const flush = () => {
  process.stdout.write(lines.map((line) => line + '\n').join(''))
  lines = []
}

require('readline')
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { id, exam } = JSON.parse(line)
    const start = process.hrtime.bigint()
    const { classification, totals } = new ISNCSCI(exam)
    spent += process.hrtime.bigint() - start
    lines.push(JSON.stringify({ id, classification, totals }))
    if (lines.length === LINES_AT_ONCE) flush()
  })
  .on('close', () => {
    flush()
    console.error(Number(spent) / 1e6)
  })
