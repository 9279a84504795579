import { spawnSync } from 'node:child_process'
import app from '@adonisjs/core/services/app'
import type { Suite } from '@japa/runner/core'
import { programs } from '#tests/helpers/site_process'

/** Whether whoever started the tests has just built the site. */
const isBuilt = process.env.SITE_IS_BUILT === 'true'

/**
 * Runs the tests of processes on the build, which starts in half the time that
 * the sources take. What the processes of a failed test printed is shown.
 */
export function configureProcessSuite(suite: Suite) {
  suite.setup(() => {
    if (!isBuilt) build()
    // What Node makes of the code is kept from one process to the next
    process.env.NODE_COMPILE_CACHE ??= app.makePath('build/.compiled')
  })
  suite.onGroup((group) => {
    group.each.setup(() => {
      programs.length = 0
      return (hasFailed) => {
        if (!hasFailed) return
        for (const { output, errors } of programs) process.stderr.write(output + errors)
      }
    })
  })
}

function build() {
  const { status, stdout, stderr } = spawnSync('npm', ['run', 'build'], {
    cwd: app.makePath(),
    env: { ...process.env, NODE_ENV: 'production' },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The site could not be built: ${stdout}${stderr}`)
}
