import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import LibraryImport from '#commands/library_import'
import { runCommand } from '#tests/helpers/console'

/** A folder for the files of one test. */
export class Folder {
  static async make() {
    return new Folder(await mkdtemp(join(tmpdir(), 'library-test-')))
  }

  constructor(readonly root: string) {}

  path(name: string) {
    return join(this.root, name)
  }

  /** @returns the file's path. */
  async write(name: string, content: string | Buffer) {
    await writeFile(this.path(name), content)
    return this.path(name)
  }

  remove() {
    return rm(this.root, { recursive: true, force: true })
  }
}

/** Runs `library:import` and gives its exit code, its result and its warnings and errors. */
export async function importFile(file: string, ...flags: string[]) {
  const { exitCode, output, errors } = await runCommand(LibraryImport, [file, '--json', ...flags])
  const facts = output[0]?.startsWith('{') ? JSON.parse(output[0]) : {}
  return { exitCode: exitCode ?? 0, facts, errors: errors.join('\n') }
}
