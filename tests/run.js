/*
 * `npm test`: runs the suites in two processes beside each other, each with a
 * database of its own, and prints what each said once it has ended. Told which
 * suites or files, it runs one process with these:
 *
 *   npm test -- functional --files="home/*"
 */
import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'

const AT_ONCE = 2

/** Scripts of package.json; what takes long first, so that nothing runs alone for long. */
const HERE = ['test -- processes', 'test -- unit functional browser']
/**
 * Below .ci/postgres. What can differ there is run again: all that asks the
 * database, and on Redis all that reads or writes a session. Units and browsers
 * do neither.
 */
const ELSEWHERE = ['test:postgres -- processes', 'test:postgres -- functional', 'test:redis']

const args = process.argv.slice(2)
if (args[0] === '--everywhere') await runAll([...HERE, ...ELSEWHERE])
else if (args.length === 0) await runAll(HERE)
else runOne(args)

function runOne(words) {
  const node = ['--import=@poppinss/ts-exec', '--enable-source-maps', 'bin/test.ts']
  const child = spawn(process.execPath, [...node, ...words], { stdio: 'inherit' })
  child.on('exit', (status) => (process.exitCode = status ?? 1))
}

async function runAll(scripts) {
  const totals = { passed: 0, failed: 0, skipped: 0 }
  const waiting = [...scripts]
  const runNext = async () => {
    for (let script = waiting.shift(); script; script = waiting.shift()) {
      const counts = await runScript(script)
      for (const outcome of Object.keys(totals)) totals[outcome] += counts[outcome]
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, runNext))
  console.log(`\n${totals.skipped} skipped, for the reasons above`)
  console.log(`${totals.passed} passed, ${totals.failed} failed`)
  process.exitCode = totals.failed > 0 ? 1 : 0
}

/** Counts the tests; a process that ends badly without one is one that failed. */
async function runScript(script) {
  const started = performance.now()
  const child = spawn('npm', ['run', '--silent', '--ignore-scripts', ...script.split(' ')])
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output += text))
  }
  const status = await new Promise((resolve) => child.on('close', resolve))
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(`\n== npm run ${script} (${seconds} s)\n${output.trim()}`)

  // Japa ends with "Tests  12 passed, 1 failed, 3 skipped (16)"
  const [summary = ''] =
    stripVTControlCharacters(output)
      .match(/^ *Tests +.*$/gm)
      ?.slice(-1) ?? []
  const count = (outcome) => Number(summary.match(`(\\d+) ${outcome}`)?.[1] ?? 0)
  const failed = count('failed') || (status === 0 && count('passed') > 0 ? 0 : 1)
  return { passed: count('passed'), failed, skipped: count('skipped') }
}
