// Reads one {"id", "exam"} a line, writes what the reference makes of it, one a line.
const { ISNCSCI } = require('isncsci')

const LINES_AT_ONCE = 2000
let lines = []

const flush = () => {
  process.stdout.write(lines.map((line) => line + '\n').join(''))
  lines = []
}

require('readline')
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { id, exam } = JSON.parse(line)
    const { classification, totals } = new ISNCSCI(exam)
    lines.push(JSON.stringify({ id, classification, totals }))
    if (lines.length === LINES_AT_ONCE) flush()
  })
  .on('close', flush)
